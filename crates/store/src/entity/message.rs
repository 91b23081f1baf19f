//! A message, note or system line.

use sea_orm::entity::prelude::*;

/// A row of `message`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub interaction: Uuid,
    pub customer: Uuid,
    pub kind: String,
    pub author: Option<Uuid>,
    pub at: i64,
    pub seq: i64,
    pub text: String,
    pub html_blob: Option<String>,
    pub subject: Option<String>,
    pub envelope: Json,
    pub attachments: Json,
    pub client_id: Option<String>,
    pub delivery: Option<String>,
    pub side: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
