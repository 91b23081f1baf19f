//! Removes sessions that have ended.

use std::time::Duration;

use store::session;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::App;

/// How often. An ended session is refused at once; this only frees its row.
const EVERY: Duration = Duration::from_secs(600);

/// Starts the loop that removes sessions that have ended.
pub fn spawn_housekeeping(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let removed = app
                .store
                .system()
                .write(app.now(), |tx| Box::pin(async move { session::delete_expired(tx).await }))
                .await;
            if let Err(error) = removed {
                tracing::warn!(%error, "ended sessions could not be removed");
            }
        }
    });
}
