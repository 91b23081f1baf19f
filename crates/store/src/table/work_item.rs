//! What routing hands to agents.

use jiff::Timestamp;
use model::{
    CaseId, IntakeId, InteractionId, Medium, OfferId, Priority, QueueId, UserId, WorkItemId,
    WorkKind, WorkState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde_json::Value;

use crate::convert::{from_json, maybe_time, micros, text, time, to_json};
use crate::entity::work_item::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::{changed_one, one_of, priority};
use crate::tx::Tx;

/// An offer that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub id: OfferId,
    /// To whom.
    pub user: UserId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkItem {
    /// Which.
    pub id: WorkItemId,
    /// What kind.
    pub kind: WorkKind,
    /// How it occupies an agent.
    pub medium: Medium,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The interaction it is about.
    pub interaction: Option<InteractionId>,
    /// The input it is about.
    pub intake: Option<IntakeId>,
    /// Where it waits or waited.
    pub queue: QueueId,
    /// Where it stands.
    pub state: WorkState,
    /// Orders waiting work before its age.
    pub priority: Priority,
    /// Since when it counts as waiting.
    pub enqueued_at: Timestamp,
    /// The offer that stands.
    pub offer: Option<Offer>,
    /// Who has it, or had it when it is done.
    pub assigned_to: Option<UserId>,
    /// Since when.
    pub assigned_at: Option<Timestamp>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Who refused it or did not answer.
    pub declined: Vec<UserId>,
    /// More for its kind.
    pub detail: Value,
    /// Counts changes.
    pub version: i64,
}

impl TryFrom<Model> for WorkItem {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let offer = match (row.offer, row.offered_to, maybe_time(row.offer_expires_at)?) {
            (Some(id), Some(user), Some(expires_at)) => {
                Some(Offer { id: OfferId(id), user: UserId(user), expires_at })
            }
            (None, None, None) => None,
            _ => return Err(StoreError::Corrupt("half an offer".into())),
        };
        Ok(Self {
            id: WorkItemId(row.id),
            kind: text("kind", &row.kind, WorkKind::parse)?,
            medium: text("medium", &row.medium, Medium::parse)?,
            case: row.case_id.map(CaseId),
            interaction: row.interaction.map(InteractionId),
            intake: row.intake.map(IntakeId),
            queue: QueueId(row.queue),
            state: text("state", &row.state, WorkState::parse)?,
            priority: priority::read(row.priority)?,
            enqueued_at: time(row.enqueued_at)?,
            offer,
            assigned_to: row.assigned_to.map(UserId),
            assigned_at: maybe_time(row.assigned_at)?,
            done_at: maybe_time(row.done_at)?,
            declined: from_json(row.declined)?,
            detail: row.detail,
            version: row.version,
        })
    }
}

fn row(tenant: uuid::Uuid, item: &WorkItem) -> Result<Model, StoreError> {
    Ok(Model {
        tenant,
        id: item.id.0,
        kind: item.kind.as_str().to_owned(),
        medium: item.medium.as_str().to_owned(),
        case_id: item.case.map(Into::into),
        interaction: item.interaction.map(Into::into),
        intake: item.intake.map(Into::into),
        queue: item.queue.0,
        state: item.state.as_str().to_owned(),
        priority: priority::write(item.priority),
        enqueued_at: micros(item.enqueued_at),
        offer: item.offer.map(|offer| offer.id.0),
        offered_to: item.offer.map(|offer| offer.user.0),
        offer_expires_at: item.offer.map(|offer| micros(offer.expires_at)),
        assigned_to: item.assigned_to.map(Into::into),
        assigned_at: item.assigned_at.map(micros),
        done_at: item.done_at.map(micros),
        declined: to_json(&item.declined)?,
        detail: item.detail.clone(),
        version: item.version,
    })
}

/// One piece of work.
///
/// # Errors
/// Those of the database.
pub async fn by_id(scope: &Scope<'_>, id: WorkItemId) -> Result<Option<WorkItem>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(WorkItem::try_from).transpose()
}

