//! A link with which a customer goes on by another channel.

use sea_orm::entity::prelude::*;

/// A row of `handover`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handover")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub channel: Uuid,
    pub made_by: Uuid,
    pub code_hash: Vec<u8>,
    pub made_at: i64,
    pub expires_at: i64,
    pub taken_at: Option<i64>,
    pub visitor: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
