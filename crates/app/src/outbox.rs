//! Effects on the outside world: claimed, tried, retried with backoff and jitter, and given up
//! visibly.

use std::time::Duration;

use jiff::SignedDuration;
use model::limits::OUTBOX_ATTEMPTS_MAX;
use store::StoreError;
use store::outbox::{self, Effect};
use tokio::task::JoinSet;

use crate::App;
use crate::cases::reply::SEND_MAIL;
use crate::clock::secret_bytes;
use crate::mail::send;

/// Effects claimed at once.
const ROUND: u64 = 20;
/// Until when a claimed effect is hidden from other workers; longer than any attempt takes.
const CLAIM: SignedDuration = SignedDuration::from_mins(15);
/// Longest sleep while nothing is due.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// Why an effect did not happen.
#[derive(Debug)]
pub enum Trouble {
    /// Trying again later may help.
    Later(String),
    /// It never will.
    Final(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        if error.is_transient() {
            Self::Later(error.to_string())
        } else {
            Self::Final(error.to_string())
        }
    }
}

/// Starts the worker.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        let mut committed = app.store.committed();
        loop {
            committed.borrow_and_update();
            match round(&app).await {
                Ok(0) => {
                    let pause = until_due(&app).await;
                    let _ = tokio::time::timeout(pause, committed.changed()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the outbox waits for the store");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    });
}

async fn until_due(app: &App) -> Duration {
    let due = outbox::next_due(&app.store.system()).await.ok().flatten();
    let pause = due.map(|due| due.duration_since(app.now()).as_millis().max(50));
    let pause = pause.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis);
    pause.map_or(SLEEP_MAX, |pause| pause.min(SLEEP_MAX))
}

async fn round(app: &App) -> Result<usize, StoreError> {
    let system = app.store.system();
    if outbox::next_due(&system).await?.is_none_or(|due| due > app.now()) {
        return Ok(0);
    }
    let hidden_until = app.now() + CLAIM;
    let claimed = system
        .write(app.now(), move |tx| {
            Box::pin(async move { outbox::claim(tx, hidden_until, ROUND).await })
        })
        .await?
        .value;
    let done = claimed.len();
    let attempts = claimed.into_iter().map(|effect| one(app, effect));
    futures_util::future::join_all(attempts).await.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(done)
}

async fn one(app: &App, effect: Effect) -> Result<(), StoreError> {
    let outcome = match effect.kind.as_str() {
        SEND_MAIL => send::perform(app, &effect).await,
        other => Err(Trouble::Final(format!("nobody knows how to do `{other}`"))),
    };
    let trouble = match outcome {
        Ok(()) => return settle(app, effect.id, Outcome::Done).await,
        Err(trouble) => trouble,
    };
    match trouble {
        Trouble::Later(why) if effect.attempts < OUTBOX_ATTEMPTS_MAX => {
            tracing::info!(effect = effect.id, attempts = effect.attempts, why, "will try again");
            settle(app, effect.id, Outcome::Later(pause(effect.attempts), why)).await
        }
        Trouble::Later(why) | Trouble::Final(why) => {
            tracing::warn!(effect = effect.id, why, "an outward effect was given up");
            if effect.kind == SEND_MAIL {
                send::give_up(app, &effect).await?;
            }
            settle(app, effect.id, Outcome::Dead(why)).await
        }
    }
}

/// 5 s, 10 s, 20 s … about 43 min, each up to half longer by chance: some nine hours in all.
fn pause(attempts: u32) -> SignedDuration {
    let base = 5_000_i64 << attempts.saturating_sub(1).min(9);
    let chance = i64::from(u16::from_le_bytes(secret_bytes()));
    SignedDuration::from_millis(base + base * chance / (2 * i64::from(u16::MAX)))
}

enum Outcome {
    Done,
    Later(SignedDuration, String),
    Dead(String),
}

async fn settle(app: &App, id: i64, outcome: Outcome) -> Result<(), StoreError> {
    let now = app.now();
    app.store
        .system()
        .write(now, move |tx| {
            Box::pin(async move {
                match outcome {
                    Outcome::Done => outbox::complete(tx, id).await,
                    Outcome::Later(pause, why) => outbox::retry(tx, id, now + pause, &why).await,
                    Outcome::Dead(why) => outbox::bury(tx, id, &why).await,
                }
            })
        })
        .await?;
    Ok(())
}
