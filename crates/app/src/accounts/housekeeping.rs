//! Removes what has ended: sessions, idempotency keys, and what is remembered of failed sign-ins.

use std::time::Duration;

use store::{StoreError, idempotency, session};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::{App, repeats};

/// How often. What has ended is refused or forgotten at once; this only frees its row.
const EVERY: Duration = Duration::from_secs(600);

/// Starts the loop that removes what has ended.
pub fn spawn_housekeeping(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            app.sign_in_limit.tidy(app.now());
            let removed = app
                .store
                .system()
                .write(app.now(), |tx| {
                    Box::pin(async move {
                        session::delete_expired(tx).await?;
                        idempotency::delete_before(tx, repeats::expired(tx.now())).await?;
                        Ok::<(), StoreError>(())
                    })
                })
                .await;
            if let Err(error) = removed {
                tracing::warn!(%error, "what has ended could not be removed");
            }
        }
    });
}
