//! A session on one channel inside a case.

use sea_orm::entity::prelude::*;

/// A row of `interaction`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interaction")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub customer: Uuid,
    pub channel: Uuid,
    pub medium: String,
    pub state: String,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    pub visitor: Option<Uuid>,
    pub thread: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    /// The case it is a session of.
    #[sea_orm(
        belongs_to = "super::case_record::Entity",
        from = "(Column::Tenant, Column::CaseId)",
        to = "(super::case_record::Column::Tenant, super::case_record::Column::Id)"
    )]
    Case,
}

impl Related<super::case_record::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Case.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
