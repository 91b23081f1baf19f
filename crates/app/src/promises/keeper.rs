//! The reader of the log that keeps the clocks.
//!
//! Each tenant's clocks, and what they say, are written in one transaction; the position on the log
//! follows when every tenant's are. A clock knows the last event it has heard, so that what is heard
//! again after a crash says nothing twice. Each write holds the position fast: of several nodes
//! with this reader, one goes on and the others find out that it did.
//!
//! What only time brings is reported [`GRACE`] after it happened, and only when everything that is
//! on the log has been heard, so that an answer which is still on its way comes first. Reports
//! carry the instant at which they happened.
//!
//! A case that cannot be dealt with loses its clock with a word in the program's log, and gets it
//! anew with its next event: it stops neither the other clocks nor the other tenants.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use model::event::{Event, EventBody};
use model::{CaseId, TenantId};
use store::{StoreError, case, case_clock, log, log_cursor};
use tokio::task::JoinSet;

use super::settings::Settings;
use super::{fold, held};
use crate::App;
use crate::failure::is_everybodys;
use crate::figures::Readers;
use crate::reader_position;

/// The name of its position.
const CURSOR: &str = "promises";
/// Events heard at once.
const CHUNK: u64 = 300;
/// Clocks asked at once for what time has brought, and cases judged at once by other settings.
const AT_ONCE: u64 = 100;
/// Events without meaning for clocks after which the position is written all the same.
const WRITE_POSITION_AFTER: i64 = 20_000;
/// How long after a report's instant it is made: longer than a write waits and takes.
pub const GRACE: SignedDuration = SignedDuration::from_secs(15);
/// Least time between two looks at the log: many commits are heard together.
const PACE: Duration = Duration::from_millis(100);
/// Longest sleep while nothing is due.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// How long to wait for an event that is committed but not visible yet.
const HORIZON_PAUSE: Duration = Duration::from_millis(20);

/// Starts the keeper.
///
/// # Errors
/// When its position cannot be read.
pub async fn spawn(app: &App, jobs: &mut JoinSet<()>) -> Result<(), StoreError> {
    let cursor = log_cursor::get(&app.store.system(), CURSOR).await?;
    let app = app.clone();
    let mut keeper = Keeper { cursor, written: cursor, settings: HashMap::new() };
    jobs.spawn(async move {
        loop {
            if let Err(error) = keeper.turn(&app).await {
                keeper.recover(&app, &error).await;
            }
        }
    });
    Ok(())
}

struct Keeper {
    cursor: i64,
    /// The position that is stored.
    written: i64,
    settings: HashMap<TenantId, Arc<Settings>>,
}

/// What one tenant's clocks are to hear or to be asked.
#[derive(Clone, Default)]
pub(super) struct News {
    pub(super) events: Vec<Event>,
    pub(super) ticks: Vec<CaseId>,
}

impl News {
    /// Both halves of the cases; `None` when it is about one only.
    fn halves(self) -> Option<(Self, Self)> {
        let cases: HashSet<CaseId> =
            self.events.iter().filter_map(|event| event.case).chain(self.ticks.clone()).collect();
        if cases.len() < 2 {
            return None;
        }
        let first: HashSet<CaseId> = cases.iter().copied().take(cases.len() / 2).collect();
        let here = |case: Option<CaseId>| case.is_some_and(|case| first.contains(&case));
        let (events, others) = self.events.into_iter().partition(|event| here(event.case));
        let (ticks, later) = self.ticks.into_iter().partition(|case| here(Some(*case)));
        Some((Self { events, ticks }, Self { events: others, ticks: later }))
    }

    /// The case it is about, if that is one.
    fn case(&self) -> Option<CaseId> {
        self.ticks.first().copied().or_else(|| self.events.iter().find_map(|event| event.case))
    }
}

impl Keeper {
    /// After trouble: what was not written is heard again, from where the store says.
    async fn recover(&mut self, app: &App, error: &StoreError) {
        tracing::warn!(%error, "the clocks wait");
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.settings.clear();
        if let Ok(seq) = log_cursor::get(&app.store.system(), CURSOR).await {
            (self.cursor, self.written) = (seq, seq);
        }
    }

    async fn turn(&mut self, app: &App) -> Result<(), StoreError> {
        Readers::reached(&app.readers.promises, self.cursor);
        let mut committed = app.store.committed();
        committed.borrow_and_update();
        // Read first: whatever happened before this instant is on the log when `last` is read.
        let now = app.now();
        while self.hear(app).await? {}
        let last = log::tail::last_seq(&app.store.system()).await?;
        let pause = if last > self.cursor {
            // Something is there but may not be read yet: time must not speak before it.
            HORIZON_PAUSE
        } else {
            while self.report(app, now).await? {}
            let next = case_clock::next_report(&app.store.system()).await?;
            let pause = next.map(|at| (at + GRACE).duration_since(now).as_millis().max(50));
            let pause = pause.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
            pause.map_or(SLEEP_MAX, |pause| pause.min(SLEEP_MAX))
        };
        let _ = tokio::time::timeout(pause, committed.changed()).await;
        tokio::time::sleep(PACE).await;
        Ok(())
    }

    /// Hears the next events; `false` when there are none.
    async fn hear(&mut self, app: &App) -> Result<bool, StoreError> {
        let events = log::tail::events_after(&app.store.system(), self.cursor, CHUNK).await?;
        let mut news: BTreeMap<TenantId, News> = BTreeMap::new();
        let mut reached = None;
        for (tenant, event) in events {
            if changes_promises(&event.body) {
                if reached.is_none() {
                    self.hear_settings(app, tenant, event).await?;
                    return Ok(true);
                }
                // Its turn comes when what was before it is written.
                break;
            }
            reached = Some(event.seq);
            if matters(&event) && self.settings_of(app, tenant).await?.keeps_clocks() {
                news.entry(tenant).or_default().events.push(event);
            }
        }
        let Some(reached) = reached else { return Ok(false) };
        let any = !news.is_empty();
        for (tenant, news) in news {
            self.write(app, tenant, news, app.now()).await?;
        }
        if any || reached - self.written > WRITE_POSITION_AFTER {
            self.advance(app, reached).await?;
        }
        self.cursor = reached;
        Ok(true)
    }

