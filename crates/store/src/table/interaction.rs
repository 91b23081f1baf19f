//! Interactions: sessions on a channel inside a case.

use jiff::Timestamp;
use model::{CaseId, ChannelId, CustomerId, InteractionId, InteractionState, Medium, VisitorId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde_json::Value;

use crate::convert::{maybe_time, micros, text, time};
use crate::entity::{case_record, interaction as row, work_item};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::case::Case;
use crate::table::one_of;
use crate::table::work_item::WorkItem;
use crate::tx::Tx;

/// An interaction as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// Its id.
    pub id: InteractionId,
    /// In which case.
    pub case: CaseId,
    /// Whose.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: ChannelId,
    /// How it occupies an agent.
    pub medium: Medium,
    /// Whether it still goes on.
    pub state: InteractionState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The browser at the other end of a chat.
    pub visitor: Option<VisitorId>,
    /// What the channel must remember: the page of a chat, the addresses of a mail thread.
    pub thread: Value,
}

impl Interaction {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            case: row.case_id.into(),
            customer: row.customer.into(),
            channel: row.channel.into(),
            medium: text("medium", &row.medium, Medium::parse)?,
            state: text("state", &row.state, InteractionState::parse)?,
            started_at: time(row.started_at)?,
            ended_at: maybe_time(row.ended_at)?,
            visitor: row.visitor.map(Into::into),
            thread: row.thread,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            case_id: self.case.0,
            customer: self.customer.0,
            channel: self.channel.0,
            medium: self.medium.as_str().to_owned(),
            state: self.state.as_str().to_owned(),
            started_at: micros(self.started_at),
            ended_at: self.ended_at.map(micros),
            visitor: self.visitor.map(Into::into),
            thread: self.thread.clone(),
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

fn read(rows: Vec<row::Model>) -> Result<Vec<Interaction>, StoreError> {
    rows.into_iter().map(Interaction::from_row).collect()
}

/// Stores a new interaction.
pub async fn insert(tx: &Tx<'_>, interaction: &Interaction) -> Result<(), StoreError> {
    row::Entity::insert(interaction.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores many new interactions in few statements (the demonstration's history).
pub async fn insert_many(tx: &Tx<'_>, interactions: &[Interaction]) -> Result<(), StoreError> {
    for part in interactions.chunks(100) {
        row::Entity::insert_many(part.iter().map(|one| one.to_row(tx).into_active_model()))
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// Stores a changed interaction.
pub async fn save(tx: &Tx<'_>, interaction: &Interaction) -> Result<(), StoreError> {
    row::Entity::update_many()
        .set(interaction.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(interaction.id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// One interaction.
pub async fn get(scope: &Scope<'_>, id: InteractionId) -> Result<Option<Interaction>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Interaction::from_row)
        .transpose()
}

/// Several interactions, in no order.
pub async fn many(
    scope: &Scope<'_>,
    ids: &[InteractionId],
) -> Result<Vec<Interaction>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    read(
        of(scope)
            .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
            .all(scope.db())
            .await?,
    )
}

/// The interactions of a case, oldest first.
pub async fn of_case(scope: &Scope<'_>, case: CaseId) -> Result<Vec<Interaction>, StoreError> {
    let rows = of(scope)
        .filter(row::Column::CaseId.eq(case.0))
        .order_by_asc(row::Column::StartedAt)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    read(rows)
}

/// The interactions of a browser, newest first, at most `limit`.
pub async fn of_visitor(
    scope: &Scope<'_>,
    visitor: VisitorId,
    limit: u64,
) -> Result<Vec<Interaction>, StoreError> {
    let rows = of(scope)
        .filter(row::Column::Visitor.eq(visitor.0))
        .order_by_desc(row::Column::StartedAt)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    read(rows)
}

/// The interaction of a browser that still goes on.
pub async fn open_of_visitor(
    scope: &Scope<'_>,
    visitor: VisitorId,
) -> Result<Option<Interaction>, StoreError> {
    let found = open_query(scope, visitor).one(scope.db()).await?;
    found.map(Interaction::from_row).transpose()
}

fn open_query(scope: &Scope<'_>, visitor: VisitorId) -> Select<row::Entity> {
    of(scope)
        .filter(row::Column::Visitor.eq(visitor.0))
        .filter(row::Column::State.eq(InteractionState::Open.as_str()))
        // Ordered by the key alone, SQLite goes through all sessions of the tenant.
        .order_by_desc(row::Column::StartedAt)
        .order_by_desc(row::Column::Id)
}

/// A chat that goes on, with its case and the case's unfinished work.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// The session.
    pub session: Interaction,
    /// Its case.
    pub case: Case,
    /// The unfinished work of the case.
    pub work: Option<WorkItem>,
}

/// The conversation of a browser that still goes on, in one statement: each chat message reads it.
pub async fn conversation_of_visitor(
    scope: &Scope<'_>,
    visitor: VisitorId,
) -> Result<Option<Conversation>, StoreError> {
    let found = open_query(scope, visitor)
        .find_also_related(case_record::Entity)
        .and_also_related(work_item::Entity)
        .one(scope.db())
        .await?;
    let Some((session, case, work)) = found else { return Ok(None) };
    let case = case.ok_or_else(|| StoreError::Corrupt("a session without its case".into()))?;
    Ok(Some(Conversation {
        session: Interaction::from_row(session)?,
        case: Case::from_row(case)?,
        work: work.map(WorkItem::try_from).transpose()?,
    }))
}

/// The interactions of several cases, in no order.
pub async fn of_cases(scope: &Scope<'_>, cases: &[CaseId]) -> Result<Vec<Interaction>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let cases = cases.iter().map(|case| case.0);
    read(of(scope).filter(row::Column::CaseId.is_in(one_of(cases))).all(scope.db()).await?)
}

/// Moves sessions into another case.
pub async fn move_to(
    tx: &Tx<'_>,
    sessions: &[InteractionId],
    case: CaseId,
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.is_in(one_of(sessions.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}
