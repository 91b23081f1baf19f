//! Events on their way to addresses: one row for each address and event, whatever happens.

use jiff::Timestamp;
use model::{CaseId, CustomerId, DeliveryId, EventId, WebhookId, WebhookKind, WebhookState};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::convert::{count, maybe_time, micros, text, time};
use crate::entity::webhook_delivery::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::{SystemTx, Tx};

/// An event on its way to an address, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// To which address.
    pub webhook: WebhookId,
    /// Which event.
    pub event: EventId,
    /// What kind of event.
    pub kind: WebhookKind,
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// What is sent: ids and small facts, the same bytes with each attempt.
    pub payload: String,
    /// How far it got.
    pub state: WebhookState,
    /// How often it was tried.
    pub attempts: u32,
    /// How often it was sent again by hand.
    pub replays: u32,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// The last answer's HTTP status.
    pub status: Option<u16>,
    /// How the last answer began.
    pub answer: Option<String>,
    /// Why the last attempt failed, as a stable word.
    pub error: Option<String>,
}

impl TryFrom<Model> for Delivery {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            webhook: row.webhook.into(),
            event: row.event.into(),
            kind: text("kind", &row.kind, WebhookKind::parse)?,
            customer: row.customer.map(Into::into),
            case: row.case_id.map(Into::into),
            payload: row.payload,
            state: text("state", &row.state, WebhookState::parse)?,
            attempts: count("attempts", row.attempts)?,
            replays: count("replays", row.replays)?,
            happened_at: time(row.happened_at)?,
            due_at: maybe_time(row.due_at)?,
            tried_at: maybe_time(row.tried_at)?,
            status: row.status.map(|status| count("status", status)).transpose()?,
            answer: row.answer,
            error: row.error,
        })
    }
}

/// Stores a new one; `false` when the address is told of the event already.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, delivery: &Delivery) -> Result<bool, StoreError> {
    let row = Model {
        tenant: tx.key(),
        id: delivery.id.0,
        webhook: delivery.webhook.0,
        event: delivery.event.0,
        kind: delivery.kind.as_str().to_owned(),
        customer: delivery.customer.map(|id| id.0),
        case_id: delivery.case.map(|id| id.0),
        payload: delivery.payload.clone(),
        state: delivery.state.as_str().to_owned(),
        attempts: i64::from(delivery.attempts),
        replays: i64::from(delivery.replays),
        happened_at: micros(delivery.happened_at),
        due_at: delivery.due_at.map(micros),
        tried_at: delivery.tried_at.map(micros),
        status: delivery.status.map(i64::from),
        answer: delivery.answer.clone(),
        error: delivery.error.clone(),
    };
    let once = OnConflict::columns([Column::Tenant, Column::Webhook, Column::Event])
        .do_nothing()
        .to_owned();
    let rows = Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(tx.db())
        .await?;
    Ok(rows == 1)
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(Delivery::try_from).transpose()
}

/// An address's before a place, newest first.
///
/// # Errors
/// Those of the database.
pub async fn page(
    scope: &Scope<'_>,
    webhook: WebhookId,
    (state, before): (Option<WebhookState>, Option<(Timestamp, DeliveryId)>),
    limit: u64,
) -> Result<Vec<Delivery>, StoreError> {
    let before = before.map(|(at, id)| {
        let at = micros(at);
        let same = Condition::all().add(Column::HappenedAt.eq(at)).add(Column::Id.lt(id.0));
        Condition::any().add(Column::HappenedAt.lt(at)).add(same)
    });
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Webhook.eq(webhook.0))
        .filter(Condition::all().add_option(state.map(|state| Column::State.eq(state.as_str()))))
        .filter(Condition::all().add_option(before))
        .order_by_desc(Column::HappenedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// An address's that are not under way, of what happened from an instant on, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn settled_since(
    scope: &Scope<'_>,
    webhook: WebhookId,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<Delivery>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Webhook.eq(webhook.0))
        .filter(Column::State.ne(WebhookState::Pending.as_str()))
        .filter(Column::HappenedAt.gte(micros(since)))
        .order_by_asc(Column::HappenedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// How far it got.
    pub state: WebhookState,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// The answer's HTTP status.
    pub status: Option<u16>,
    /// How the answer began.
    pub answer: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

/// Notes an attempt.
///
/// # Errors
/// Those of the database.
pub async fn note(tx: &Tx<'_>, id: DeliveryId, attempt: &Attempt) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, attempt.state.as_str().into())
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::DueAt, Expr::value(attempt.due_at.map(micros)))
        .col_expr(Column::TriedAt, Expr::value(Some(micros(tx.now()))))
        .col_expr(Column::Status, Expr::value(attempt.status.map(i64::from)))
        .col_expr(Column::Answer, Expr::value(attempt.answer.clone()))
        .col_expr(Column::Error, Expr::value(attempt.error.clone()))
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps one that cannot be sent because its address is switched off.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &Tx<'_>, id: DeliveryId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, WebhookState::Held.as_str().into())
        .col_expr(Column::DueAt, Expr::value(None::<i64>))
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Begins one again that is not under way; returns whether that is so.
///
/// # Errors
/// Those of the database.
pub async fn begin_again(tx: &Tx<'_>, id: DeliveryId) -> Result<bool, StoreError> {
    let changed = Entity::update_many()
        .col_expr(Column::State, WebhookState::Pending.as_str().into())
        .col_expr(Column::Attempts, Expr::value(0_i64))
        .col_expr(Column::Replays, Expr::col(Column::Replays).add(1))
        .col_expr(Column::DueAt, Expr::value(Some(micros(tx.now()))))
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.ne(WebhookState::Pending.as_str()))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Removes those of what happened before an instant and is not under way. Crosses tenants:
/// housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn delete_before(tx: &SystemTx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::HappenedAt.lt(micros(before)))
        .filter(Column::State.ne(WebhookState::Pending.as_str()))
        .exec(tx.db())
        .await?;
    Ok(gone.rows_affected)
}
