//! The engine against a slow, obviously right model, on random histories with restarts and clock
//! jumps. A failure prints the shortest history that shows it.
//!
//! That these checks see faults was tried by hand: 36 mutants of the engine, one change each, were
//! run against the scripts and against 400 histories. All 36 were caught by these properties, 32 of
//! them by a script as well. They were: a decliner not listed, ignored, or back-off missing or not
//! renewed; a preferred agent not checked; idle time not renewed on getting or on giving up work; a
//! freed agent or returned work not matched; a time-out that leaves the agent available; an offer
//! not withdrawn on leaving, on lost membership, on lost room; an answer on the deadline, or of
//! another agent, that counts; a clock that goes back; tasks counted as chats; priorities reversed;
//! an offer that reserves nothing; two offers to one agent; released work offered to the giver;
//! capacity not marked or ignored in transfers; archived queues open; a restart that loses an
//! offer's agent, a back-off, or what is due, or believes spoilt rows (two offers to one agent,
//! work of nobody); a removed agent's work dropped; a deadline left in its index; lanes mixed up;
//! available agents not counted; an offer's end not said on completion; `next_deadline` or `waiting`
//! in the wrong order.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod history;
mod model;
mod rows;
#[path = "../support/mod.rs"]
mod support;

use history::{Happening, Moment, history};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use routing::{Effect, Engine, Place, Snapshot, invariants};
use rows::{Rows, without_back_offs};
use support::{Names, at};

/// An engine with the names of its offers.
struct Run {
    engine: Engine,
    names: Names,
    restarts: u64,
}

impl Run {
    fn new() -> Self {
        Self { engine: Engine::new(0), names: Names::default(), restarts: 0 }
    }

    /// Performs a moment and says what happened; `restarting` off makes a restart a tick.
    fn perform(&mut self, now: i64, what: &Happening, restarting: bool) -> Vec<String> {
        let mut out = Vec::new();
        let state = self.engine.snapshot();
        let refusal = if restarting && matches!(what, Happening::Restart) {
            self.restarts += 1;
            self.engine = Engine::from_snapshot(at(now), self.restarts, shuffled(state), &mut out);
            None
        } else {
            let input = what.input(&state, &self.names);
            input.and_then(|input| self.engine.step(at(now), input, &mut out).err())
        };
        said(&mut self.names, &out, refusal)
    }

    fn state(&mut self) -> Vec<String> {
        self.names.state(&self.engine.snapshot())
    }
}

fn said(names: &mut Names, out: &[Effect], refusal: Option<routing::Refusal>) -> Vec<String> {
    let effects = out.iter().map(|effect| names.effect(effect));
    effects.chain(refusal.map(support::refusal)).collect()
}

/// Rows come from a database in any order.
fn shuffled(mut rows: Snapshot) -> Snapshot {
    rows.agents.reverse();
    rows.works.reverse();
    rows
}

/// Rows as a careless hand might leave them: an agent deleted, another one away, every offer made to
/// one agent, all under one id.
fn spoilt(mut rows: Snapshot, deleted: u128, away: u128, asked: u128) -> Snapshot {
    rows.agents.retain(|row| row.settings.id != support::agent(deleted));
    for row in rows.agents.iter_mut().filter(|row| row.settings.id == support::agent(away)) {
        row.presence = ::model::Presence::Away;
    }
    for work in &mut rows.works {
        if let Place::Offered(offer) = &mut work.place {
            offer.agent = support::agent(asked);
            offer.id = ::model::OfferId::from_u128(1);
        }
    }
    rows
}

fn check_against_model(history: &[Moment]) -> Result<(), TestCaseError> {
    let (mut run, mut slow, mut slow_names) = (Run::new(), model::Model::new(), Names::default());
    let mut now = 1_000;
    for moment in history {
        now += moment.after;
        let said_fast = run.perform(now, &moment.what, true);
        let mut out = Vec::new();
        let refusal = if matches!(moment.what, Happening::Restart) {
            slow.restart(at(now), &mut out);
            None
        } else {
            let input = moment.what.input(&slow.sorted(), &slow_names);
            input.and_then(|input| slow.step(at(now), input, &mut out).err())
        };
        let said_slow = said(&mut slow_names, &out, refusal);
        prop_assert_eq!(said_fast, said_slow, "at {}: {:?}", now, moment.what);
        prop_assert_eq!(run.state(), slow_names.state(&slow.sorted()), "{:?}", moment.what);
        prop_assert_eq!(invariants::check(&run.engine), Ok(()), "{:?}", moment.what);
        check_views(&run.engine, &slow.sorted())?;
    }
    Ok(())
}

