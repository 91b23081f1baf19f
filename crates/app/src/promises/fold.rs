//! From the events of a case to its clock. Live and recomputed figures come from the same function.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use model::event::{Event, EventBody};
use model::{Actor, CaseId, CaseStatus, SlaRuleId, SlaTarget};
use sla::{Clock, Effect, Input, Rule, Target};
use store::{Scope, StoreError, log, sla_rule};

use super::settings;
use super::terms::{self, Terms};

/// Events of a case read at once.
const PAGE: u64 = 500;

/// Other promises hold from an instant on; `before` is absent where nothing was promised.
pub(super) fn turn(
    clock: &mut Clock,
    at: Timestamp,
    (before, after): (Option<&Rule>, &Rule),
    out: &mut Vec<Effect>,
) {
    match before {
        Some(before) => clock.change(at, before, after, out),
        None => clock.adopt(at, after, out),
    }
}

/// What an event means to a clock; `None` for most.
#[must_use]
pub fn input(event: &Event) -> Option<Input> {
    match event.body {
        EventBody::MessageReceived { automatic, .. } => {
            (!automatic).then_some(Input::CustomerWrote)
        }
        // What was not answered there is not answered here.
        EventBody::CaseJoined { unanswered, .. } | EventBody::CaseSplit { unanswered, .. } => {
            unanswered.then_some(Input::CustomerWrote)
        }
        // An automatic greeting is no answer.
        EventBody::MessageSent { .. } if matches!(event.actor, Actor::User { .. }) => {
            Some(Input::CentreAnswered)
        }
        EventBody::CaseStatusChanged { from, to } => match (from, to) {
            (_, CaseStatus::Resolved) => Some(Input::Resolved),
            (_, CaseStatus::Reopened) => Some(Input::Reopened),
            (_, CaseStatus::PendingCustomer) => Some(Input::Held),
            (CaseStatus::PendingCustomer, _) => Some(Input::Resumed),
            _ => None,
        },
        _ => None,
    }
}

/// The clock with which a case begins, if this is its beginning.
#[must_use]
pub fn beginning(event: &Event) -> Option<Clock> {
    let by_customer = !matches!(event.actor, Actor::User { .. });
    matches!(event.body, EventBody::CaseOpened { .. }).then(|| Clock::opened(event.at, by_customer))
}

/// What a clock says, as an event.
#[must_use]
pub fn told(effect: &Effect) -> EventBody {
    match *effect {
        Effect::Warned { target, at } => EventBody::SlaWarned { target: named(target), at },
        Effect::Breached { target, at } => EventBody::SlaBreached { target: named(target), at },
        Effect::Stopped { target, at, spent, late, fulfilled } => EventBody::SlaStopped {
            target: named(target),
            at,
            spent_ms: i64::try_from(spent.as_millis()).unwrap_or(i64::MAX),
            late,
            fulfilled,
        },
    }
}

/// The name of a promise outside the engine.
#[must_use]
pub const fn named(target: Target) -> SlaTarget {
    match target {
        Target::FirstResponse => SlaTarget::FirstResponse,
        Target::NextResponse => SlaTarget::NextResponse,
        Target::Resolution => SlaTarget::Resolution,
    }
}

/// Rules by id, ready to compute with.
pub async fn rules(
    scope: &Scope<'_>,
    ids: &[SlaRuleId],
) -> Result<HashMap<SlaRuleId, (Rule, Terms)>, StoreError> {
    let mut found = HashMap::new();
    for stored in sla_rule::many(scope, ids).await? {
        let terms: Terms = settings::read(stored.terms)?;
        found.insert(stored.id, (terms.rule()?, terms));
    }
    Ok(found)
}

/// A case's figures, computed from its events alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recomputed {
    /// How its promises stand.
    pub clock: Clock,
    /// What holds for it.
    pub rule: Option<SlaRuleId>,
    /// Everything the clock said.
    pub told: Vec<EventBody>,
    /// Position of the last event.
    pub seq: i64,
}

/// Computes a case's figures from the log, up to an instant: reports that fall before it are
/// among them.
///
/// # Errors
/// Those of the store.
pub async fn recompute(
    scope: &Scope<'_>,
    case: CaseId,
    until: Timestamp,
) -> Result<Recomputed, StoreError> {
    let events = all_events(scope, case).await?;
    let (mut state, mut out, last) = over(scope, &events).await?;
    state.clock.tick(until, &last, &mut out);
    state.told = out.iter().map(told).collect();
    Ok(state)
}