    /// Other policies or hours hold: every open case is judged by them.
    async fn hear_settings(
        &mut self,
        app: &App,
        tenant: TenantId,
        event: Event,
    ) -> Result<(), StoreError> {
        self.settings.remove(&tenant);
        let settings = self.settings_of(app, tenant).await?;
        let reached = event.seq;
        let event = Arc::new(event);
        let mut after = None;
        while settings.keeps_clocks() {
            let page = case::open_after(&app.of(tenant), after, AT_ONCE).await?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            self.judge(app, tenant, (page, &settings, &event)).await?;
        }
        self.advance(app, reached).await?;
        self.cursor = reached;
        Ok(())
    }

    /// Asks clocks for what time has brought; `false` when none has anything.
    async fn report(&mut self, app: &App, now: Timestamp) -> Result<bool, StoreError> {
        let due = case_clock::to_report(&app.store.system(), now - GRACE, AT_ONCE).await?;
        if due.is_empty() {
            return Ok(false);
        }
        let mut news: BTreeMap<TenantId, News> = BTreeMap::new();
        for (tenant, case) in due {
            news.entry(tenant).or_default().ticks.push(case);
        }
        for (tenant, news) in news {
            self.write(app, tenant, news, now - GRACE).await?;
        }
        Ok(true)
    }

    /// Tells one tenant's clocks. What fails for a reason of its own is tried in halves, down to
    /// the case that is to blame.
    fn write<'k>(
        &'k mut self,
        app: &'k App,
        tenant: TenantId,
        news: News,
        until: Timestamp,
    ) -> BoxFuture<'k, Result<(), StoreError>> {
        Box::pin(async move {
            let settings = self.settings_of(app, tenant).await?;
            let (told, at) = (news.clone(), self.written);
            let written = app.store.system().write(app.now(), move |tx| {
                Box::pin(async move {
                    log_cursor::check(tx, CURSOR, at).await?;
                    held::keep(&mut tx.tenant(tenant), told, &settings, until).await
                })
            });
            let Err(error) = written.await else { return Ok(()) };
            if is_everybodys(&error) {
                return Err(error);
            }
            let case = news.case();
            if let Some((first, second)) = news.halves() {
                self.write(app, tenant, first, until).await?;
                return self.write(app, tenant, second, until).await;
            }
            tracing::error!(%error, %tenant, ?case, "the clock of a case cannot be kept");
            let Some(case) = case else { return Ok(()) };
            // What it did not hear is on the log: the next event makes it anew from there.
            let forgotten = app.of(tenant).write(app.now(), move |tx| {
                Box::pin(async move { case_clock::forget(tx, case).await })
            });
            forgotten.await?;
            Ok(())
        })
    }

    /// Judges some cases by other settings, as [`Keeper::write`] does.
    fn judge<'k>(
        &'k self,
        app: &'k App,
        tenant: TenantId,
        (cases, settings, cause): (Vec<CaseId>, &'k Arc<Settings>, &'k Arc<Event>),
    ) -> BoxFuture<'k, Result<(), StoreError>> {
        Box::pin(async move {
            let at = self.written;
            let (ids, rules, event) = (cases.clone(), Arc::clone(settings), Arc::clone(cause));
            let written = app.store.system().write(app.now(), move |tx| {
                Box::pin(async move {
                    log_cursor::check(tx, CURSOR, at).await?;
                    held::judge(&mut tx.tenant(tenant), &ids, &rules, &event).await
                })
            });
            let Err(error) = written.await else { return Ok(()) };
            if is_everybodys(&error) {
                return Err(error);
            }
            if let [case] = cases.as_slice() {
                tracing::error!(%error, %tenant, %case, "a case cannot be judged");
                return Ok(());
            }
            let (first, second) = cases.split_at(cases.len() / 2);
            for half in [first.to_vec(), second.to_vec()] {
                self.judge(app, tenant, (half, settings, cause)).await?;
            }
            Ok(())
        })
    }

    async fn advance(&mut self, app: &App, reached: i64) -> Result<(), StoreError> {
        reader_position::advance(app, CURSOR, (self.written, reached)).await?;
        self.written = reached;
        Ok(())
    }

    async fn settings_of(
        &mut self,
        app: &App,
        tenant: TenantId,
    ) -> Result<Arc<Settings>, StoreError> {
        if let Some(found) = self.settings.get(&tenant) {
            return Ok(Arc::clone(found));
        }
        let read = match Settings::read(&app.of(tenant)).await {
            Err(error) if !is_everybodys(&error) => {
                tracing::error!(%error, %tenant, "what is promised cannot be read");
                Settings::default()
            }
            read => read?,
        };
        let read = Arc::new(read);
        self.settings.insert(tenant, Arc::clone(&read));
        Ok(read)
    }
}

/// Whether other promises may hold from now on.
fn changes_promises(body: &EventBody) -> bool {
    matches!(body, EventBody::SettingsChanged { part } if part == "sla" || part == "hours")
}

/// Whether a clock is to hear of an event.
fn matters(event: &Event) -> bool {
    match event.case {
        Some(_) => fold::input(event).is_some() || held::moves(&event.body),
        None => held::ranks(event).is_some(),
    }
}
