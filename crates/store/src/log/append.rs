//! Named hot path: events of a whole commit group as few multi-row inserts, one text for both
//! databases.

use std::fmt::Write;
use std::ops::Range;

use jiff::Timestamp;
use model::event::NewEvent;
use model::{EventId, TenantId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};

use crate::convert;
use crate::dialect::{self, Dialect};
use crate::error::StoreError;

/// Events one write may append. A transaction has one block of positions on PostgreSQL; a group
/// ends when less than this is left of it, so that every write finds enough.
pub(crate) const EVENTS_PER_WRITE_MAX: usize = dialect::SEQ_BLOCK as usize / 2;

/// Columns of one row, in the order of [`PendingEvent::bind`].
const COLUMNS: [&str; 10] =
    ["seq", "id", "tenant", "customer", "case_id", "interaction", "kind", "at", "actor", "payload"];

/// An event on its way to the log, already in the form of its row.
pub(crate) struct PendingEvent {
    seq: i64,
    id: EventId,
    tenant: TenantId,
    at: i64,
    kind: &'static str,
    actor: serde_json::Value,
    payload: serde_json::Value,
    subject: [Option<uuid::Uuid>; 3],
}

impl PendingEvent {
    /// Prepares an event; the position comes when it is pushed.
    pub(crate) fn new(
        tenant: TenantId,
        id: EventId,
        at: Timestamp,
        event: NewEvent,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            seq: 0,
            id,
            tenant,
            at: at.as_microsecond(),
            kind: event.body.kind(),
            actor: convert::to_json(&event.actor)?,
            payload: convert::to_json(&event.body)?,
            subject: [
                event.customer.map(Into::into),
                event.case.map(Into::into),
                event.interaction.map(Into::into),
            ],
        })
    }

    fn bind(self, values: &mut Vec<Value>) {
        let [customer, case, interaction] = self.subject;
        values.extend([
            self.seq.into(),
            self.id.0.into(),
            self.tenant.0.into(),
            customer.into(),
            case.into(),
            interaction.into(),
            self.kind.into(),
            self.at.into(),
            self.actor.into(),
            self.payload.into(),
        ]);
    }
}

/// The events of the running commit group.
pub(crate) struct Pending {
    events: Vec<PendingEvent>,
    positions: Range<i64>,
    /// Where the events of the running member begin.
    member: usize,
}

impl Pending {
    /// For a transaction that has just begun; see [`Dialect::draw_seq`] for why not later.
    pub(crate) async fn begin(top: &DatabaseTransaction) -> Result<Self, StoreError> {
        let positions = Dialect::of(top).draw_seq(top).await?;
        Ok(Self { events: Vec::new(), positions, member: 0 })
    }

    /// Starts the next member of the group.
    pub(crate) fn begin_member(&mut self) {
        self.member = self.events.len();
    }

    /// Forgets the events of the running member. Their positions become gaps.
    pub(crate) fn drop_member(&mut self) {
        self.events.truncate(self.member);
    }

    /// Position of the running member's last event.
    pub(crate) fn last_of_member(&self) -> Option<i64> {
        self.events.get(self.member..)?.last().map(|event| event.seq)
    }

    /// Whether another member surely finds positions enough.
    pub(crate) fn has_room(&self) -> bool {
        self.positions.end.saturating_sub(self.positions.start) >= dialect::SEQ_BLOCK / 2
    }

    /// Adds an event of the running member; returns its position.
    pub(crate) fn push(&mut self, mut event: PendingEvent) -> Result<i64, StoreError> {
        if self.events.len() - self.member >= EVENTS_PER_WRITE_MAX {
            return Err(StoreError::TooMany { what: "events", max: EVENTS_PER_WRITE_MAX });
        }
        let seq = self
            .positions
            .next()
            .ok_or_else(|| StoreError::Other("log positions ran out".into()))?;
        event.seq = seq;
        self.events.push(event);
        Ok(seq)
    }

    /// Writes all events. Returns the last position, or none when there was no event.
    pub(crate) async fn flush(
        &mut self,
        db: &DatabaseTransaction,
    ) -> Result<Option<i64>, StoreError> {
        let last = self.events.last().map(|event| event.seq);
        let most = Dialect::of(db).rows_per_insert();
        let mut events = std::mem::take(&mut self.events).into_iter();
        while events.len() > 0 {
            // Powers of two, so that few statement texts are prepared and all stay cached.
            let rows = most.min(1 << events.len().ilog2());
            let mut values = Vec::with_capacity(rows * COLUMNS.len());
            events.by_ref().take(rows).for_each(|event| event.bind(&mut values));
            let statement = Statement::from_sql_and_values(
                db.get_database_backend(),
                insert_text(rows),
                values,
            );
            db.execute_raw(statement).await?;
        }
        Ok(last)
    }
}

/// `INSERT INTO event (…) VALUES ($1,…),(…)…` for so many rows.
fn insert_text(rows: usize) -> String {
    let mut sql = format!("INSERT INTO event ({}) VALUES ", COLUMNS.join(","));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=COLUMNS.len() {
            let comma = if column == 1 { "" } else { "," };
            // Writing to a String cannot fail.
            let _ = write!(sql, "{comma}${}", row * COLUMNS.len() + column);
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_numbers_its_parameters_through() {
        let sql = insert_text(2);
        assert!(sql.contains("VALUES ($1,$2,"), "{sql}");
        assert!(sql.ends_with(",$20)"), "{sql}");
    }
}
