//! Effects on the outside world, done at least once: registered in the transaction that causes
//! them, claimed by a worker, tried again until they succeed or are given up.

use jiff::Timestamp;
use model::TenantId;
use model::text_enum;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect,
    Select, Set, UpdateMany, UpdateResult,
};
use serde_json::Value;

use crate::convert::{count, maybe_time, micros};
use crate::entity::outbox::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::System;
use crate::tx::{SystemTx, Tx};

text_enum! {
    /// Where an effect stands.
    OutboxState {
        /// To be done, at once or later.
        Pending = "pending",
        /// Done.
        Done = "done",
        /// Given up.
        Dead = "dead",
    }
}

/// An effect that a worker has claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Its row.
    pub id: i64,
    /// Whose.
    pub tenant: TenantId,
    /// What to do.
    pub kind: String,
    /// Where it goes: what is slow for one effect is slow for all of its lane.
    pub lane: String,
    /// Idempotency key; the outside world should get it where it can.
    pub key: String,
    /// With what.
    pub payload: Value,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

impl TryFrom<Model> for Effect {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            tenant: TenantId(row.tenant),
            kind: row.kind,
            lane: row.lane,
            key: row.key,
            payload: row.payload,
            attempts: count("attempts", row.attempts)?,
        })
    }
}

/// Registers an effect; returns whether its key is new. Public as [`Tx::outbox`].
pub(crate) async fn insert(
    tx: &Tx<'_>,
    (kind, lane): (&str, &str),
    key: &str,
    payload: Value,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let row = ActiveModel {
        tenant: Set(tx.key()),
        kind: Set(kind.to_owned()),
        lane: Set(lane.to_owned()),
        key: Set(key.to_owned()),
        payload: Set(payload),
        state: Set(OutboxState::Pending.as_str().to_owned()),
        attempts: Set(0),
        due_at: Set(micros(due_at)),
        created_at: Set(micros(tx.now())),
        ..Default::default()
    };
    let once = OnConflict::columns([Column::Tenant, Column::Key]).do_nothing().to_owned();
    let rows = Entity::insert(row).on_conflict(once).exec_without_returning(tx.db()).await?;
    Ok(rows == 1)
}

/// What gets no further attempts now.
#[derive(Clone, Debug, Default)]
pub struct Busy {
    /// Lanes that have all they may have.
    pub lanes: Vec<String>,
    /// Kinds that have all they may have.
    pub kinds: Vec<&'static str>,
}

/// Claims due effects, oldest first, but none of a busy lane or kind: counts an attempt and hides them until
/// `hidden_until`, when they come up again unless [`complete`]d. Crosses tenants: one worker serves
/// all.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    tx: &SystemTx<'_>,
    hidden_until: Timestamp,
    busy: &Busy,
    limit: u64,
) -> Result<Vec<Effect>, StoreError> {
    let due = due_query(tx.now(), limit).filter(not_of(busy));
    let ids: Vec<i64> = due.into_tuple().all(tx.db()).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::DueAt, micros(hidden_until).into())
        .filter(Column::Id.is_in(ids))
        .exec_with_returning(tx.db())
        .await?;
    rows.sort_by_key(|row| row.id);
    rows.into_iter().map(Effect::try_from).collect()
}

fn due_query(now: Timestamp, limit: u64) -> Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(OutboxState::Pending.as_str()))
        .filter(Column::DueAt.lte(micros(now)))
        .order_by_asc(Column::DueAt)
        .limit(limit)
        // Two nodes claim different rows; SQLite has one writer and no such clause.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Everything but what is busy.
fn not_of(busy: &Busy) -> Condition {
    let lanes = (!busy.lanes.is_empty()).then(|| Column::Lane.is_not_in(&busy.lanes));
    let kinds =
        (!busy.kinds.is_empty()).then(|| Column::Kind.is_not_in(busy.kinds.iter().copied()));
    Condition::all().add_option(lanes).add_option(kinds)
}

/// When the next effect is due that is not of a busy lane or kind. Crosses tenants: the worker sleeps until
/// then.
///
/// # Errors
/// Those of the database.
pub async fn next_due(system: &System<'_>, busy: &Busy) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = Entity::find()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::State.eq(OutboxState::Pending.as_str()))
        .filter(not_of(busy))
        .order_by_asc(Column::DueAt)
        .limit(1)
        .into_tuple()
        .one(system.db())
        .await?;
    maybe_time(due)
}

/// What waits and what was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Effects to be done.
    pub pending: u64,
    /// When the most urgent of them is due.
    pub due: Option<Timestamp>,
    /// Effects given up.
    pub dead: u64,
}

/// What waits and what was given up. Crosses tenants: for the operator.
///
/// # Errors
/// Those of the database.
pub async fn backlog(system: &System<'_>) -> Result<Backlog, StoreError> {
    let in_state = |state: OutboxState| Entity::find().filter(Column::State.eq(state.as_str()));
    Ok(Backlog {
        pending: in_state(OutboxState::Pending).count(system.db()).await?,
        due: next_due(system, &Busy::default()).await?,
        dead: in_state(OutboxState::Dead).count(system.db()).await?,
    })
}

/// An effect is done.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn complete(tx: &SystemTx<'_>, id: i64) -> Result<(), StoreError> {
    settle(tx, id, OutboxState::Done, None, None).await
}

/// An effect failed and is tried again.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn retry(
    tx: &SystemTx<'_>,
    id: i64,
    due_at: Timestamp,
    error: &str,
) -> Result<(), StoreError> {
    settle(tx, id, OutboxState::Pending, Some(due_at), Some(error)).await
}

/// Removes effects of a kind that were registered before an instant and are not to be done any more.
/// Crosses tenants: housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &SystemTx<'_>, kind: &str, before: Timestamp) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Kind.eq(kind))
        .filter(Column::State.ne(OutboxState::Pending.as_str()))
        .filter(Column::CreatedAt.lt(micros(before)))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// An effect is given up.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn bury(tx: &SystemTx<'_>, id: i64, error: &str) -> Result<(), StoreError> {
    settle(tx, id, OutboxState::Dead, None, Some(error)).await
}

/// An effect of the tenant is given up, in the same write as what follows from that.
///
/// # Errors
/// [`StoreError::NotFound`]; those of the database.
pub async fn bury_own(tx: &Tx<'_>, id: i64, error: &str) -> Result<(), StoreError> {
    let update = settled(id, OutboxState::Dead, None, Some(error));
    changed(update.filter(Column::Tenant.eq(tx.key())).exec(tx.db()).await?)
}

async fn settle(
    tx: &SystemTx<'_>,
    id: i64,
    state: OutboxState,
    due_at: Option<Timestamp>,
    error: Option<&str>,
) -> Result<(), StoreError> {
    changed(settled(id, state, due_at, error).exec(tx.db()).await?)
}

fn settled(
    id: i64,
    state: OutboxState,
    due_at: Option<Timestamp>,
    error: Option<&str>,
) -> UpdateMany<Entity> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, state.as_str().into())
        .filter(Column::Id.eq(id));
    if let Some(due_at) = due_at {
        update = update.col_expr(Column::DueAt, micros(due_at).into());
    }
    if let Some(error) = error {
        update = update.col_expr(Column::LastError, error.into());
    }
    update
}

fn changed(result: UpdateResult) -> Result<(), StoreError> {
    match result.rows_affected {
        1 => Ok(()),
        _ => Err(StoreError::NotFound("outbox effect")),
    }
}
