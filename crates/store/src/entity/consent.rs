//! An entry of the ledger of consents.

use sea_orm::entity::prelude::*;

/// A row of `consent`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub customer: Uuid,
    pub purpose: Uuid,
    pub number: i64,
    pub channels: Json,
    pub decision: String,
    pub source: String,
    pub case_id: Option<Uuid>,
    pub message: Option<Uuid>,
    pub door: Option<Uuid>,
    pub wording: String,
    pub wording_hash: String,
    pub language: String,
    pub wording_version: Option<i64>,
    pub note: String,
    pub actor: Json,
    pub at: i64,
    pub recorded_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
