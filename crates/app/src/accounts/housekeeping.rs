//! Removes what has had its time: sessions and idempotency keys that have ended, what is remembered
//! of failed sign-ins, uploads that nobody used.

use std::time::Duration;

use jiff::SignedDuration;
use model::limits::API_TOKEN_KEPT_DAYS;
use store::{StoreError, api_token, idempotency, session};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::files::tidy;
use crate::{App, repeats};

/// How often. What has had its time is refused at once; this only frees its place.
const EVERY: Duration = Duration::from_secs(600);

/// Starts the loop that tidies up.
pub fn spawn_housekeeping(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            app.sign_in_limit.tidy(app.now());
            told("ended sessions and keys", remove_ended(&app).await);
            told("old webhook deliveries", crate::webhooks::remove_old(&app).await);
            told("unused uploads", tidy::remove_untaken(&app).await);
            told("unused files", tidy::remove_unnamed(&app, turn(&app)).await);
        }
    });
}

async fn remove_ended(app: &App) -> Result<u64, StoreError> {
    let removed = app.store.system().write(app.now(), |tx| {
        Box::pin(async move {
            let sessions = session::delete_expired(tx).await?;
            idempotency::delete_before(tx, repeats::expired(tx.now())).await?;
            let kept = SignedDuration::from_hours(24 * i64::from(API_TOKEN_KEPT_DAYS));
            api_token::delete_ended(tx, tx.now() - kept).await?;
            Ok::<u64, StoreError>(sessions)
        })
    });
    Ok(removed.await?.value)
}

/// From the time of day, so that a server that is often started again gets round, too.
fn turn(app: &App) -> u32 {
    let ticks = app.now().as_second() / EVERY.as_secs().cast_signed();
    // Which number it begins at does not matter.
    u32::try_from(ticks.rem_euclid(i64::from(u32::MAX))).unwrap_or_default()
}

fn told(what: &str, removed: Result<u64, StoreError>) {
    match removed {
        Ok(0) => {}
        Ok(count) => tracing::debug!(count, what, "removed"),
        Err(error) => tracing::warn!(%error, what, "could not be removed"),
    }
}
