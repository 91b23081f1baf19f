//! Random histories: the live clock, the clock fed again from the log, and the model agree.

use jiff::{Span, Timestamp, civil::date};
use proptest::prelude::*;
use sla::{Calendar, Clock, Effect, Goal, Hours, Input, Rule, Targets};

use crate::calendars::{hours, japan};
use crate::model::{Happening, Terms, tell};

/// Minutes of a history: twelve days.
const LENGTH: i64 = 12 * 24 * 60;

fn some_hours() -> impl Strategy<Value = Hours> {
    proptest::sample::select(vec!["office", "shop", "night", "late", "always"]).prop_map(hours)
}

fn goal() -> impl Strategy<Value = Option<Goal>> {
    let percent = proptest::sample::select(vec![50_u8, 80]);
    // Multiples of ten minutes, so that the warning's part is a whole minute.
    proptest::option::weighted(0.8, (1_u32..200, percent))
        .prop_map(|goal| goal.map(|(tens, warn_percent)| Goal { minutes: tens * 10, warn_percent }))
}

fn terms() -> impl Strategy<Value = Terms> {
    let targets =
        (goal(), goal(), goal()).prop_map(|(first_response, next_response, resolution)| Targets {
            first_response,
            next_response,
            resolution,
        });
    (some_hours(), targets).prop_map(|(hours, targets)| Terms { hours, targets })
}

fn happening() -> impl Strategy<Value = Happening> {
    let inputs = vec![
        Input::CustomerWrote,
        Input::CentreAnswered,
        Input::Held,
        Input::Resumed,
        Input::Resolved,
        Input::Reopened,
    ];
    prop_oneof![
        6 => proptest::sample::select(inputs).prop_map(Happening::Step),
        1 => terms().prop_map(|terms| Happening::Change(Box::new(terms))),
    ]
}

fn rule(terms: &Terms) -> Rule {
    Rule { calendar: Calendar::new(terms.hours.clone(), japan()), targets: terms.targets }
}

/// Feeds the clock; `ticks` are further minutes at which it is asked for news.
fn fold(
    (begin, by_customer): (Timestamp, bool),
    first: &Terms,
    happenings: &[(i64, Happening)],
    ticks: &[i64],
) -> (Clock, Vec<Effect>) {
    let at = |minute: i64| begin + Span::new().minutes(minute);
    let (mut clock, mut now) = (Clock::opened(begin, by_customer), rule(first));
    let (mut out, mut ticks) = (Vec::new(), ticks.iter().peekable());
    for (minute, what) in happenings {
        while let Some(tick) = ticks.next_if(|tick| *tick <= minute) {
            clock.tick(at(*tick), &now, &mut out);
        }
        match what {
            Happening::Step(input) => clock.step(at(*minute), *input, &now, &mut out),
            Happening::Change(terms) => {
                let new = rule(terms);
                clock.change(at(*minute), &now, &new, &mut out);
                now = new;
            }
        }
    }
    for tick in ticks {
        clock.tick(at(*tick), &now, &mut out);
    }
    clock.tick(at(LENGTH), &now, &mut out);
    (clock, out)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn live_and_recomputed_figures_agree_with_the_model(
        first in terms(),
        by_customer in any::<bool>(),
        begin in 0_i64..(3 * 365 * 24 * 60),
        mut happenings in proptest::collection::vec((0..LENGTH, happening()), 0..14),
        mut ticks in proptest::collection::vec(0..LENGTH, 0..40),
    ) {
        happenings.sort_by_key(|(minute, _)| *minute);
        ticks.sort_unstable();
        let civil = date(2025, 1, 1).at(0, 0, 0, 0) + Span::new().minutes(begin);
        let start = japan().to_timestamp(civil).unwrap();
        let at = |minute: i64| start + Span::new().minutes(minute);

        let (live, told) = fold((start, by_customer), &first, &happenings, &ticks);
        let (again, recomputed) = fold((start, by_customer), &first, &happenings, &[]);
        prop_assert_eq!(&told, &recomputed);
        prop_assert_eq!(live, again);
        let model = tell(civil, by_customer, first.clone(), &happenings, LENGTH, at);
        prop_assert_eq!(told, model);
    }

    #[test]
    fn a_report_comes_when_it_was_announced(
        terms in terms(),
        begin in 0_i64..(3 * 365 * 24 * 60),
    ) {
        let civil = date(2025, 1, 1).at(0, 0, 0, 0) + Span::new().minutes(begin);
        let start = japan().to_timestamp(civil).unwrap();
        let rule = rule(&terms);
        let mut clock = Clock::opened(start, true);
        let mut out = Vec::new();
        let mut reports = 0;
        while let Some(at) = clock.next_report(&rule) {
            clock.tick(at, &rule, &mut out);
            prop_assert_eq!(out.len(), reports, "not before it has passed");
            clock.tick(at + Span::new().microseconds(1), &rule, &mut out);
            prop_assert!(out.len() > reports, "just after it");
            reports = out.len();
        }
        let goals = [terms.targets.first_response, terms.targets.resolution];
        prop_assert_eq!(reports, goals.iter().flatten().count() * 2);
    }

    #[test]
    fn a_clock_is_kept_as_text(
        first in terms(),
        happenings in proptest::collection::vec((0..LENGTH, happening()), 0..8),
    ) {
        let start = japan().to_timestamp(date(2026, 4, 28).at(9, 0, 0, 0)).unwrap();
        let mut happenings = happenings;
        happenings.sort_by_key(|(minute, _)| *minute);
        let (clock, effects) = fold((start, true), &first, &happenings, &[]);
        let text = serde_json::to_string(&clock).unwrap();
        prop_assert_eq!(serde_json::from_str::<Clock>(&text).unwrap(), clock);
        let text = serde_json::to_string(&effects).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Effect>>(&text).unwrap(), effects);
        let text = serde_json::to_string(&first.hours).unwrap();
        prop_assert_eq!(serde_json::from_str::<Hours>(&text).unwrap(), first.hours);
    }
}
