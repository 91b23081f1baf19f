//! How the promises of a case stand.

use sea_orm::entity::prelude::*;

/// A row of `case_clock`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_clock")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    pub rule: Option<Uuid>,
    pub clock: Json,
    pub next_report: Option<i64>,
    pub due_at: Option<i64>,
    pub due_target: Option<String>,
    pub warned: bool,
    pub breached: bool,
    pub seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
