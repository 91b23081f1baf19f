//! A provider by which people sign in.

use sea_orm::entity::prelude::*;

/// A row of `sign_on_provider`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_on_provider")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub secret: Option<Vec<u8>>,
    pub domains: Json,
    pub trusts_emails: bool,
    pub creates_people: bool,
    pub asks_code: bool,
    pub passwords_off: bool,
    pub active: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
