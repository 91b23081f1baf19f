//! Message-IDs of mails in and out, for threading.

use sea_orm::entity::prelude::*;

/// A row of `mail_ref`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_ref")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: String,
    pub case_id: Uuid,
    pub interaction: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
