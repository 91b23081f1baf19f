//! An entry of the ledger of merges.

use sea_orm::entity::prelude::*;

/// A row of `customer_merge`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_merge")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub absorbed: Uuid,
    pub survivor: Uuid,
    pub reason: Json,
    pub actor: Json,
    pub at: i64,
    pub undone_at: Option<i64>,
    pub undone_by: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
