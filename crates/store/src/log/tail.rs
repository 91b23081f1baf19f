//! Reading the log: forward over all tenants, and backward along one customer or case.

use jiff::Timestamp;
use model::event::Event;
use model::{CaseId, CustomerId, EventId, InteractionId, TenantId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::convert;
use crate::dialect::Dialect;
use crate::entity::event::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};

/// The next events of all tenants after a position, ascending, at most `limit`.
///
/// Never skips: an event is only given out when no event before it can still appear (on
/// PostgreSQL, events of a transaction wait until all older transactions have ended). Gaps in the
/// positions are normal. An empty answer means there is nothing yet, not that there never will be.
///
/// # Errors
/// Those of the database; [`StoreError::Corrupt`] for an event this version cannot read.
pub async fn events_after(
    system: &System<'_>,
    seq: i64,
    limit: u64,
) -> Result<Vec<(TenantId, Event)>, StoreError> {
    let safe = Condition::all().add_option(Dialect::of(system.db()).committed_in_order());
    let query = Entity::find().filter(Column::Seq.gt(seq)).filter(safe);
    let rows = query.order_by_asc(Column::Seq).limit(limit).all(system.db()).await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), event(row)?))).collect()
}

/// The newest position on the log, 0 when it is empty.
///
/// # Errors
/// Those of the database.
pub async fn last_seq(system: &System<'_>) -> Result<i64, StoreError> {
    let query = Entity::find().select_only().column_as(Column::Seq.max(), "last");
    let last: Option<Option<i64>> = query.into_tuple().one(system.db()).await?;
    Ok(last.flatten().unwrap_or(0))
}

/// How many events stand after a position, at most `limit` (positions have gaps).
///
/// # Errors
/// Those of the database.
pub async fn count_after(system: &System<'_>, seq: i64, limit: u64) -> Result<u64, StoreError> {
    let seqs: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::Seq.gt(seq))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .into_tuple()
        .all(system.db())
        .await?;
    Ok(seqs.len() as u64)
}

/// The instant of the newest event; `None` on an empty log.
///
/// # Errors
/// Those of the database.
pub async fn last_at(system: &System<'_>) -> Result<Option<Timestamp>, StoreError> {
    let last = Entity::find().order_by_desc(Column::Seq).limit(1).one(system.db()).await?;
    last.map(|row| convert::time(row.at)).transpose()
}

/// The position up to which the log is settled: no event at or before it can still appear, and all
/// that was written with those is there to be read. 0 when there is none.
///
/// # Errors
/// Those of the database.
pub async fn settled(system: &System<'_>) -> Result<i64, StoreError> {
    let safe = Condition::all().add_option(Dialect::of(system.db()).committed_in_order());
    let query = Entity::find().select_only().column(Column::Seq).filter(safe);
    let last: Option<i64> =
        query.order_by_desc(Column::Seq).limit(1).into_tuple().one(system.db()).await?;
    Ok(last.unwrap_or(0))
}

/// The id of the event at a position; none in a gap.
///
/// # Errors
/// Those of the database.
pub async fn at(system: &System<'_>, seq: i64) -> Result<Option<EventId>, StoreError> {
    let query = Entity::find_by_id(seq).select_only().column(Column::Id);
    let id: Option<uuid::Uuid> = query.into_tuple().one(system.db()).await?;
    Ok(id.map(Into::into))
}

/// A case's events before a position, newest first.
///
/// # Errors
/// Those of the database; [`StoreError::Corrupt`] for an event this version cannot read.
pub async fn of_case(
    scope: &Scope<'_>,
    case: CaseId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let before = before.map(|seq| Column::Seq.lt(seq));
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::CaseId.eq(case.0))
        .filter(Condition::all().add_option(before))
        .order_by_desc(Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(event).collect()
}

pub(crate) fn event(row: Model) -> Result<Event, StoreError> {
    Ok(Event {
        seq: row.seq,
        id: row.id.into(),
        customer: row.customer.map(CustomerId),
        case: row.case_id.map(CaseId),
        interaction: row.interaction.map(InteractionId),
        at: convert::time(row.at)?,
        actor: convert::from_json(row.actor)?,
        body: convert::from_json(row.payload)?,
    })
}
