//! Whole cases, told in lines and checked by hand. What each line brings stands under it, indented.

use jiff::Timestamp;
use sla::{Clock, Effect, Goal, Input, Rule, Target, Targets};

use crate::calendars::{at, calendar, show};

/// `office first=60 next=30 resolution=480`; warnings come after 80 percent.
fn rule(text: &str) -> Rule {
    let mut words = text.split_whitespace();
    let calendar = calendar(words.next().unwrap());
    let mut targets = Targets::default();
    for word in words {
        let (name, minutes) = word.split_once('=').unwrap();
        let goal = Some(Goal { minutes: minutes.parse().unwrap(), warn_percent: 80 });
        match name {
            "first" => targets.first_response = goal,
            "next" => targets.next_response = goal,
            "resolution" => targets.resolution = goal,
            other => panic!("no target is called {other}"),
        }
    }
    Rule { calendar, targets }
}

const fn name(target: Target) -> &'static str {
    match target {
        Target::FirstResponse => "first",
        Target::NextResponse => "next",
        Target::Resolution => "resolution",
    }
}

fn told(effect: &Effect) -> String {
    match effect {
        Effect::Warned { target, at } => format!("{} warned {}", name(*target), show(*at)),
        Effect::Breached { target, at } => format!("{} broken {}", name(*target), show(*at)),
        Effect::Stopped { target, spent, late, fulfilled, .. } => format!(
            "{} {} after {}{}",
            name(*target),
            if *fulfilled { "done" } else { "dropped" },
            spent.as_mins(),
            if *late { ", late" } else { "" }
        ),
    }
}

/// The stories tell of promises only; times are measured without them as well.
fn promised(effect: &Effect, rule: &Rule) -> bool {
    match effect {
        Effect::Stopped { target, .. } => rule.targets.goal(*target).is_some(),
        _ => true,
    }
}

/// The script with what each line brings under it.
fn play(script: &str) -> String {
    let mut clock = Clock::default();
    let mut now = rule("always");
    let mut text = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // What stands indented under a line is what is expected.
        if !line.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (when, what) = line.split_at(16);
        let (when, what) = (at(when), what.trim());
        let mut out = Vec::new();
        step(&mut clock, &mut now, (when, what), &mut out);
        text.push_str(line);
        text.push('\n');
        for effect in out.iter().filter(|effect| promised(effect, &now)) {
            text.push_str("    ");
            text.push_str(&told(effect));
            text.push('\n');
        }
    }
    text
}

fn step(clock: &mut Clock, now: &mut Rule, (at, what): (Timestamp, &str), out: &mut Vec<Effect>) {
    let input = match what.split_once(' ').unwrap_or((what, "")) {
        ("opened", text) => {
            *now = rule(text);
            *clock = Clock::opened(at, true);
            return;
        }
        ("called", text) => {
            *now = rule(text);
            *clock = Clock::opened(at, false);
            return;
        }
        ("moved", text) => {
            let new = rule(text);
            clock.change(at, now, &new, out);
            *now = new;
            return;
        }
        ("adopted", text) => {
            let new = rule(text);
            clock.adopt(at, &new, out);
            *now = new;
            return;
        }
        ("tick", _) => return clock.tick(at, now, out),
        ("customer", _) => Input::CustomerWrote,
        ("answer", _) => Input::CentreAnswered,
        ("hold", _) => Input::Held,
        ("resume", _) => Input::Resumed,
        ("resolved", _) => Input::Resolved,
        ("reopened", _) => Input::Reopened,
        other => panic!("nothing is called {other:?}"),
    };
    clock.step(at, input, now, out);
}

#[track_caller]
fn check(script: &str) {
    let expected: String = script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let indent = if line.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "    " };
            format!("{indent}{line}\n")
        })
        .collect();
    let found = play(script);
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}

#[test]
fn an_answer_in_time() {
    check(
        "2026-11-27 10:00 opened office first=60
         2026-11-27 10:20 answer
             first done after 20",
    );
}

#[test]
fn an_answer_at_the_last_instant_is_in_time_and_a_minute_later_is_late() {
    check(
        "2026-11-27 10:00 opened office first=60
         2026-11-27 11:00 answer
             first warned 2026-11-27 10:48
             first done after 60",
    );
    check(
        "2026-11-27 10:00 opened office first=60
         2026-11-27 11:01 answer
             first warned 2026-11-27 10:48
             first broken 2026-11-27 11:00
             first done after 61, late",
    );
}

