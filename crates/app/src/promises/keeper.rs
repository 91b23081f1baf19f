//! The reader of the log that keeps the clocks.
//!
//! Its position on the log, the clocks, and what they say are written in one transaction: after a
//! crash it goes on where it was and says nothing twice. Reports that only time brings come
//! [`GRACE`] after they happened, so that an answer which is still on its way to the log is heard
//! first; they carry the instant at which they happened.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::event::{Event, EventBody, NewEvent};
use model::{Actor, CaseId, TenantId};
use sla::{Clock, Effect, Rule, State, Target};
use store::case::{self, Case};
use store::case_clock::{self, CaseClock};
use store::{StoreError, Tx, customer, log, log_cursor, sla_rule};
use tokio::task::JoinSet;

use super::settings::Settings;
use super::terms::{Facts, Terms, nothing};
use super::{escalate, fold};
use crate::App;
use crate::failure::Failure;

/// The name of its position.
const CURSOR: &str = "promises";
/// Events heard at once.
const CHUNK: u64 = 300;
/// Clocks asked at once for what time has brought.
const REPORTS: u64 = 200;
/// Events without meaning for clocks after which the position is written all the same.
const WRITE_POSITION_AFTER: i64 = 20_000;
/// How long after a report's instant it is made.
pub const GRACE: SignedDuration = SignedDuration::from_secs(5);
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
                tracing::warn!(%error, "the clocks wait for the store");
                tokio::time::sleep(Duration::from_secs(1)).await;
                // What was not written is heard again.
                keeper.cursor = keeper.written;
                keeper.settings.clear();
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
struct News {
    events: Vec<Event>,
    ticks: Vec<CaseId>,
}

