//! The clock of one case.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::rule::{Goal, Rule, Target};

/// What happened in a case, as far as its promises are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The customer wrote or called.
    CustomerWrote,
    /// The centre answered.
    CentreAnswered,
    /// The centre waits for the customer.
    Held,
    /// The centre goes on.
    Resumed,
    /// The case is resolved.
    Resolved,
    /// A resolved case begins again.
    Reopened,
}

/// What a clock has to say; each at the instant at which it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// The warning's part of a goal has been spent.
    Warned {
        /// Of which promise.
        target: Target,
        /// When.
        at: Timestamp,
    },
    /// A promise was not kept.
    Breached {
        /// Which.
        target: Target,
        /// When it fell due.
        at: Timestamp,
    },
    /// What was promised happened, or nothing more is to be waited for.
    Stopped {
        /// Which promise.
        target: Target,
        /// When.
        at: Timestamp,
        /// Business time it took.
        spent: SignedDuration,
        /// Whether it was late.
        late: bool,
        /// Whether it happened; `false` when a case was resolved without an answer.
        fulfilled: bool,
    },
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is waited for.
    #[default]
    Idle,
    /// Time counts since then.
    Running(Timestamp),
    /// Time does not count at present.
    Held,
}

/// One promise of a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Whether its time counts.
    pub state: State,
    /// Business time spent before [`State::Running`]'s instant.
    pub spent: SignedDuration,
    /// Somebody was warned in this round.
    pub warned: bool,
    /// The promise was broken in this round.
    pub breached: bool,
    /// How the last round ended: with what was waited for, or because the case was resolved
    /// without; none has ended when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled: Option<bool>,
}

/// The promises of one case. It is a fold: [`Clock::opened`], then what happened, in order.
///
/// A promise falls due at the first instant at which its goal has been spent; what happens at that
/// instant is in time, whatever happens later is late, be it in business hours or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    first: Measure,
    next: Measure,
    resolution: Measure,
}

impl Measure {
    const fn begin(at: Timestamp) -> Self {
        let spent = SignedDuration::ZERO;
        Self { state: State::Running(at), spent, warned: false, breached: false, fulfilled: None }
    }

    /// Business time spent until an instant.
    #[must_use]
    pub fn spent_by(&self, at: Timestamp, rule: &Rule) -> SignedDuration {
        match self.state {
            State::Running(since) => self.spent.saturating_add(rule.calendar.spent(since, at)),
            State::Idle | State::Held => self.spent,
        }
    }

    /// When so much business time will have been spent, if time counts.
    fn reaches(&self, goal: SignedDuration, rule: &Rule) -> Option<Timestamp> {
        let State::Running(since) = self.state else { return None };
        rule.calendar.after(since, goal.saturating_sub(self.spent))
    }

    /// When the promise falls due, if time counts.
    #[must_use]
    pub fn due(&self, goal: Goal, rule: &Rule) -> Option<Timestamp> {
        self.reaches(goal.span(), rule)
    }

    /// Stops counting, keeping what was spent.
    fn hold(&mut self, at: Timestamp, rule: &Rule) {
        if matches!(self.state, State::Running(_)) {
            self.spent = self.spent_by(at, rule);
            self.state = State::Held;
        }
    }

    const fn resume(&mut self, at: Timestamp) {
        if matches!(self.state, State::Held) {
            self.state = State::Running(at);
        }
    }
}

impl Clock {
    /// A case begins; `by_customer` is false when the centre turned to the customer, who then waits
    /// for no first response.
    #[must_use]
    pub fn opened(at: Timestamp, by_customer: bool) -> Self {
        let first = if by_customer { Measure::begin(at) } else { Measure::default() };
        Self { first, next: Measure::default(), resolution: Measure::begin(at) }
    }

    /// How a promise stands.
    #[must_use]
    pub const fn measure(&self, target: Target) -> &Measure {
        match target {
            Target::FirstResponse => &self.first,
            Target::NextResponse => &self.next,
            Target::Resolution => &self.resolution,
        }
    }

    const fn measure_mut(&mut self, target: Target) -> &mut Measure {
        match target {
            Target::FirstResponse => &mut self.first,
            Target::NextResponse => &mut self.next,
            Target::Resolution => &mut self.resolution,
        }
    }

    /// When a promise falls due, if its time counts and something is promised.
    #[must_use]
    pub fn due(&self, target: Target, rule: &Rule) -> Option<Timestamp> {
        self.measure(target).due(rule.targets.goal(target)?, rule)
    }

