//! A matter of a customer (`case` is a reserved word in SQL).

use model::WorkState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ConditionType, Expr, ExprTrait as _, IntoCondition as _};

use super::work_item;

/// A row of `case_record`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_record")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub customer: Uuid,
    pub subject: String,
    pub status: String,
    pub priority: i64,
    pub category: Option<Uuid>,
    pub queue: Uuid,
    pub owner: Option<Uuid>,
    pub channel: Uuid,
    pub created_at: i64,
    pub updated_at: i64,
    pub resolved_at: Option<i64>,
    pub first_response_at: Option<i64>,
    pub waiting_since: Option<i64>,
    pub queued_at: Option<i64>,
    pub last_message_at: Option<i64>,
    pub snippet: String,
    pub last_seq: i64,
    pub disposition: Option<Uuid>,
    pub held_until: Option<i64>,
    pub returns_queue: Option<Uuid>,
    pub returns_user: Option<Uuid>,
    pub joined_into: Option<Uuid>,
    pub cleared: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

/// The unfinished work of a case; there is one at most.
impl Related<work_item::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(work_item::Entity)
            .from((Column::Tenant, Column::Id))
            .to((work_item::Column::Tenant, work_item::Column::CaseId))
            .on_condition(|_, work| {
                Expr::col((work, work_item::Column::State))
                    .ne(WorkState::Done.as_str())
                    .into_condition()
            })
            .condition_type(ConditionType::All)
            .into()
    }
}

impl ActiveModelBehavior for ActiveModel {}
