//! The reader of the log that keeps the pairs.
//!
//! What it writes follows from the records as they are, not from the events, so hearing one again
//! changes nothing. Each write holds its position fast: of several nodes with this reader, one goes
//! on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::event::{Event, EventBody};
use model::{CustomerId, TenantId};
use store::{StoreError, customer, log, log_cursor};
use tokio::task::JoinSet;

use super::pairs::refresh;
use crate::App;
use crate::failure::is_everybodys;
use crate::figures::Readers;
use crate::reader_position;

/// The name of its position.
const CURSOR: &str = "lookalikes";
/// Events heard at once.
const CHUNK: u64 = 500;
/// Records filed in one write: other writes wait that long.
const AT_ONCE: usize = 20;
/// Events without meaning for it after which the position is written all the same.
const WRITE_POSITION_AFTER: i64 = 20_000;
/// Least time between two looks at the log; nobody waits for a pair.
const PACE: Duration = Duration::from_millis(500);
/// Longest sleep.
const SLEEP_MAX: Duration = Duration::from_secs(60);

/// Starts the reader.
///
/// # Errors
/// When its position cannot be read.
pub async fn spawn(app: &App, jobs: &mut JoinSet<()>) -> Result<(), StoreError> {
    let cursor = log_cursor::get(&app.store.system(), CURSOR).await?;
    let app = app.clone();
    let mut reader = Reader { cursor, written: cursor };
    jobs.spawn(async move {
        loop {
            if let Err(error) = reader.turn(&app).await {
                tracing::warn!(%error, "the search for double customers waits");
                tokio::time::sleep(Duration::from_secs(1)).await;
                if let Ok(seq) = log_cursor::get(&app.store.system(), CURSOR).await {
                    reader = Reader { cursor: seq, written: seq };
                }
            }
        }
    });
    Ok(())
}

struct Reader {
    cursor: i64,
    /// The position that is stored.
    written: i64,
}

impl Reader {
    async fn turn(&mut self, app: &App) -> Result<(), StoreError> {
        let mut committed = app.store.committed();
        committed.borrow_and_update();
        while self.hear(app).await? {}
        Readers::reached(&app.readers.lookalikes, self.cursor);
        let _ = tokio::time::timeout(SLEEP_MAX, committed.changed()).await;
        tokio::time::sleep(PACE).await;
        Ok(())
    }

    /// Hears the next events; `false` when there are none.
    async fn hear(&mut self, app: &App) -> Result<bool, StoreError> {
        let events = log::tail::events_after(&app.store.system(), self.cursor, CHUNK).await?;
        let Some(reached) = events.last().map(|(_, event)| event.seq) else { return Ok(false) };
        let mut changed: BTreeMap<TenantId, BTreeSet<CustomerId>> = BTreeMap::new();
        for (tenant, event) in events {
            let records = changed_by(&event);
            if !records.is_empty() {
                changed.entry(tenant).or_default().extend(records);
            }
        }
        let any = !changed.is_empty();
        for (tenant, records) in changed {
            let records = with_groups(app, tenant, records).await?;
            for part in records.chunks(AT_ONCE) {
                self.write(app, tenant, part).await?;
            }
        }
        if any || reached - self.written > WRITE_POSITION_AFTER {
            self.advance(app, reached).await?;
        }
        self.cursor = reached;
        Ok(true)
    }

    /// Files some records. What fails for a reason of its own is tried one by one, down to the
    /// record that is to blame: it stays as it was filed.
    async fn write(
        &self,
        app: &App,
        tenant: TenantId,
        records: &[CustomerId],
    ) -> Result<(), StoreError> {
        let Err(error) = self.file(app, tenant, records.to_vec()).await else { return Ok(()) };
        if is_everybodys(&error) {
            return Err(error);
        }
        for record in records {
            match self.file(app, tenant, vec![*record]).await {
                Err(error) if is_everybodys(&error) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, %tenant, %record, "a record cannot be compared");
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }

    async fn file(
        &self,
        app: &App,
        tenant: TenantId,
        records: Vec<CustomerId>,
    ) -> Result<(), StoreError> {
        let at = self.written;
        let written = app.store.system().write(app.now(), move |tx| {
            Box::pin(async move {
                log_cursor::check(tx, CURSOR, at).await?;
                refresh(&mut tx.tenant(tenant), &records).await
            })
        });
        written.await.map(|_| ())
    }

    async fn advance(&mut self, app: &App, reached: i64) -> Result<(), StoreError> {
        reader_position::advance(app, CURSOR, (self.written, reached)).await?;
        self.written = reached;
        Ok(())
    }
}

/// The records of which an event says something new.
fn changed_by(event: &Event) -> Vec<CustomerId> {
    match &event.body {
        EventBody::CustomerCreated
        | EventBody::CustomerUpdated { .. }
        | EventBody::CustomerIdentified { .. }
        | EventBody::CustomerAbsorbed { .. } => event.customer.into_iter().collect(),
        EventBody::CustomerMerged { absorbed, survivor, .. }
        | EventBody::CustomerParted { absorbed, survivor, .. } => vec![*absorbed, *survivor],
        _ => Vec::new(),
    }
}

/// With a record, all others of the same person: whether a pair is one person by now follows from
/// their groups.
async fn with_groups(
    app: &App,
    tenant: TenantId,
    records: BTreeSet<CustomerId>,
) -> Result<Vec<CustomerId>, StoreError> {
    let store = app.of(tenant);
    let asked: Vec<CustomerId> = records.iter().copied().collect();
    let mut all = records;
    for part in asked.chunks(500) {
        all.extend(customer::companions(&store, part).await?);
    }
    Ok(all.into_iter().collect())
}
