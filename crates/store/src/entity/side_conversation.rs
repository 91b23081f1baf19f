//! A conversation with somebody outside about a case.

use sea_orm::entity::prelude::*;

/// A row of `side_conversation`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "side_conversation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub interaction: Uuid,
    pub channel: Uuid,
    pub subject: String,
    pub state: String,
    pub people: Json,
    pub thread: Json,
    pub started_by: Uuid,
    pub started_at: i64,
    pub waiting_since: Option<i64>,
    pub last_at: Option<i64>,
    pub remind_at: Option<i64>,
    pub wakes: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
