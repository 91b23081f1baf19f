//! A case or a customer of whom nothing may be deleted.

use sea_orm::entity::prelude::*;

/// A row of `legal_hold`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_hold")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub placed_by: Uuid,
    pub case_id: Option<Uuid>,
    pub customer: Option<Uuid>,
    pub ended_by: Option<Uuid>,
    pub reason: String,
    pub placed_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
