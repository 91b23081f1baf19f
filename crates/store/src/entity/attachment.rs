//! A file that came with a message or waits to be sent.

use sea_orm::entity::prelude::*;

/// A row of `attachment`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub blob: String,
    pub name: String,
    pub mime: String,
    pub bytes: i64,
    pub visitor: Option<Uuid>,
    pub user_id: Option<Uuid>,
    pub message: Option<Uuid>,
    pub created_at: i64,
    pub scan: Option<String>,
    pub scan_said: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