    /// Something happened. `rule` is what has been in force since the last call.
    pub fn step(&mut self, at: Timestamp, input: Input, rule: &Rule, out: &mut Vec<Effect>) {
        self.tick(at, rule, out);
        match input {
            Input::CustomerWrote => self.customer_wrote(at),
            Input::CentreAnswered => {
                self.stop(Target::FirstResponse, at, rule, true, out);
                self.stop(Target::NextResponse, at, rule, true, out);
            }
            Input::Held => self.resolution.hold(at, rule),
            Input::Resumed => self.resolution.resume(at),
            Input::Resolved => {
                self.stop(Target::FirstResponse, at, rule, false, out);
                self.stop(Target::NextResponse, at, rule, false, out);
                self.stop(Target::Resolution, at, rule, true, out);
            }
            Input::Reopened => {
                if self.resolution.state == State::Idle {
                    self.resolution.state = State::Running(at);
                }
            }
        }
    }

    /// Other promises or other hours hold from an instant on. What was spent stays spent; a goal
    /// that is longer now may be broken, and warned of, once more.
    pub fn change(&mut self, at: Timestamp, old: &Rule, new: &Rule, out: &mut Vec<Effect>) {
        self.tick(at, old, out);
        for target in Target::ALL {
            let goal = new.targets.goal(target);
            let measure = self.measure_mut(target);
            if let State::Running(_) = measure.state {
                measure.spent = measure.spent_by(at, old);
                measure.state = State::Running(at);
            }
            let within = |part: fn(Goal) -> SignedDuration| {
                goal.is_none_or(|goal| measure.spent < part(goal))
            };
            let (unwarned, unbroken) = (within(Goal::warning), within(Goal::span));
            measure.warned &= !unwarned;
            measure.breached &= !unbroken;
        }
    }

    /// Promises hold where none did, from an instant on. Time that began to count before counts by
    /// the new hours from its beginning: nothing said before which hours were in force. What is
    /// over by then is reported at once; nobody could have been warned of it.
    pub fn adopt(&mut self, at: Timestamp, new: &Rule, out: &mut Vec<Effect>) {
        for target in Target::ALL {
            let measure = self.measure_mut(target);
            measure.warned = false;
            measure.breached = false;
        }
        self.tick(at, new, out);
    }

    /// Reports what has happened before `at`. The effects are the same however often it is called.
    pub fn tick(&mut self, at: Timestamp, rule: &Rule, out: &mut Vec<Effect>) {
        let mut found = Vec::new();
        for target in Target::ALL {
            let Some(goal) = rule.targets.goal(target) else { continue };
            let measure = self.measure_mut(target);
            if !measure.warned
                && let Some(when) = measure.reaches(goal.warning(), rule)
                && when < at
            {
                measure.warned = true;
                found.push((when, Effect::Warned { target, at: when }));
            }
            if !measure.breached
                && let Some(when) = measure.due(goal, rule)
                && when < at
            {
                measure.breached = true;
                found.push((when, Effect::Breached { target, at: when }));
            }
        }
        // Stable: of one instant, warnings come before breaches and targets in their order.
        found.sort_by_key(|(when, _)| *when);
        out.extend(found.into_iter().map(|(_, effect)| effect));
    }

    /// When [`Clock::tick`] will have something to report next: call it just after.
    #[must_use]
    pub fn next_report(&self, rule: &Rule) -> Option<Timestamp> {
        let reports = Target::ALL.iter().filter_map(|&target| {
            let goal = rule.targets.goal(target)?;
            let measure = self.measure(target);
            let warns = (!measure.warned).then(|| measure.reaches(goal.warning(), rule)).flatten();
            let due = (!measure.breached).then(|| measure.due(goal, rule)).flatten();
            warns.into_iter().chain(due).min()
        });
        reports.min()
    }

    const fn customer_wrote(&mut self, at: Timestamp) {
        let asked = matches!(self.first.state, State::Running(_));
        if !asked && matches!(self.next.state, State::Idle) {
            self.next = Measure::begin(at);
        }
    }

    fn stop(
        &mut self,
        target: Target,
        at: Timestamp,
        rule: &Rule,
        fulfilled: bool,
        out: &mut Vec<Effect>,
    ) {
        let measure = self.measure_mut(target);
        if measure.state == State::Idle {
            return;
        }
        measure.spent = measure.spent_by(at, rule);
        measure.state = State::Idle;
        measure.fulfilled = Some(fulfilled);
        let (spent, late) = (measure.spent, measure.breached);
        out.push(Effect::Stopped { target, at, spent, late, fulfilled });
    }
}
