//! The engine against a slow, obviously right model, on random histories with restarts and clock
//! jumps. A failure prints the shortest history that shows it.
//!
//! That these checks see faults was tried by hand with the mutants listed in `MUTANTS.md` beside
//! this file.

mod history;
mod model;
mod rows;
#[path = "../support/mod.rs"]
mod support;

use history::{Happening, Moment, history};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use routing::{Effect, Engine, Snapshot, invariants};
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
            work.item.queue == queue.id && matches!(work.place, routing::Place::Waiting { .. })
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
    #![proptest_config(config(3_000))]

    #[test]
    fn the_engine_decides_as_the_slow_model(history in history()) {
        check_against_model(&history)?;
    }
}

proptest! {
    #![proptest_config(config(1_000))]

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
}
