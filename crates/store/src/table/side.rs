//! Conversations with people outside about cases. What is said in them are notes of the case
//! ([`crate::message`]), so that no way leads from there to a customer.

use jiff::Timestamp;
use model::{CaseId, ChannelId, InteractionId, SideId, SideState, TenantId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use serde_json::Value;

use crate::convert::{maybe_time, micros, text, time};
use crate::entity::side_conversation as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::{changed_one, one_of};
use crate::tx::Tx;

/// A conversation as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Its id.
    pub id: SideId,
    /// About which case.
    pub case: CaseId,
    /// The session of the case beside which it stands; it goes where that goes.
    pub interaction: InteractionId,
    /// Through which mailbox.
    pub channel: ChannelId,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: SideState,
    /// To whom it goes.
    pub people: Value,
    /// What the next mail answers.
    pub thread: Value,
    /// Who began it.
    pub started_by: UserId,
    /// When.
    pub started_at: Timestamp,
    /// Since when an answer is waited for.
    pub waiting_since: Option<Timestamp>,
    /// When something was last said in it.
    pub last_at: Option<Timestamp>,
    /// When somebody is called if there is no answer.
    pub remind_at: Option<Timestamp>,
    /// Whether an answer ends the hold of its case.
    pub wakes: bool,
    /// Grows with every change.
    pub version: i64,
}

impl Side {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            case: row.case_id.into(),
            interaction: row.interaction.into(),
            channel: row.channel.into(),
            subject: row.subject,
            state: text("state", &row.state, SideState::parse)?,
            people: row.people,
            thread: row.thread,
            started_by: row.started_by.into(),
            started_at: time(row.started_at)?,
            waiting_since: maybe_time(row.waiting_since)?,
            last_at: maybe_time(row.last_at)?,
            remind_at: maybe_time(row.remind_at)?,
            wakes: row.wakes,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            case_id: self.case.0,
            interaction: self.interaction.0,
            channel: self.channel.0,
            subject: self.subject.clone(),
            state: self.state.as_str().to_owned(),
            people: self.people.clone(),
            thread: self.thread.clone(),
            started_by: self.started_by.0,
            started_at: micros(self.started_at),
            waiting_since: self.waiting_since.map(micros),
            last_at: self.last_at.map(micros),
            remind_at: self.remind_at.map(micros),
            wakes: self.wakes,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// One conversation.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: SideId) -> Result<Option<Side>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Side::from_row)
        .transpose()
}

/// The conversations about a case, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_case(scope: &Scope<'_>, case: CaseId) -> Result<Vec<Side>, StoreError> {
    let rows = of(scope)
        .filter(row::Column::CaseId.eq(case.0))
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Side::from_row).collect()
}

/// How many conversations there are about a case.
///
/// # Errors
/// Those of the database.
pub async fn count(scope: &Scope<'_>, case: CaseId) -> Result<u64, StoreError> {
    Ok(of(scope).filter(row::Column::CaseId.eq(case.0)).count(scope.db()).await?)
}

/// Conversations whose answer was to be there by now. Crosses tenants: one worker serves all.
///
/// # Errors
/// Those of the database.
pub async fn due(
    system: &System<'_>,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(TenantId, SideId)>, StoreError> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = row::Entity::find()
        .select_only()
        .column(row::Column::Tenant)
        .column(row::Column::Id)
        .filter(row::Column::RemindAt.lte(micros(now)))
        .order_by_asc(row::Column::RemindAt)
        .limit(limit)
        .into_tuple()
        .all(system.db())
        .await?;
    Ok(rows.into_iter().map(|(tenant, id)| (TenantId(tenant), id.into())).collect())
}

/// Stores a new conversation.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, side: &Side) -> Result<(), StoreError> {
    row::Entity::insert(side.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed conversation, if it is still at the version it was read at.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn save(tx: &Tx<'_>, side: &mut Side) -> Result<(), StoreError> {
    let expected = side.version;
    side.version += 1;
    let changed = row::Entity::update_many()
        .set(side.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(side.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "side conversation", expected)
}

/// Notes what the next mail of a conversation answers. No change that anybody sees, so its version
/// stays.
///
/// # Errors
/// Those of the database.
pub async fn set_thread(tx: &Tx<'_>, id: SideId, thread: Value) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Thread, Expr::value(thread))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Conversations beside some sessions belong to another case.
///
/// # Errors
/// Those of the database.
pub async fn move_sessions(
    tx: &Tx<'_>,
    sessions: &[InteractionId],
    case: CaseId,
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Interaction.is_in(one_of(sessions.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Some conversations go to a session of another case.
///
/// # Errors
/// Those of the database.
pub async fn move_some(
    tx: &Tx<'_>,
    sides: &[SideId],
    (case, session): (CaseId, InteractionId),
) -> Result<(), StoreError> {
    if sides.is_empty() {
        return Ok(());
    }
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .col_expr(row::Column::Interaction, Expr::value(session.0))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.is_in(one_of(sides.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}