#[test]
fn the_lunch_break_and_the_weekend_do_not_count() {
    check(
        "2026-11-27 11:50 opened office first=30
         2026-11-27 13:15 answer
             first warned 2026-11-27 13:14
             first done after 25",
    );
    check(
        "2026-11-27 17:50 opened office first=30
         2026-11-30 09:10 answer
             first done after 20",
    );
}

#[test]
fn an_answer_outside_business_hours_after_the_due_time_is_late() {
    check(
        "2026-11-27 17:00 opened office first=60
         2026-11-27 18:30 answer
             first warned 2026-11-27 17:48
             first broken 2026-11-27 18:00
             first done after 60, late",
    );
}

#[test]
fn a_mail_at_night_waits_from_the_morning_on() {
    check(
        "2026-11-27 02:00 opened office first=60
         2026-11-27 08:30 answer
             first done after 0",
    );
}

#[test]
fn a_long_holiday_breaks_no_promise() {
    check(
        "2026-05-01 17:30 opened office first=60 resolution=480
         2026-05-07 09:29 answer
             first warned 2026-05-07 09:18
             first done after 59
         2026-05-07 16:29 resolved
             resolution warned 2026-05-07 15:54
             resolution done after 419",
    );
}

#[test]
fn each_round_of_the_next_response_counts_by_itself() {
    check(
        "2026-11-27 10:00 opened office first=60 next=30
         2026-11-27 10:10 answer
             first done after 10
         2026-11-27 10:20 customer
         2026-11-27 10:30 customer
         2026-11-27 10:40 answer
             next done after 20
         2026-11-27 10:50 customer
         2026-11-27 11:25 answer
             next warned 2026-11-27 11:14
             next broken 2026-11-27 11:20
             next done after 35, late
         2026-11-27 11:30 customer
         2026-11-27 11:40 answer
             next done after 10",
    );
}

#[test]
fn further_words_before_the_first_answer_begin_no_round() {
    check(
        "2026-11-27 10:00 opened office first=60 next=5
         2026-11-27 10:10 customer
         2026-11-27 10:30 answer
             first done after 30
         2026-11-27 10:40 answer",
    );
}

#[test]
fn waiting_for_the_customer_does_not_count_towards_the_resolution() {
    check(
        "2026-11-27 09:00 opened office resolution=120
         2026-11-27 10:00 hold
         2026-11-30 10:00 resume
         2026-11-30 10:59 resolved
             resolution warned 2026-11-30 10:36
             resolution done after 119",
    );
}

#[test]
fn holding_twice_and_resuming_twice_changes_nothing() {
    check(
        "2026-11-27 09:00 opened office resolution=120
         2026-11-27 09:30 hold
         2026-11-27 09:40 hold
         2026-11-27 10:00 resume
         2026-11-27 10:10 resume
         2026-11-27 10:30 resolved
             resolution done after 60",
    );
}

#[test]
fn the_first_response_goes_on_while_the_case_is_held() {
    check(
        "2026-11-27 09:00 opened office first=60 resolution=60
         2026-11-27 09:10 hold
         2026-11-27 10:30 answer
             first warned 2026-11-27 09:48
             first broken 2026-11-27 10:00
             first done after 90, late",
    );
}

#[test]
fn a_resolution_while_held_counts_what_was_spent() {
    check(
        "2026-11-27 09:00 opened office resolution=60
         2026-11-27 09:30 hold
         2026-11-27 17:00 resolved
             resolution done after 30",
    );
}

#[test]
fn a_case_resolved_without_an_answer_drops_its_response() {
    check(
        "2026-11-27 09:00 opened office first=60 resolution=480
         2026-11-27 09:30 resolved
             first dropped after 30
             resolution done after 30",
    );
}

#[test]
fn a_reopened_case_goes_on_where_it_stopped() {
    check(
        "2026-11-27 09:00 opened office resolution=120
         2026-11-27 10:00 resolved
             resolution done after 60
         2026-11-30 13:00 reopened
         2026-11-30 14:30 resolved
             resolution warned 2026-11-30 13:36
             resolution broken 2026-11-30 14:00
             resolution done after 150, late",
    );
}

#[test]
fn a_customer_who_reopens_is_owed_the_next_response() {
    check(
        "2026-11-27 09:00 opened office first=60 next=60
         2026-11-27 09:10 answer
             first done after 10
         2026-11-27 09:20 resolved
         2026-11-27 17:30 reopened
         2026-11-27 17:30 customer
         2026-11-30 09:20 answer
             next warned 2026-11-30 09:18
             next done after 50",
    );
}

