//! Two records that may be one person.

use sea_orm::entity::prelude::*;

/// A row of `customer_pair`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_pair")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub a: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub b: Uuid,
    pub score: i64,
    pub signals: Json,
    pub joined: bool,
    pub dismissed: bool,
    pub found_at: i64,
    pub dismissed_at: Option<i64>,
    pub dismissed_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
