//! What customers may consent to.

use sea_orm::entity::prelude::*;

/// A row of `consent_purpose`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_purpose")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub basis: String,
    pub name_ja: String,
    pub name_en: String,
    pub wording_ja: String,
    pub wording_en: String,
    pub wording_version: i64,
    pub position: i64,
    pub archived: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
