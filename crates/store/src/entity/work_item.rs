//! What routing hands to an agent.

use sea_orm::entity::prelude::*;

/// A row of `work_item`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_item")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub medium: String,
    pub case_id: Option<Uuid>,
    pub interaction: Option<Uuid>,
    pub intake: Option<Uuid>,
    pub queue: Uuid,
    pub state: String,
    pub priority: i64,
    pub enqueued_at: i64,
    pub offer: Option<Uuid>,
    pub offered_to: Option<Uuid>,
    pub offer_expires_at: Option<i64>,
    pub assigned_to: Option<Uuid>,
    pub assigned_at: Option<i64>,
    pub done_at: Option<i64>,
    pub declined: Json,
    pub detail: Json,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
