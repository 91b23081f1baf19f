//! One fact on the log. PostgreSQL has a further column `txid`, see `dialect`.

use sea_orm::entity::prelude::*;

/// A row of `event`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub id: Uuid,
    pub tenant: Uuid,
    pub customer: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub interaction: Option<Uuid>,
    pub kind: String,
    pub at: i64,
    pub actor: Json,
    pub payload: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
