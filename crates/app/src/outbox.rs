//! Effects on the outside world: claimed, tried, retried with backoff and jitter, and given up
//! visibly.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use model::limits::{
    OUTBOX_AT_ONCE_MAX, OUTBOX_ATTEMPTS_MAX, OUTBOX_PER_CHANNEL_MAX, WEBHOOKS_AT_ONCE_MAX,
};
use store::StoreError;
use store::outbox::{self, Busy, Effect};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::App;
use crate::cases::reply::SEND_MAIL;
use crate::clock::secret_bytes;
use crate::hooks::send::{self as hook, SEND_HOOK};
use crate::mail::send;
use crate::proofs::mail::{self as proof, SEND_PROOF};
use crate::webhooks::send::{self as webhook, SEND_WEBHOOK};

/// Until when a claimed effect is hidden from other workers; longer than any attempt takes.
const CLAIM: SignedDuration = SignedDuration::from_mins(15);
/// Longest sleep while nothing is due.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// Why an effect did not happen.
#[derive(Debug)]
pub struct Trouble {
    /// Whether trying again later may help.
    again: bool,
    /// When that is; as usual when absent.
    pause: Option<SignedDuration>,
    /// Its kind, for the program's log.
    code: &'static str,
    /// The whole story. What servers say names people, so it stays in the effect's row.
    why: String,
}

impl Trouble {
    /// Trying again later may help.
    pub(crate) fn later(code: &'static str, why: impl Into<String>) -> Self {
        Self { again: true, pause: None, code, why: why.into() }
    }

    /// Trying again may help, at this distance.
    pub(crate) fn after(pause: SignedDuration, code: &'static str, why: impl Into<String>) -> Self {
        Self { pause: Some(pause), ..Self::later(code, why) }
    }

    /// It never will.
    pub(crate) fn last(code: &'static str, why: impl Into<String>) -> Self {
        Self { again: false, pause: None, code, why: why.into() }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self { again: error.is_transient(), pause: None, code: "store", why: error.to_string() }
    }
}

/// Starts the worker.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let worker = Worker {
        app: app.clone(),
        attempts: JoinSet::new(),
        channels: HashMap::default(),
        webhooks: Arc::new(Semaphore::new(WEBHOOKS_AT_ONCE_MAX)),
    };
    jobs.spawn(worker.run());
}

/// Makes attempts side by side. One that is slow holds up its own channel only.
struct Worker {
    app: App,
    attempts: JoinSet<()>,
    /// Places for attempts, by channel.
    channels: HashMap<String, Arc<Semaphore>>,
    /// Places for webhooks: those that do not answer hold up each other, but no mail.
    webhooks: Arc<Semaphore>,
}

impl Worker {
    async fn run(mut self) {
        let mut committed = self.app.store.committed();
        loop {
            committed.borrow_and_update();
            while self.attempts.try_join_next().is_some() {}
            match self.begin_next().await {
                Ok(true) => {}
                Ok(false) => self.rest(&mut committed).await,
                Err(error) => {
                    tracing::warn!(%error, "the outbox waits for the store");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Begins the attempt that is due first; false when there is none or no place for it.
    async fn begin_next(&mut self) -> Result<bool, StoreError> {
        if self.is_full() {
            return Ok(false);
        }
        let busy = self.busy();
        let system = self.app.store.system();
        let now = self.app.now();
        if outbox::next_due(&system, &busy).await?.is_none_or(|due| due > now) {
            return Ok(false);
        }
        let claimed = system.write(now, move |tx| {
            Box::pin(async move { outbox::claim(tx, now + CLAIM, &busy, 1).await })
        });
        let Some(effect) = claimed.await?.value.pop() else { return Ok(false) };
        let places = self.channels.entry(effect.lane.clone()).or_insert_with(places);
        let place = Arc::clone(places).try_acquire_owned();
        let of_webhooks = effect.kind == SEND_WEBHOOK;
        let second = of_webhooks.then(|| Arc::clone(&self.webhooks).try_acquire_owned());
        let app = self.app.clone();
        self.attempts.spawn(async move {
            let (id, attempted) = (effect.id, one(&app, effect).await);
            if let Err(error) = attempted {
                // Its claim runs out, then it comes up again.
                tracing::warn!(%error, effect = id, "an attempt could not be noted");
            }
            drop((place, second));
        });
        Ok(true)
    }

    fn is_full(&self) -> bool {
        self.attempts.len() >= OUTBOX_AT_ONCE_MAX
    }

    /// What has no place left; idle channels are forgotten.
    fn busy(&mut self) -> Busy {
        self.channels.retain(|_, places| places.available_permits() < OUTBOX_PER_CHANNEL_MAX);
        let full = self.channels.iter().filter(|(_, places)| places.available_permits() == 0);
        let lanes = full.map(|(channel, _)| channel.clone()).collect();
        let webhooks = self.webhooks.available_permits() == 0;
        Busy { lanes, kinds: if webhooks { vec![SEND_WEBHOOK] } else { Vec::new() } }
    }

    /// Waits until an attempt has ended, something is due, or something was written.
    async fn rest(&mut self, committed: &mut watch::Receiver<i64>) {
        let pause = if self.is_full() { SLEEP_MAX } else { self.until_due().await };
        tokio::select! {
            Some(_) = self.attempts.join_next() => {}
            () = self.app.outbox_bell.notified() => {}
            _ = tokio::time::timeout(pause, committed.changed()) => {}
        }
    }

    async fn until_due(&mut self) -> Duration {
        let busy = self.busy();
        let due = outbox::next_due(&self.app.store.system(), &busy).await.ok().flatten();
        let pause = due.map(|due| due.duration_since(self.app.now()).as_millis().max(50));
        let pause = pause.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis);
        pause.map_or(SLEEP_MAX, |pause| pause.min(SLEEP_MAX))
    }
}

fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(OUTBOX_PER_CHANNEL_MAX))
}

async fn one(app: &App, effect: Effect) -> Result<(), StoreError> {
    let outcome = match effect.kind.as_str() {
        SEND_MAIL => send::perform(app, &effect).await,
        SEND_PROOF => proof::perform(app, &effect).await,
        SEND_HOOK => hook::perform(app, &effect).await,
        SEND_WEBHOOK => webhook::perform(app, &effect).await,
        other => Err(Trouble::last("unknown", format!("nobody knows how to do `{other}`"))),
    };
    let Trouble { again, pause: wanted, code, why } = match outcome {
        Ok(()) => return settle(app, effect.id, Outcome::Done).await,
        Err(trouble) => trouble,
    };
    if again && effect.attempts < OUTBOX_ATTEMPTS_MAX {
        tracing::info!(effect = effect.id, attempts = effect.attempts, code, "will try again");
        let pause = wanted.unwrap_or_else(|| pause(effect.attempts));
        return settle(app, effect.id, Outcome::Later(pause, why)).await;
    }
    tracing::warn!(effect = effect.id, code, "an outward effect is given up");
    match effect.kind.as_str() {
        SEND_MAIL => send::give_up(app, &effect, why).await,
        SEND_PROOF => proof::give_up(app, &effect, why).await,
        SEND_HOOK => hook::give_up(app, &effect, why).await,
        _ => settle(app, effect.id, Outcome::Dead(why)).await,
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
