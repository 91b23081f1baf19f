//! The clocks of some cases inside a write: read, told, stored.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use api::Problem;
use jiff::Timestamp;
use model::event::{Event, EventBody, NewEvent};
use model::{Actor, CaseId, CustomerId};
use sla::{Clock, Effect, Rule, State, Target};
use store::case::{self, Case};
use store::case_clock::{self, CaseClock};
use store::{StoreError, Tx, customer, sla_rule};

use super::escalate::Callers;
use super::fold;
use super::keeper::News;
use super::settings::{Settings, read};
use super::terms::{Facts, Terms, nothing};
use crate::failure::Failure;

/// Whether another policy may fit the case after an event.
pub(super) const fn moves(body: &EventBody) -> bool {
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

/// Whose rank may be another one after an event that is about no case.
pub(super) fn ranks(event: &Event) -> Option<CustomerId> {
    match &event.body {
        EventBody::CustomerUpdated { fields } if fields.iter().any(|field| field == "rank") => {
            event.customer
        }
        EventBody::CustomerAbsorbed { .. }
        | EventBody::CustomerMerged { .. }
        | EventBody::CustomerParted { .. }
        | EventBody::CustomerErased { .. } => event.customer,
        _ => None,
    }
}

/// The clock of one case while it is being told.
struct Held {
    clock: Clock,
    row: CaseClock,
    rule: Rule,
    terms: Option<Terms>,
    /// What the clock says.
    out: Vec<Effect>,
    /// How many of them were over when the promise began to hold: nobody is called for those.
    over: usize,
}

/// Cases that are at hand, with the ranks of their customers where a policy looks at them.
struct Cases {
    cases: HashMap<CaseId, Case>,
    ranks: HashMap<CustomerId, String>,
}

impl Cases {
    async fn read(tx: &Tx<'_>, ids: &[CaseId], settings: &Settings) -> Result<Self, StoreError> {
        let found = case::many(tx, ids).await?;
        let mut cases = Self {
            cases: found.into_iter().map(|case| (case.id, case)).collect(),
            ranks: [].into(),
        };
        if settings.looks_at_ranks() {
            let ids: HashSet<_> = cases.cases.values().map(|case| case.customer).collect();
            let ids: Vec<_> = ids.into_iter().collect();
            let leaders = customer::leaders(tx, &ids).await?;
            cases.ranks = leaders.into_iter().map(|(record, led)| (record, led.rank)).collect();
        }
        Ok(cases)
    }

    fn facts<'c>(&'c self, case: &'c Case) -> Facts<'c> {
        Facts {
            queue: case.queue,
            category: case.category,
            channel: case.channel,
            rank: self.ranks.get(&case.customer).map_or("", String::as_str),
            priority: case.priority,
        }
    }
}

/// Tells clocks what happened, and asks them what time has brought until an instant.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    news: News,
    settings: &Settings,
    until: Timestamp,
) -> Result<(), StoreError> {
    let led = of_customers(tx, &news, settings).await?;
    let own = news.events.iter().filter_map(|event| event.case);
    let ids: HashSet<CaseId> =
        own.chain(news.ticks.iter().copied()).chain(led.values().flatten().copied()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let mut held = read_clocks(tx, &ids).await?;
    let cases = Cases::read(tx, &ids, settings).await?;
    for event in &news.events {
        let others = ranks(event).and_then(|customer| led.get(&customer)).into_iter().flatten();
        for id in event.case.iter().chain(others) {
            let Some(case) = cases.cases.get(id) else { continue };
            tell(tx, (&mut held, case), (event, &cases), settings).await?;
        }
    }
    for case in news.ticks {
        if let Some(held) = held.get_mut(&case) {
            held.clock.tick(until, &held.rule, &mut held.out);
        }
    }
    let mut callers = Callers::default();
    for (id, held) in held {
        let Some(case) = cases.cases.get(&id) else { continue };
        save(tx, case, held, &mut callers).await?;
    }
    Ok(())
}

/// The open cases of customers whose rank may be another one.
async fn of_customers(
    tx: &Tx<'_>,
    news: &News,
    settings: &Settings,
) -> Result<HashMap<CustomerId, Vec<CaseId>>, StoreError> {
    if !settings.looks_at_ranks() {
        return Ok(HashMap::new());
    }
    let customers: HashSet<CustomerId> = news.events.iter().filter_map(ranks).collect();
    let mut led: HashMap<CustomerId, Vec<CaseId>> = HashMap::new();
    for customer in customers {
        let records = customer::group(tx, customer).await?;
        let records: Vec<CustomerId> = records.into_iter().map(|record| record.id).collect();
        let open = case::open_of_customers(tx, &records).await?;
        led.insert(customer, open.into_iter().map(|case| case.id).collect());
    }
    Ok(led)
}

async fn tell(
    tx: &mut Tx<'_>,
    (clocks, case): (&mut HashMap<CaseId, Held>, &Case),
    (event, cases): (&Event, &Cases),
    settings: &Settings,
) -> Result<(), StoreError> {
    let held = match clocks.entry(case.id) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(_) if settings.is_empty() => return Ok(()),
        Entry::Vacant(place) => place.insert(begin(tx, event, case).await?),
    };
    if held.row.seq >= event.seq {
        return Ok(());
    }
    if event.case.is_some() {
        held.row.seq = event.seq;
        if let Some(input) = fold::input(event) {
            held.clock.step(event.at, input, &held.rule, &mut held.out);
        }
        if !moves(&event.body) {
            return Ok(());
        }
    } else if held.row.seq == 0 {
        // Opened later than this, where the reader has not got to yet.
        return Ok(());
    }
    choose(tx, held, (case, &cases.facts(case)), settings, event).await
}

