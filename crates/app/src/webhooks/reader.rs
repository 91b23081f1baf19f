//! The reader of the log that says who is to be told of what.
//!
//! For each event and address there is one row at most, whatever is read again after a crash: rows and
//! effects are written together, and the position follows. Each write holds the position fast: of
//! several nodes with this reader, one goes on.

use std::time::Duration;

use model::event::Event;
use model::{TenantId, WebhookKind, WebhookState};
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Delivery};
use store::{StoreError, SystemTx, log, log_cursor};
use tokio::task::JoinSet;

use super::{payload, send};
use crate::App;
use crate::figures::Readers;
use crate::reader_position;

/// The name of its position.
const CURSOR: &str = "webhooks";
/// Events heard at once.
const CHUNK: u64 = 300;
/// Rows written at once: other writes wait that long.
const AT_ONCE: usize = 100;
/// Events that nobody is told of after which the position is written all the same.
const WRITE_POSITION_AFTER: i64 = 1_000;
/// Least time between two looks at the log: many commits are heard together.
const PACE: Duration = Duration::from_millis(200);
/// Longest sleep.
const SLEEP_MAX: Duration = Duration::from_secs(60);

/// Starts the reader.
///
/// # Errors
/// When its position cannot be read.
pub(crate) async fn spawn(app: &App, jobs: &mut JoinSet<()>) -> Result<(), StoreError> {
    let cursor = log_cursor::get(&app.store.system(), CURSOR).await?;
    let app = app.clone();
    let mut reader = Reader { cursor, written: cursor };
    jobs.spawn(async move {
        loop {
            if let Err(error) = reader.turn(&app).await {
                tracing::warn!(%error, "the reader for webhooks waits");
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
        Readers::reached(&app.readers.webhooks, self.cursor);
        let _ = tokio::time::timeout(SLEEP_MAX, committed.changed()).await;
        tokio::time::sleep(PACE).await;
        Ok(())
    }

    /// Hears the next events; `false` when there are none.
    async fn hear(&mut self, app: &App) -> Result<bool, StoreError> {
        let system = app.store.system();
        let settled = log::tail::settled(&system).await?;
        let events = log::tail::events_after(&system, self.cursor, CHUNK).await?;
        let Some(reached) = events.last().map(|(_, event)| event.seq) else { return Ok(false) };
        // Read after the events: who is made later is told of later ones only.
        let webhooks = webhook::everywhere(&system).await?;
        let reached = if webhooks.is_empty() { settled.max(reached) } else { reached };
        let mut wanted = Vec::new();
        for (tenant, event) in &events {
            wanted.extend(told(app, *tenant, event, &webhooks)?);
        }
        let any = !wanted.is_empty();
        while !wanted.is_empty() {
            let rest = wanted.split_off(wanted.len().min(AT_ONCE));
            self.write(app, std::mem::replace(&mut wanted, rest)).await?;
        }
        if any || reached - self.written > WRITE_POSITION_AFTER {
            reader_position::advance(app, CURSOR, (self.written, reached)).await?;
            self.written = reached;
        }
        self.cursor = reached;
        Ok(true)
    }

    async fn write(&self, app: &App, part: Vec<(TenantId, Delivery)>) -> Result<(), StoreError> {
        let at = self.written;
        let written = app.store.system().write(app.now(), move |tx| {
            Box::pin(async move {
                log_cursor::check(tx, CURSOR, at).await?;
                for (tenant, delivery) in part {
                    keep(tx, tenant, &delivery).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        written.await?;
        app.outbox_bell.notify_one();
        Ok(())
    }
}

async fn keep(
    tx: &mut SystemTx<'_>,
    tenant: TenantId,
    delivery: &Delivery,
) -> Result<(), StoreError> {
    let mut tx = tx.tenant(tenant);
    let new = webhook_delivery::insert(&tx, delivery).await?;
    if new && delivery.state == WebhookState::Pending {
        send::register(&mut tx, delivery).await?;
    }
    Ok(())
}

/// Whom an event is told, of its own tenant.
fn told(
    app: &App,
    tenant: TenantId,
    event: &Event,
    webhooks: &[(TenantId, Webhook)],
) -> Result<Vec<(TenantId, Delivery)>, StoreError> {
    let Some(kind) = WebhookKind::of(&event.body) else { return Ok(Vec::new()) };
    let asks = |(of, webhook): &&(TenantId, Webhook)| {
        *of == tenant && event.seq > webhook.since && webhook.kinds.contains(&kind)
    };
    let mut told = Vec::new();
    for (_, webhook) in webhooks.iter().filter(asks) {
        let now = app.now();
        let state = if webhook.active { WebhookState::Pending } else { WebhookState::Held };
        told.push((
            tenant,
            Delivery {
                id: app.store.id(now),
                webhook: webhook.id,
                event: event.id,
                kind,
                customer: event.customer,
                case: event.case,
                payload: payload::of(kind, event)?,
                state,
                attempts: 0,
                replays: 0,
                happened_at: event.at,
                due_at: webhook.active.then_some(now),
                tried_at: None,
                status: None,
                answer: None,
                error: None,
            },
        ));
    }
    Ok(told)
}