/// Everything that is not done, in no special order: what an engine is rebuilt from.
///
/// # Errors
/// Those of the database.
pub async fn open(scope: &Scope<'_>) -> Result<Vec<WorkItem>, StoreError> {
    let rows = open_query(scope).all(scope.db()).await?;
    rows.into_iter().map(WorkItem::try_from).collect()
}

fn open_query(scope: &Scope<'_>) -> Select<Entity> {
    let open = WorkState::ALL.iter().filter(|state| **state != WorkState::Done);
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::State.is_in(open.map(|state| state.as_str())))
}

/// What waits in a queue, longest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(
    scope: &Scope<'_>,
    queue: QueueId,
    limit: u64,
) -> Result<Vec<WorkItem>, StoreError> {
    let rows = waiting_query(scope, queue, limit).all(scope.db()).await?;
    rows.into_iter().map(WorkItem::try_from).collect()
}

fn waiting_query(scope: &Scope<'_>, queue: QueueId, limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::State.eq(WorkState::Waiting.as_str()))
        .filter(Column::Queue.eq(queue.0))
        .order_by_asc(Column::EnqueuedAt)
        .limit(limit)
}

/// What an agent has, in no special order.
///
/// # Errors
/// Those of the database.
pub async fn assigned_to(scope: &Scope<'_>, user: UserId) -> Result<Vec<WorkItem>, StoreError> {
    let rows = assigned_query(scope, user).all(scope.db()).await?;
    rows.into_iter().map(WorkItem::try_from).collect()
}

fn assigned_query(scope: &Scope<'_>, user: UserId) -> Select<Entity> {
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::AssignedTo.eq(user.0))
        .filter(Column::State.eq(WorkState::Assigned.as_str()))
}

/// Adds a piece of work.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, item: &WorkItem) -> Result<(), StoreError> {
    let row = row(tx.key(), item)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Adds much work in few statements (the demonstration's history).
///
/// # Errors
/// Those of the database.
pub async fn insert_many(tx: &Tx<'_>, items: &[WorkItem]) -> Result<(), StoreError> {
    for part in items.chunks(100) {
        let rows: Vec<_> = part
            .iter()
            .map(|item| Ok(row(tx.key(), item)?.into_active_model()))
            .collect::<Result<_, StoreError>>()?;
        Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Changes a piece of work that still is at `item.version`; it is one higher afterwards.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn update(tx: &Tx<'_>, item: &WorkItem) -> Result<(), StoreError> {
    let row = Model { version: item.version + 1, ..row(tx.key(), item)? };
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(item.id.0))
        .filter(Column::Version.eq(item.version))
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "work item", item.version)
}

/// The unfinished work of a case; there is one at most.
///
/// # Errors
/// Those of the database.
pub async fn open_of_case(scope: &Scope<'_>, case: CaseId) -> Result<Option<WorkItem>, StoreError> {
    let row = open_query(scope).filter(Column::CaseId.eq(case.0)).one(scope.db()).await?;
    row.map(WorkItem::try_from).transpose()
}

/// The work of a standing offer.
///
/// # Errors
/// Those of the database.
pub async fn of_offer(scope: &Scope<'_>, offer: OfferId) -> Result<Option<WorkItem>, StoreError> {
    let row = offered_query(scope).filter(Column::Offer.eq(offer.0)).one(scope.db()).await?;
    row.map(WorkItem::try_from).transpose()
}

/// The work that is offered to a person right now.
///
/// # Errors
/// Those of the database.
pub async fn offered_to(scope: &Scope<'_>, user: UserId) -> Result<Vec<WorkItem>, StoreError> {
    let rows = offered_query(scope).filter(Column::OfferedTo.eq(user.0)).all(scope.db()).await?;
    rows.into_iter().map(WorkItem::try_from).collect()
}

fn offered_query(scope: &Scope<'_>) -> Select<Entity> {
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::State.eq(WorkState::Offered.as_str()))
}

/// Several work items, in no order.
///
/// # Errors
/// Those of the database.
pub async fn many(scope: &Scope<'_>, ids: &[WorkItemId]) -> Result<Vec<WorkItem>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(WorkItem::try_from).collect()
}