#[test]
fn a_case_that_the_centre_began_owes_no_first_response() {
    check(
        "2026-11-27 09:00 called office first=10 next=30
         2026-11-27 09:00 answer
         2026-11-27 11:00 customer
         2026-11-27 11:20 answer
             next done after 20",
    );
}

#[test]
fn a_handed_over_case_keeps_what_it_spent_and_counts_the_new_hours() {
    check(
        "2026-11-27 17:30 opened office first=60
         2026-11-27 18:15 moved shop first=60
         2026-11-27 18:50 answer
             first warned 2026-11-27 18:33
             first broken 2026-11-27 18:45
             first done after 65, late",
    );
}

#[test]
fn a_hand_over_into_a_department_with_longer_promises_gives_time() {
    check(
        "2026-11-27 09:00 opened office first=60 resolution=120
         2026-11-27 11:00 moved office first=180 resolution=960
             first warned 2026-11-27 09:48
             first broken 2026-11-27 10:00
             resolution warned 2026-11-27 10:36
         2026-11-27 11:50 answer
             first warned 2026-11-27 11:24
             first done after 170",
    );
}

#[test]
fn a_hand_over_into_shorter_promises_breaks_them_at_once() {
    check(
        "2026-11-27 09:00 opened office first=480
         2026-11-27 11:00 moved office first=60
         2026-11-27 11:05 tick
             first warned 2026-11-27 11:00
             first broken 2026-11-27 11:00
         2026-11-27 11:10 answer
             first done after 130, late",
    );
}

#[test]
fn a_hand_over_to_the_night_counts_the_night() {
    check(
        "2026-11-27 17:30 opened office first=120
         2026-11-27 18:00 moved night first=120
         2026-11-27 23:20 answer
             first warned 2026-11-27 23:06
             first done after 110",
    );
}

#[test]
fn a_case_held_during_a_hand_over_counts_nothing_of_either() {
    check(
        "2026-11-27 09:00 opened office resolution=120
         2026-11-27 09:30 hold
         2026-11-27 10:30 moved always resolution=120
         2026-11-28 12:00 resume
         2026-11-28 13:00 resolved
             resolution done after 90",
    );
}

#[test]
fn a_queue_without_promises_reports_nothing_and_loses_nothing() {
    check(
        "2026-11-27 09:00 opened office first=60
         2026-11-27 09:30 moved office
         2026-11-27 16:30 moved office first=600
         2026-11-27 16:40 answer
             first done after 400",
    );
}

#[test]
fn times_are_measured_where_nothing_is_promised() {
    let rule = rule("office");
    let mut clock = Clock::opened(at("2026-11-27 11:50"), true);
    let mut out = Vec::new();
    clock.step(at("2026-11-27 13:10"), Input::CentreAnswered, &rule, &mut out);
    assert_eq!(out.iter().map(told).collect::<Vec<_>>(), ["first done after 20"]);
    assert_eq!(clock.next_report(&rule), None);
}

#[test]
fn a_night_shift_that_begins_before_a_holiday_counts_into_it() {
    check(
        "2026-11-02 23:00 opened late first=360
         2026-11-03 04:59 answer
             first warned 2026-11-03 03:48
             first done after 359",
    );
}

#[test]
fn ticks_change_nothing_but_when_it_is_said() {
    check(
        "2026-11-27 10:00 opened office first=60
         2026-11-27 10:30 tick
         2026-11-27 10:48 tick
         2026-11-27 10:49 tick
             first warned 2026-11-27 10:48
         2026-11-27 11:00 tick
         2026-11-27 13:00 tick
             first broken 2026-11-27 11:00
         2026-11-27 13:30 tick
         2026-11-27 14:00 answer
             first done after 180, late",
    );
}

#[test]
fn a_first_promise_counts_the_past_in_its_own_hours() {
    // Opened on Friday evening, when nothing was promised; the weekend does not count.
    check(
        "2026-11-27 18:00 opened always
         2026-11-30 11:00 adopted office first=240 resolution=480
         2026-11-30 12:30 answer
             first done after 180",
    );
}

#[test]
fn what_was_over_before_it_was_promised_is_told_at_once() {
    check(
        "2026-11-24 10:00 opened always
         2026-11-25 10:00 adopted office first=60
             first warned 2026-11-24 10:48
             first broken 2026-11-24 11:00",
    );
}
