//! Reading the log along customers by the time things happened, which for imported history is not
//! the time they were written.

use jiff::Timestamp;
use model::CustomerId;
use model::event::Event;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tail;
use crate::convert::micros;
use crate::entity::event::{Column, Entity};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;

/// A place on a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelinePlace {
    /// When it happened.
    pub at: Timestamp,
    /// Position on the log, for what happened at the same instant.
    pub seq: i64,
}

/// Everything that happened with one customer before a place, newest first.
///
/// # Errors
/// As [`page`].
pub async fn everything(
    scope: &Scope<'_>,
    customer: CustomerId,
    before: Option<TimelinePlace>,
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Customer.eq(customer.0))
        .filter(Condition::all().add_option(before.map(earlier)))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(tail::event).collect()
}

/// The first half bounds the search in the index, the second decides among equal instants.
fn earlier(place: TimelinePlace) -> Condition {
    let at = micros(place.at);
    let earlier = Condition::any().add(Column::At.lt(at)).add(Column::Seq.lt(place.seq));
    Condition::all().add(Column::At.lte(at)).add(earlier)
}

/// Events of some kinds of some customers before a place, newest first.
///
/// # Errors
/// Those of the database; [`StoreError::Corrupt`] for an event this version cannot read.
pub async fn page(
    scope: &Scope<'_>,
    customers: &[CustomerId],
    kinds: &[&str],
    before: Option<TimelinePlace>,
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Customer.is_in(one_of(customers.iter().map(|id| id.0))))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Condition::all().add_option(before.map(earlier)))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(tail::event).collect()
}
