//! The intake journal in motion: raw input is durable before anything looks into it, then it is
//! read by its channel's kind and filed into a case. What cannot be read becomes visible work.

pub(crate) mod journal;
mod process;
pub(crate) mod unreadable;

pub(crate) use process::Filed;

use std::time::Duration;

use tokio::task::JoinSet;

use crate::App;

/// How often the journal is looked at even when nobody rang.
const PAUSE: Duration = Duration::from_secs(30);

/// Starts the worker of the journal.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    jobs.spawn(work_on_journal(app.clone()));
}

/// Files what is journalled, oldest first, until nothing is left; then waits for the next.
async fn work_on_journal(app: App) {
    loop {
        match process::pending(&app).await {
            Ok(0) => {
                let _ = tokio::time::timeout(PAUSE, app.journal_bell.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the intake journal waits for the store");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Files what is journalled now; for tests that run no workers.
///
/// # Errors
/// The store's.
pub async fn file_pending(app: &App) -> Result<usize, store::StoreError> {
    process::pending(app).await
}
