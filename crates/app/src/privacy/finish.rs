//! What follows when the rows of a person are gone: files that nobody names any more, the search
//! index, and what the database has written over.

use std::time::Duration;

use model::TenantId;
use store::erasure::{self, Erasure};
use store::{StoreError, blob};
use tokio::task::JoinSet;

use crate::App;

/// How long after a failure, or without one, it is looked again.
const AGAIN: Duration = Duration::from_secs(30);
/// Erasures that are taken up at a time.
const AT_ONCE: u64 = 20;

/// Starts the worker.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            if let Err(error) = finish(&app).await {
                tracing::warn!(%error, "an erasure is not whole yet; it is tried again");
            }
            let _ = tokio::time::timeout(AGAIN, app.erasing.notified()).await;
        }
    });
}

/// Finishes what can be finished; returns how many erasures are whole now.
///
/// # Errors
/// The store's; what was begun is gone on with the next time.
pub async fn finish(app: &App) -> Result<usize, StoreError> {
    let unfinished = erasure::unfinished(&app.store.system(), AT_ONCE).await?;
    let mut whole = 0;
    for (tenant, erasure) in unfinished {
        match clear(app, tenant, &erasure).await {
            Ok(done) => whole += usize::from(done),
            // The others do not wait for it.
            Err(error) => {
                tracing::warn!(%error, %tenant, id = %erasure.id, "an erasure is not whole yet")
            }
        }
    }
    Ok(whole)
}

/// Answers whether nothing is left of it.
async fn clear(app: &App, tenant: TenantId, erasure: &Erasure) -> Result<bool, StoreError> {
    let unused = blob::unused(&app.store.system(), erasure.blobs.clone()).await?;
    // What somebody else puts in this moment stays: a row that names it is about to be written.
    app.store.blobs().remove_put_before(erasure.at, unused).await?;
    for record in &erasure.records {
        if !app.search.forget(tenant, *record).await {
            return Ok(false);
        }
    }
    app.store.settle().await?;
    let id = erasure.id;
    app.store
        .system()
        .write(app.now(), move |tx| Box::pin(async move { erasure::finish(tx, tenant, id).await }))
        .await?;
    Ok(true)
}
