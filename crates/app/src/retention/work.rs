//! Deletes what has had its time, a batch at a time: rows in one write, files and what the database
//! has written over afterwards. A process that dies goes on where it was, since what is cleared is
//! not due any more.

use std::time::Duration;

use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseId, RetentionRunId, TenantId};
use store::person::{self, Cleared};
use store::retention::{self, Due, RetentionRun};
use store::{StoreError, Tx, case, channel, tenant};
use tokio::task::JoinSet;

use super::policy::{due_of, held};
use crate::App;

/// How often it is looked whether something is due.
const PACE: Duration = Duration::from_secs(600);
/// Within how many hours before a start something was cleared, whose traces may be left.
const LATELY_HOURS: i64 = 48;
/// Cases that are cleared in one write, so that nobody waits long for it.
const AT_ONCE: u64 = 50;

/// Starts the worker.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        // The process before may have died between the rows and their traces.
        let lately = app.now() - SignedDuration::from_hours(LATELY_HOURS);
        let mut traces = retention::any_since(&app.store.system(), lately).await.unwrap_or(true);
        loop {
            match clear_due(&app).await {
                Ok(0) => {}
                Ok(cases) => {
                    traces = true;
                    tracing::info!(cases, "cleared what has had its time");
                }
                Err(error) => {
                    traces = true;
                    tracing::warn!(%error, "what has had its time waits a little longer");
                }
            }
            if traces {
                match wipe(&app).await {
                    Ok(done) => traces = !done,
                    Err(error) => tracing::warn!(%error, "traces of what was cleared stay a while"),
                }
            }
            tokio::time::sleep(PACE).await;
        }
    });
}

/// Takes the traces of what was cleared out of the database's own log and of the index's files;
/// answers whether none is left.
async fn wipe(app: &App) -> Result<bool, StoreError> {
    app.store.settle().await?;
    let until = *app.store.committed().borrow();
    Ok(app.search.purge(until).await)
}

/// Clears everything that is due; returns of how many cases. A tenant with whom something is wrong
/// does not keep the others waiting.
///
/// # Errors
/// The store's; what was cleared stays so.
pub async fn clear_due(app: &App) -> Result<u64, StoreError> {
    let (mut cases, mut wrong) = (0, None);
    for tenant in tenant::list(&app.store.system()).await? {
        if let Err(error) = of_tenant(app, tenant.id, &mut cases).await {
            tracing::warn!(%error, tenant = %tenant.id, "this tenant's contents wait");
            wrong = Some(error);
        }
    }
    if cases > 0 {
        app.store.settle().await?;
    }
    wrong.map_or(Ok(cases), Err)
}

async fn of_tenant(app: &App, tenant: TenantId, cases: &mut u64) -> Result<(), StoreError> {
    let store = app.of(tenant);
    let policy = held(&store).await?;
    if policy.0.is_empty() {
        return Ok(());
    }
    for channel in channel::all(&store).await? {
        let Some(days) = policy.0.get(&channel.kind) else { continue };
        for due in due_of(channel.id, days, app.now()) {
            let run = app.store.id(app.now());
            loop {
                let cleared = batch(app, tenant, (due, run)).await?;
                *cases += cleared.cases;
                if cleared.cases < AT_ONCE {
                    break;
                }
            }
        }
    }
    Ok(())
}

async fn batch(
    app: &App,
    tenant: TenantId,
    (due, run): (Due, RetentionRunId),
) -> Result<Cleared, StoreError> {
    let done = app.of(tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            // Read in the write: a hold that was placed meanwhile counts.
            let cases = retention::due_cases(tx, due, AT_ONCE).await?;
            if cases.is_empty() {
                return Ok(Cleared::default());
            }
            let cleared = person::clear(tx, &cases, due.part).await?;
            tell(tx, &cases, due).await?;
            let run = RetentionRun {
                id: run,
                channel: due.channel,
                part: due.part,
                at: tx.now(),
                cleared,
            };
            retention::note_run(tx, &run).await?;
            Ok::<_, StoreError>(cleared)
        })
    });
    Ok(done.await?.value)
}

/// The log says of each case that it was cleared: the index and the desks follow.
async fn tell(tx: &mut Tx<'_>, cases: &[CaseId], due: Due) -> Result<(), StoreError> {
    for found in case::many(tx, cases).await? {
        tx.append(NewEvent {
            customer: Some(found.customer),
            case: Some(found.id),
            interaction: None,
            actor: Actor::System,
            body: EventBody::CaseCleared { part: due.part },
        })
        .await?;
    }
    Ok(())
}
