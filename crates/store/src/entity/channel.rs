//! A configured door.

use sea_orm::entity::prelude::*;

/// A row of `channel`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub active: bool,
    pub public_key: Option<String>,
    pub queue: Uuid,
    pub config: Json,
    pub secrets: Option<Vec<u8>>,
    pub cursor: Json,
    pub last_ok_at: Option<i64>,
    pub last_error: Option<String>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
