//! An address that somebody has to prove.

use sea_orm::entity::prelude::*;

/// A row of `address_proof`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_proof")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub customer: Uuid,
    pub channel: Uuid,
    pub made_by: Uuid,
    pub case_id: Option<Uuid>,
    pub address: String,
    pub code_hash: Vec<u8>,
    pub link_hash: Vec<u8>,
    pub attempts: i64,
    pub made_at: i64,
    pub expires_at: i64,
    pub proven_at: Option<i64>,
    pub failure: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