impl Keeper {
    async fn turn(&mut self, app: &App) -> Result<(), StoreError> {
        let mut committed = app.store.committed();
        let end = *committed.borrow_and_update();
        while self.hear(app).await? {}
        // Everything that was committed before now has been heard: time may speak.
        let now = app.now();
        while self.report(app, now).await? {}
        let next = case_clock::next_report(&app.store.system()).await?;
        let pause = next.map(|at| (at + GRACE).duration_since(now).as_millis().max(50));
        let pause = pause.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
        let pause = if end > self.cursor { Some(HORIZON_PAUSE) } else { pause };
        let pause = pause.map_or(SLEEP_MAX, |pause| pause.min(SLEEP_MAX));
        let _ = tokio::time::timeout(pause, committed.changed()).await;
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
                    return self.hear_settings(app, tenant, event).await;
                }
                // Its turn comes when what was before it is written.
                break;
            }
            reached = Some(event.seq);
            if matters(&event) {
                news.entry(tenant).or_default().events.push(event);
            }
        }
        let Some(reached) = reached else { return Ok(false) };
        if !news.is_empty() || reached - self.written > WRITE_POSITION_AFTER {
            self.write(app, news, Some(reached), app.now()).await?;
            self.written = reached;
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
    ) -> Result<bool, StoreError> {
        self.settings.remove(&tenant);
        let settings = self.settings_of(app, tenant).await?;
        let event = Arc::new(event);
        let mut after = None;
        loop {
            let page = case::open_after(&app.of(tenant), after, REPORTS).await?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            let (settings, event) = (Arc::clone(&settings), Arc::clone(&event));
            app.of(tenant)
                .write(app.now(), move |tx| {
                    Box::pin(
                        async move { judge(tx, &page, &settings, &event).await.map_err(stored) },
                    )
                })
                .await?;
        }
        let reached = event.seq;
        self.write(app, BTreeMap::new(), Some(reached), app.now()).await?;
        (self.cursor, self.written) = (reached, reached);
        Ok(true)
    }

    /// Asks clocks for what time has brought; `false` when none has anything.
    async fn report(&mut self, app: &App, now: Timestamp) -> Result<bool, StoreError> {
        let due = case_clock::to_report(&app.store.system(), now - GRACE, REPORTS).await?;
        if due.is_empty() {
            return Ok(false);
        }
        let mut news: BTreeMap<TenantId, News> = BTreeMap::new();
        for (tenant, case) in due {
            news.entry(tenant).or_default().ticks.push(case);
        }
        self.write(app, news, None, now - GRACE).await?;
        Ok(true)
    }

    async fn write(
        &mut self,
        app: &App,
        news: BTreeMap<TenantId, News>,
        reached: Option<i64>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let mut batches = Vec::with_capacity(news.len());
        for (tenant, news) in news {
            let settings = self.settings_of(app, tenant).await?;
            batches.push((tenant, news, settings));
        }
        app.store
            .system()
            .write(app.now(), move |tx| {
                Box::pin(async move {
                    for (tenant, news, settings) in batches {
                        let mut tx = tx.tenant(tenant);
                        keep(&mut tx, news, &settings, until).await.map_err(stored)?;
                    }
                    if let Some(reached) = reached {
                        log_cursor::set(tx, CURSOR, reached).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
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
        let read = Arc::new(Settings::read(&app.of(tenant)).await?);
        self.settings.insert(tenant, Arc::clone(&read));
        Ok(read)
    }
}

fn stored(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        Failure::Problem(problem) => StoreError::Other(problem.to_string()),
    }
}

/// Whether other promises may hold from now on.
fn changes_promises(body: &EventBody) -> bool {
    matches!(body, EventBody::SettingsChanged { part } if part == "sla" || part == "hours")
}

/// Whether a clock is to hear of an event.
fn matters(event: &Event) -> bool {
    event.case.is_some() && (fold::input(event).is_some() || moves(&event.body))
}

/// Whether another policy may fit the case after an event.
const fn moves(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::CaseOpened { .. }
            | EventBody::CaseTransferred { .. }
            | EventBody::CaseCategorised { .. }
            | EventBody::CasePriorityChanged { .. }
            | EventBody::CaseCustomerChanged { .. }
            | EventBody::WorkEnqueued { .. }
            | EventBody::WorkReleased { .. }
    )
}

/// The clock of one case while it is being told.
struct Kept {
    clock: Clock,
    row: CaseClock,
    rule: Rule,
    terms: Option<Terms>,
    out: Vec<Effect>,
}

async fn keep(
    tx: &mut Tx<'_>,
    news: News,
    settings: &Settings,
    until: Timestamp,
) -> Result<(), Failure> {
    let ids: HashSet<CaseId> =
        news.events.iter().filter_map(|event| event.case).chain(news.ticks.clone()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let mut kept = read_clocks(tx, &ids).await?;
    if settings.is_empty() && kept.is_empty() {
        return Ok(());
    }
    let cases: HashMap<CaseId, Case> =
        case::many(tx, &ids).await?.into_iter().map(|case| (case.id, case)).collect();
    let ranks = ranks(tx, settings, &cases).await?;
    for event in news.events {
        let Some(case) = event.case.and_then(|id| cases.get(&id)) else { continue };
        if !kept.contains_key(&case.id) {
            let begun = begin(tx, &event, case).await?;
            kept.insert(case.id, begun);
        }
        let Some(held) = kept.get_mut(&case.id).filter(|held| held.row.seq < event.seq) else {
            continue;
        };
        held.row.seq = event.seq;
        if let Some(input) = fold::input(&event) {
            held.clock.step(event.at, input, &held.rule, &mut held.out);
        }
        if moves(&event.body) {
            let rank = ranks.get(&case.id).map_or("", String::as_str);
            choose(tx, held, (case, rank), settings, &event).await?;
        }
    }
    for case in news.ticks {
        if let Some(held) = kept.get_mut(&case) {
            held.clock.tick(until, &held.rule, &mut held.out);
        }
    }
    for (id, held) in kept {
        let Some(case) = cases.get(&id) else { continue };
        save(tx, case, held).await?;
    }
    Ok(())
}

/// Applies changed settings to some open cases.
async fn judge(
    tx: &mut Tx<'_>,
    ids: &[CaseId],
    settings: &Settings,
    cause: &Event,
) -> Result<(), Failure> {
    let mut kept = read_clocks(tx, ids).await?;
    if settings.is_empty() && kept.is_empty() {
        return Ok(());
    }
    let cases: HashMap<CaseId, Case> =
        case::many(tx, ids).await?.into_iter().map(|case| (case.id, case)).collect();
    let ranks = ranks(tx, settings, &cases).await?;
    for case in cases.values() {
        let mut held = match kept.remove(&case.id) {
            Some(held) => held,
            None => begin(tx, cause, case).await?,
        };
        let rank = ranks.get(&case.id).map_or("", String::as_str);
        choose(tx, &mut held, (case, rank), settings, cause).await?;
        save(tx, case, held).await?;
    }
    Ok(())
}

async fn read_clocks(tx: &Tx<'_>, ids: &[CaseId]) -> Result<HashMap<CaseId, Kept>, StoreError> {
    let rows = case_clock::many(tx, ids).await?;
    let wanted: Vec<_> = rows.iter().filter_map(|row| row.rule).collect();
    let rules = fold::rules(tx, &wanted).await?;
    let mut kept = HashMap::with_capacity(rows.len());
    for row in rows {
        let known = row.rule.and_then(|id| rules.get(&id)).cloned();
        let (rule, terms) = known.map_or_else(|| (nothing(), None), |(r, t)| (r, Some(t)));
        let clock = super::settings::read(row.clock.clone())?;
        kept.insert(row.case, Kept { clock, row, rule, terms, out: Vec::new() });
    }
    Ok(kept)
}

/// The clock of a case that has none yet: at its beginning, or from the log when the case is older
/// than the tenant's first policy.
async fn begin(tx: &Tx<'_>, event: &Event, case: &Case) -> Result<Kept, StoreError> {
    let (clock, seq) = match fold::beginning(event) {
        Some(clock) => (clock, event.seq - 1),
        None => {
            let before = fold::recompute_before(tx, case.id, event).await?;
            (before.clock, before.seq)
        }
    };
    let row = CaseClock {
        case: case.id,
        rule: None,
        clock: serde_json::Value::Null,
        next_report: None,
        due: None,
        warned: false,
        breached: false,
        seq,
    };
    Ok(Kept { clock, row, rule: nothing(), terms: None, out: Vec::new() })
}

/// The ranks of the customers, where a policy looks at them.
async fn ranks(
    tx: &Tx<'_>,
    settings: &Settings,
    cases: &HashMap<CaseId, Case>,
) -> Result<HashMap<CaseId, String>, StoreError> {
    if !settings.looks_at_ranks() {
        return Ok(HashMap::new());
    }
    let ids: HashSet<_> = cases.values().map(|case| case.customer).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let found: HashMap<_, _> =
        customer::many(tx, &ids).await?.into_iter().map(|each| (each.id, each.rank)).collect();
    let rank = |case: &Case| Some((case.id, found.get(&case.customer)?.clone()));
    Ok(cases.values().filter_map(rank).collect())
}

/// Applies the policy that fits the case now.
async fn choose(
    tx: &mut Tx<'_>,
    held: &mut Kept,
    (case, rank): (&Case, &str),
    settings: &Settings,
    cause: &Event,
) -> Result<(), StoreError> {
    let facts = Facts {
        queue: case.queue,
        category: case.category,
        channel: case.channel,
        rank,
        priority: case.priority,
    };
    let chosen = settings.choose(&facts);
    let id = match &chosen {
        Some((policy, terms)) => {
            let json = serde_json::to_value(terms)
                .map_err(|error| StoreError::Other(error.to_string()))?;
            Some(sla_rule::of_terms(tx, *policy, &terms.digest(*policy)?, json).await?)
        }
        None => None,
    };
    if id == held.row.rule {
        return Ok(());
    }
    let terms = chosen.map(|(_, terms)| terms);
    let rule = terms.as_ref().map_or_else(|| Ok(nothing()), Terms::rule)?;
    held.clock.change(cause.at, &held.rule, &rule, &mut held.out);
    (held.row.rule, held.rule, held.terms) = (id, rule, terms);
    let body = EventBody::SlaApplied { rule: id, cause: cause.seq, since: cause.at };
    tx.append(about(case, body)).await?;
    Ok(())
}

pub(super) fn about(case: &Case, body: EventBody) -> NewEvent {
    NewEvent {
        customer: Some(case.customer),
        case: Some(case.id),
        interaction: None,
        actor: Actor::System,
        body,
    }
}

async fn save(tx: &mut Tx<'_>, case: &Case, held: Kept) -> Result<(), Failure> {
    for effect in &held.out {
        tx.append(about(case, fold::told(effect))).await?;
    }
    let before = held.row.clone();
    let next = next_due(&held.clock, &held.rule);
    let measure = next.map(|(target, _)| *held.clock.measure(target)).unwrap_or_default();
    let row = CaseClock {
        clock: serde_json::to_value(&held.clock)
            .map_err(|error| StoreError::Other(error.to_string()))?,
        next_report: held.clock.next_report(&held.rule),
        due: next.map(|(target, at)| (fold::named(target), at)),
        warned: measure.warned,
        breached: measure.breached,
        ..held.row
    };
    if row != before {
        case_clock::put(tx, &row).await?;
    }
    if let Some(terms) = held.terms.filter(|_| case.status.is_open()) {
        let open: Vec<Effect> =
            held.out.into_iter().filter(|effect| still_open(&held.clock, effect)).collect();
        escalate::carry_out(tx, case.id, &open, terms.escalation).await?;
    }
    Ok(())
}

/// The promise that falls due first, or fell due longest ago.
fn next_due(clock: &Clock, rule: &Rule) -> Option<(Target, Timestamp)> {
    let due = Target::ALL.iter().filter_map(|&target| Some((target, clock.due(target, rule)?)));
    due.min_by_key(|(_, at)| *at)
}

/// Whether what an effect speaks of is still to be done.
fn still_open(clock: &Clock, effect: &Effect) -> bool {
    match effect {
        Effect::Warned { target, .. } | Effect::Breached { target, .. } => {
            matches!(clock.measure(*target).state, State::Running(_))
        }
        Effect::Stopped { .. } => false,
    }
}
