//! Whether somebody is there for a customer who comes now.

use jiff::Timestamp;
use model::QueueId;
use sla::Calendar;
use store::{Scope, StoreError, business_hours};

use super::settings;
use super::terms::zone;

/// A queue that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When it opens again; `None` when it does not within the year.
    pub opens_at: Option<Timestamp>,
}

/// Whether a queue is closed at an instant. One without hours never is, nor one whose hours cannot
/// be used here: customers are let in.
///
/// # Errors
/// Those of the store.
pub async fn closed(
    scope: &Scope<'_>,
    queue: QueueId,
    now: Timestamp,
) -> Result<Option<Closed>, StoreError> {
    let Some(id) = business_hours::of_queue(scope, queue).await? else { return Ok(None) };
    let Some(kept) = business_hours::get(scope, id).await? else { return Ok(None) };
    let (Ok(hours), Some(zone)) = (settings::read(kept.hours), zone(&kept.zone)) else {
        tracing::error!(hours = %id, "business hours cannot be used");
        return Ok(None);
    };
    let calendar = Calendar::new(hours, zone);
    if calendar.is_open(now) {
        return Ok(None);
    }
    Ok(Some(Closed { opens_at: calendar.next_open(now) }))
}