/// How the promises of a case stood before an event.
///
/// # Errors
/// Those of the store.
pub(super) async fn recompute_before(
    scope: &Scope<'_>,
    case: CaseId,
    event: &Event,
) -> Result<Recomputed, StoreError> {
    let mut events = all_events(scope, case).await?;
    events.retain(|heard| match heard.body {
        // Written after what caused it, perhaps long after.
        EventBody::SlaApplied { cause, .. } => cause < event.seq,
        _ => heard.seq < event.seq,
    });
    Ok(over(scope, &events).await?.0)
}

/// Folds events, oldest first; with what the clock said and the rule in force at the end.
async fn over(
    scope: &Scope<'_>,
    events: &[Event],
) -> Result<(Recomputed, Vec<Effect>, Rule), StoreError> {
    let mut applied = Applied::new();
    for event in events {
        if let EventBody::SlaApplied { rule, cause, since } = event.body {
            applied.entry(cause).or_default().push((rule, since));
        }
    }
    let ids: Vec<SlaRuleId> = applied.values().flatten().filter_map(|(rule, _)| *rule).collect();
    let mut folding = Folding {
        rules: rules(scope, &ids).await?.into_iter().map(|(id, (rule, _))| (id, rule)).collect(),
        nothing: terms::nothing(),
        state: Recomputed::default(),
        out: Vec::new(),
    };
    for event in events {
        // Settings that changed between two events of the case.
        let later = applied.split_off(&event.seq);
        folding.apply(std::mem::replace(&mut applied, later));
        folding.hear(event);
        let here = applied.remove(&event.seq).map(|held| Applied::from([(event.seq, held)]));
        folding.apply(here.unwrap_or_default());
    }
    folding.apply(applied);
    let last = folding.rule(folding.state.rule).clone();
    Ok((folding.state, folding.out, last))
}

/// What began to hold, and since when, by the position of its cause.
type Applied = BTreeMap<i64, Vec<(Option<SlaRuleId>, Timestamp)>>;

struct Folding {
    rules: HashMap<SlaRuleId, Rule>,
    nothing: Rule,
    state: Recomputed,
    out: Vec<Effect>,
}

impl Folding {
    fn rule(&self, id: Option<SlaRuleId>) -> &Rule {
        id.and_then(|id| self.rules.get(&id)).unwrap_or(&self.nothing)
    }

    fn hear(&mut self, event: &Event) {
        self.state.seq = event.seq;
        if let Some(clock) = beginning(event) {
            self.state.clock = clock;
        } else if let Some(input) = input(event) {
            let rule = self.state.rule.and_then(|id| self.rules.get(&id)).unwrap_or(&self.nothing);
            self.state.clock.step(event.at, input, rule, &mut self.out);
        }
    }

    fn apply(&mut self, applied: Applied) {
        for (id, since) in applied.into_values().flatten() {
            let of = |id: Option<SlaRuleId>| {
                id.and_then(|id| self.rules.get(&id)).unwrap_or(&self.nothing)
            };
            let before = self.state.rule.map(|_| of(self.state.rule));
            turn(&mut self.state.clock, since, (before, of(id)), &mut self.out);
            self.state.rule = id;
        }
    }
}

async fn all_events(scope: &Scope<'_>, case: CaseId) -> Result<Vec<Event>, StoreError> {
    let (mut events, mut before) = (Vec::new(), None);
    loop {
        let page = log::tail::of_case(scope, case, before, PAGE).await?;
        let last = page.last().map(|event| event.seq);
        events.extend(page);
        if last.is_none() {
            break;
        }
        before = last;
    }
    events.reverse();
    Ok(events)
}

#[cfg(test)]
mod tests {
    use model::{EventId, MessageId};

    use super::*;

    #[test]
    fn nobody_waits_for_an_answer_to_a_machine() {
        let received = |automatic| Event {
            seq: 1,
            id: EventId::from_u128(1),
            customer: None,
            case: Some(CaseId::from_u128(2)),
            interaction: None,
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::Customer,
            body: EventBody::MessageReceived { message: MessageId::from_u128(3), automatic },
        };
        assert_eq!(input(&received(false)), Some(Input::CustomerWrote));
        assert_eq!(input(&received(true)), None);
    }
}
