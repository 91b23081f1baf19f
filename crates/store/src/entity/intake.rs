//! The journal of raw input.

use sea_orm::entity::prelude::*;

/// A row of `intake`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel: Uuid,
    pub received_at: i64,
    pub provider_id: String,
    pub blob: Option<String>,
    pub bytes: i64,
    pub state: String,
    pub error: Option<String>,
    pub message: Option<Uuid>,
    pub case_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
