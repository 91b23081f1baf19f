//! One event on its way to one address.

use sea_orm::entity::prelude::*;

/// A row of `webhook_delivery`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook: Uuid,
    pub event: Uuid,
    pub kind: String,
    pub customer: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub payload: String,
    pub state: String,
    pub attempts: i64,
    pub replays: i64,
    pub happened_at: i64,
    pub due_at: Option<i64>,
    pub tried_at: Option<i64>,
    pub status: Option<i64>,
    pub answer: Option<String>,
    pub error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
