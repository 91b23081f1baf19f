//! An address that is told what happens.

use sea_orm::entity::prelude::*;

/// A row of `webhook`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub url: String,
    pub kinds: Json,
    pub secrets: Vec<u8>,
    pub active: bool,
    pub since: i64,
    pub created_at: i64,
    pub last_ok_at: Option<i64>,
    pub failing_since: Option<i64>,
    pub last_error: Option<String>,
    pub switched_off: Option<String>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