/// What the shell may look at is what the rows say.
fn check_views(engine: &Engine, rows: &Snapshot) -> Result<(), TestCaseError> {
    let deadline = rows.works.iter().filter_map(|work| work.deadline()).min();
    prop_assert_eq!(engine.next_deadline(), deadline);
    for queue in &rows.queues {
        let waits = |work: &&routing::Work| {
            work.item.queue == queue.id && matches!(work.place, Place::Waiting { .. })
        };
        let mut waiting: Vec<_> = rows.works.iter().filter(waits).map(|work| &work.item).collect();
        waiting.sort_by_key(|item| (std::cmp::Reverse(item.priority), item.enqueued_at, item.id));
        prop_assert_eq!(engine.waiting_count(queue.id), waiting.len());
        prop_assert!(engine.waiting(queue.id).eq(waiting.iter().map(|item| item.id)));
        let available = rows.agents.iter().filter(|row| {
            row.presence == ::model::Presence::Available && row.settings.queues.contains(&queue.id)
        });
        prop_assert_eq!(engine.available_count(queue.id), available.count());
    }
    Ok(())
}

/// The same history without jumps back, so that a restart is worth exactly a tick.
fn forward(history: &[Moment]) -> impl Iterator<Item = (i64, &Happening)> {
    history.iter().scan(1_000, |now, moment| {
        *now += moment.after.max(0);
        Some((*now, &moment.what))
    })
}

/// `PROPTEST_CASES` asks for more (or fewer) histories than usual.
fn config(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let persistence = FileFailurePersistence::WithSource("regressions");
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        failure_persistence: Some(Box::new(persistence)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn the_engine_decides_as_the_slow_model(history in history()) {
        check_against_model(&history)?;
    }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_restart_changes_nothing_but_what_is_due(history in history()) {
        let (mut restarted, mut steady) = (Run::new(), Run::new());
        for (now, what) in forward(&history) {
            let said = restarted.perform(now, what, true);
            prop_assert_eq!(said, steady.perform(now, what, false));
            prop_assert_eq!(restarted.state(), steady.state());
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_effects_with_the_same_ids(history in history()) {
        let (mut first, mut second) = (Run::new(), Run::new());
        for (now, what) in forward(&history) {
            let said = first.perform(now, what, true);
            prop_assert_eq!(said, second.perform(now, what, true));
            prop_assert_eq!(first.engine.snapshot(), second.engine.snapshot());
        }
    }

    /// What the shell stores is enough: rows that follow inputs and effects are the snapshot.
    #[test]
    fn rows_that_follow_the_effects_hold_the_state(history in history()) {
        let (mut engine, names, mut rows) = (Engine::new(0), &mut Names::default(), Rows::default());
        for (now, what) in forward(&history) {
            let mut out = Vec::new();
            let Some(input) = what.input(&engine.snapshot(), names) else { continue };
            if engine.step(at(now), input.clone(), &mut out).is_ok() {
                rows.follow(at(now), input, &out);
            }
            said(names, &out, None);
            prop_assert_eq!(rows.snapshot(), without_back_offs(engine.snapshot()), "{:?}", what);
        }
    }

    /// Rows that contradict each other lose no work and leave an engine in order.
    #[test]
    fn spoilt_rows_are_put_right(
        history in history(),
        (deleted, away, asked) in (1..6_u128, 1..6_u128, 1..6_u128),
    ) {
        let mut run = Run::new();
        let mut end = 0;
        for (now, what) in forward(&history) {
            run.perform(now, what, true);
            end = now;
        }
        let (before, mut out) = (run.engine.snapshot(), Vec::new());
        let rows = spoilt(before.clone(), deleted, away, asked);
        // The seed may be one that was used before, too.
        let engine = Engine::from_snapshot(at(end), 1, rows, &mut out);
        prop_assert_eq!(invariants::check(&engine), Ok(()));
        prop_assert!(engine.works().map(|work| work.item.id).eq(before.works.iter().map(|w| w.item.id)));
    }
}
