//! Reading the log: forward over all tenants, and backward along one customer or case.

use model::event::Event;
use model::{CaseId, CustomerId, InteractionId, TenantId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

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
    let rows = tail(Dialect::of(system.db()), seq, limit).all(system.db()).await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), event(row)?))).collect()
}

/// The newest position on the log, 0 when it is empty.
///
/// # Errors
/// Those of the database.
pub async fn last_seq(system: &System<'_>) -> Result<i64, StoreError> {
    let query = Entity::find().order_by_desc(Column::Seq).select_only().column(Column::Seq);
    Ok(query.limit(1).into_tuple().one(system.db()).await?.unwrap_or(0))
}

/// A customer's events before a position, newest first: one page of the timeline.
///
/// # Errors
/// Those of the database; [`StoreError::Corrupt`] for an event this version cannot read.
pub async fn of_customer(
    scope: &Scope<'_>,
    customer: CustomerId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let of = Column::Customer.eq(customer.0);
    page(scope, of, before, limit).all(scope.db()).await?.into_iter().map(event).collect()
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
    let of = Column::CaseId.eq(case.0);
    page(scope, of, before, limit).all(scope.db()).await?.into_iter().map(event).collect()
}

pub(crate) fn tail(dialect: Dialect, seq: i64, limit: u64) -> Select<Entity> {
    let safe = Condition::all().add_option(dialect.committed_in_order());
    Entity::find().filter(Column::Seq.gt(seq)).filter(safe).order_by_asc(Column::Seq).limit(limit)
}

fn page(
    scope: &Scope<'_>,
    of: sea_orm::sea_query::SimpleExpr,
    before: Option<i64>,
    limit: u64,
) -> Select<Entity> {
    let before = before.map(|seq| Column::Seq.lt(seq));
    Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(of)
        .filter(Condition::all().add_option(before))
        .order_by_desc(Column::Seq)
        .limit(limit)
}

fn event(row: Model) -> Result<Event, StoreError> {
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
