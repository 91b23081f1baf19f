//! The slow, obviously right model: it walks from minute to minute and asks of each whether it
//! counts. Everything in it happens at whole minutes.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use sla::{Effect, HolidayRule, Hours, Input, Target, Targets, holiday};

/// Hours and promises of a stretch of the model's time.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) hours: Hours,
    pub(crate) targets: Targets,
}

/// What happens at a minute.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Step(Input),
    Change(Box<Terms>),
}

/// The periods of a day and of the day before it, so that they are looked up once a day.
struct Today {
    date: Date,
    today: Vec<(i32, i32)>,
    yesterday: Vec<(i32, i32)>,
}

impl Today {
    fn of(hours: &Hours, date: Date) -> Self {
        let yesterday = periods(hours, date.yesterday().unwrap());
        Self { date, today: periods(hours, date), yesterday }
    }

    /// Whether the minute that begins at a civil time is open.
    fn open(&self, at: DateTime) -> bool {
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        let within = |periods: &[(i32, i32)], minute: i32| {
            periods.iter().any(|(from, to)| (*from..*to).contains(&minute))
        };
        within(&self.today, minute) || within(&self.yesterday, minute + 1_440)
    }
}

fn periods(hours: &Hours, date: Date) -> Vec<(i32, i32)> {
    let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
    let day = match (hours.days.get(&date), &hours.holidays, holiday(date)) {
        (Some(day), _, _) => day.clone(),
        (None, HolidayRule::Closed, Some(_)) => return vec![],
        (None, HolidayRule::Hours(day), Some(_)) => day.clone(),
        _ => hours.week[at].clone(),
    };
    day.periods().iter().map(|p| (i32::from(p.from()), i32::from(p.to()))).collect()
}

#[derive(Clone, Copy, Default)]
struct Watch {
    running: bool,
    held: bool,
    /// Minutes counted.
    spent: i64,
    warned: bool,
    broken: bool,
    /// The goal was reached at this minute (as a number of the walk); what comes later is late.
    warn_at: Option<i64>,
    due_at: Option<i64>,
}

/// Tells a history as effects. `happenings` are minutes after `begin`, in order.
pub(crate) fn tell(
    begin: DateTime,
    by_customer: bool,
    mut terms: Terms,
    happenings: &[(i64, Happening)],
    end: i64,
    instant: impl Fn(i64) -> jiff::Timestamp,
) -> Vec<Effect> {
    let mut watches: BTreeMap<Target, Watch> =
        Target::ALL.iter().map(|target| (*target, Watch::default())).collect();
    let mut out = Vec::new();
    let start = |watch: &mut Watch| *watch = Watch { running: true, ..Watch::default() };
    start(watches.get_mut(&Target::Resolution).unwrap());
    if by_customer {
        start(watches.get_mut(&Target::FirstResponse).unwrap());
    }
    let mut happenings = happenings.iter().peekable();
    let mut today = Today::of(&terms.hours, begin.date());
    for minute in 0..=end {
        report(&mut watches, minute, &mut out, &instant);
        while let Some((_, what)) = happenings.next_if(|(when, _)| *when == minute) {
            match what {
                Happening::Step(input) => happen(&mut watches, *input, minute, &mut out, &instant),
                Happening::Change(new) => {
                    terms = (**new).clone();
                    today = Today::of(&terms.hours, today.date);
                    for (target, watch) in &mut watches {
                        let Some(goal) = terms.targets.goal(*target) else {
                            (watch.warned, watch.broken) = (false, false);
                            continue;
                        };
                        watch.warned &= watch.spent * 100
                            >= i64::from(goal.minutes) * i64::from(goal.warn_percent);
                        watch.broken &= watch.spent >= i64::from(goal.minutes);
                    }
                }
            }
            mark(&mut watches, &terms.targets, minute);
        }
        mark(&mut watches, &terms.targets, minute);
        let civil = begin.checked_add(jiff::Span::new().minutes(minute)).unwrap();
        if civil.date() != today.date {
            today = Today::of(&terms.hours, civil.date());
        }
        if today.open(civil) {
            for watch in watches.values_mut().filter(|watch| watch.running && !watch.held) {
                watch.spent += 1;
            }
        }
    }
    out
}

/// Notes the minute at which a part of a goal has been spent.
fn mark(watches: &mut BTreeMap<Target, Watch>, targets: &Targets, minute: i64) {
    for (target, watch) in watches {
        let counts = watch.running && !watch.held;
        let goal = targets.goal(*target).filter(|_| counts);
        let reached = |part: i64| {
            goal.is_some_and(|goal| watch.spent * 100 >= i64::from(goal.minutes) * part)
        };
        let percent = goal.map_or(0, |goal| i64::from(goal.warn_percent));
        let (warn, due) = (reached(percent), reached(100));
        watch.warn_at = if warn { watch.warn_at.or(Some(minute)) } else { None };
        watch.due_at = if due { watch.due_at.or(Some(minute)) } else { None };
    }
}

/// Says what was reached in an earlier minute.
fn report(
    watches: &mut BTreeMap<Target, Watch>,
    minute: i64,
    out: &mut Vec<Effect>,
    instant: &impl Fn(i64) -> jiff::Timestamp,
) {
    let mut found = Vec::new();
    for (target, watch) in watches {
        if let Some(at) = watch.warn_at.filter(|at| *at < minute && !watch.warned) {
            watch.warned = true;
            found.push((at, Effect::Warned { target: *target, at: instant(at) }));
        }
        if let Some(at) = watch.due_at.filter(|at| *at < minute && !watch.broken) {
            watch.broken = true;
            found.push((at, Effect::Breached { target: *target, at: instant(at) }));
        }
    }
    out.extend(found.into_iter().map(|(_, effect)| effect));
}

fn happen(
    watches: &mut BTreeMap<Target, Watch>,
    input: Input,
    minute: i64,
    out: &mut Vec<Effect>,
    instant: &impl Fn(i64) -> jiff::Timestamp,
) {
    let mut stop = |target: Target, fulfilled: bool| {
        let watch = watches.get_mut(&target).unwrap();
        if watch.running {
            watch.running = false;
            watch.held = false;
            let spent = jiff::SignedDuration::from_mins(watch.spent);
            out.push(Effect::Stopped {
                target,
                at: instant(minute),
                spent,
                late: watch.broken,
                fulfilled,
            });
        }
    };
    match input {
        Input::CentreAnswered => {
            stop(Target::FirstResponse, true);
            stop(Target::NextResponse, true);
        }
        Input::Resolved => {
            stop(Target::FirstResponse, false);
            stop(Target::NextResponse, false);
            stop(Target::Resolution, true);
        }
        Input::CustomerWrote => {
            let asked = watches[&Target::FirstResponse].running;
            let next = watches.get_mut(&Target::NextResponse).unwrap();
            if !asked && !next.running {
                *next = Watch { running: true, ..Watch::default() };
            }
        }
        Input::Held | Input::Resumed => {
            let resolution = watches.get_mut(&Target::Resolution).unwrap();
            resolution.held = resolution.running && input == Input::Held;
        }
        Input::Reopened => {
            let resolution = watches.get_mut(&Target::Resolution).unwrap();
            resolution.running = true;
        }
    }
}