/// Applies changed settings to some open cases.
pub(super) async fn judge(
    tx: &mut Tx<'_>,
    ids: &[CaseId],
    settings: &Settings,
    cause: &Event,
) -> Result<(), StoreError> {
    let mut clocks = read_clocks(tx, ids).await?;
    let cases = Cases::read(tx, ids, settings).await?;
    let mut callers = Callers::default();
    for case in cases.cases.values() {
        let mut held = match clocks.remove(&case.id) {
            Some(held) => held,
            None if settings.is_empty() => continue,
            None => begin(tx, cause, case).await?,
        };
        if held.row.seq == 0 {
            // Opened after the settings changed, where this reader has not got to yet.
            continue;
        }
        choose(tx, &mut held, (case, &cases.facts(case)), settings, cause).await?;
        save(tx, case, held, &mut callers).await?;
    }
    Ok(())
}

async fn read_clocks(tx: &Tx<'_>, ids: &[CaseId]) -> Result<HashMap<CaseId, Held>, StoreError> {
    let rows = case_clock::many(tx, ids).await?;
    let wanted: Vec<_> = rows.iter().filter_map(|row| row.rule).collect();
    let rules = fold::rules(tx, &wanted).await?;
    let mut clocks = HashMap::with_capacity(rows.len());
    for row in rows {
        let known = row.rule.and_then(|id| rules.get(&id)).cloned();
        let (rule, terms) = known.map_or_else(|| (nothing(), None), |(r, t)| (r, Some(t)));
        let clock = read(row.clock.clone())?;
        clocks.insert(row.case, Held { clock, row, rule, terms, out: Vec::new(), over: 0 });
    }
    Ok(clocks)
}

/// The clock of a case that has none: at its beginning, or from the log when the case is older than
/// the tenant's first policy or its clock was lost. It has heard nothing when the case is not on
/// the log yet.
async fn begin(tx: &Tx<'_>, event: &Event, case: &Case) -> Result<Held, StoreError> {
    let before = match fold::beginning(event) {
        Some(clock) => fold::Recomputed { clock, seq: event.seq - 1, ..Default::default() },
        None => fold::recompute_before(tx, case.id, event).await?,
    };
    let known = match before.rule {
        Some(id) => fold::rules(tx, &[id]).await?.remove(&id),
        None => None,
    };
    let (rule, terms) =
        known.map_or_else(|| (nothing(), None), |(rule, terms)| (rule, Some(terms)));
    let row = CaseClock {
        case: case.id,
        rule: before.rule,
        clock: serde_json::Value::Null,
        next_report: None,
        due: None,
        warned: false,
        breached: false,
        seq: before.seq,
    };
    Ok(Held { clock: before.clock, row, rule, terms, out: Vec::new(), over: 0 })
}

/// Applies the policy that fits the case now.
async fn choose(
    tx: &mut Tx<'_>,
    held: &mut Held,
    (case, facts): (&Case, &Facts<'_>),
    settings: &Settings,
    cause: &Event,
) -> Result<(), StoreError> {
    let chosen = settings.choose(facts)?;
    let id = match &chosen {
        Some(chosen) => {
            let (policy, json) = (chosen.policy, chosen.json.clone());
            Some(sla_rule::of_terms(tx, policy, &chosen.digest, json).await?)
        }
        None => None,
    };
    if id == held.row.rule {
        return Ok(());
    }
    let terms = chosen.map(|chosen| chosen.terms.clone());
    let rule = terms.as_ref().map_or_else(|| Ok(nothing()), Terms::rule)?;
    let before = held.row.rule.map(|_| &held.rule);
    fold::turn(&mut held.clock, cause.at, (before, &rule), &mut held.out);
    if held.row.rule.is_none() {
        held.over = held.out.len();
    }
    (held.row.rule, held.rule, held.terms) = (id, rule, terms);
    let body = EventBody::SlaApplied { rule: id, cause: cause.seq, since: cause.at };
    tx.append(about(case, body)).await?;
    Ok(())
}

fn about(case: &Case, body: EventBody) -> NewEvent {
    NewEvent {
        customer: Some(case.customer),
        case: Some(case.id),
        interaction: None,
        actor: Actor::System,
        body,
    }
}

async fn save(
    tx: &mut Tx<'_>,
    case: &Case,
    held: Held,
    callers: &mut Callers,
) -> Result<(), StoreError> {
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
    for effect in &held.out {
        tx.append(about(case, fold::told(effect))).await?;
    }
    if row.due != before.due && held.out.is_empty() {
        // Desks show it; what the clock says above tells them as well.
        let (target, at) = row.due.unzip();
        tx.append(about(case, EventBody::SlaDue { target, at })).await?;
    }
    if row != before {
        case_clock::put(tx, &row).await?;
    }
    if let Some(terms) = held.terms.filter(|_| case.status.is_open()) {
        let fresh = held.out.into_iter().skip(held.over);
        let open: Vec<Effect> = fresh.filter(|effect| still_open(&held.clock, effect)).collect();
        callers.carry_out(tx, case.id, &open, terms.escalation).await.map_err(stored)?;
    }
    Ok(())
}

fn stored(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        other => StoreError::Other(Problem::from(other).to_string()),
    }
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
