//! The rules as little scripts through one door. Each line of a script is one input; under it, with
//! an arrow, stands what the engine decided. To add a script, write its inputs and run
//! `UPDATE_EXPECT=1 cargo test -p routing --test scripts`, which writes the arrows: then read them.
//!
//! ```text
//! t=0 queue q1 offer=20 archived        t=3 accept o1 a1      t=5 transfer w1 q2|a2
//! t=0 agent a1 q1,q2 chat=2 mail=5      t=3 decline o1 a1     t=5 release|complete|cancel w1
//! t=0 presence a1 available             t=4 take w1 a1        t=5 priority w1 urgent
//! t=1 arrive w1 q1 chat high since=0 prefer=a2                t=6 remove a1
//! t=9 tick | restart | show             t=4 assign w1 a1
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic; a malformed script should"
)]

mod choice;
mod hands;
mod offers;
mod settings;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use expect_test::Expect;
use model::{Medium, Presence, Priority};
use routing::{AgentSettings, Capacity, Destination, Engine, Input, Queue, WorkItem, invariants};
use support::{Names, at};

struct World {
    engine: Engine,
    names: Names,
    seed: u64,
    output: String,
}

/// Runs the inputs of a script and compares what is decided. Every invariant is checked after every
/// line.
fn check(script: Expect) {
    let mut world =
        World { engine: Engine::new(0), names: Names::default(), seed: 0, output: String::new() };
    let inputs = script.data().lines().map(str::trim);
    for line in inputs.filter(|line| !line.is_empty() && !line.starts_with('→')) {
        world.line(line);
        assert_eq!(invariants::check(&world.engine), Ok(()), "after {line}");
    }
    script.assert_eq(&world.output);
}

impl World {
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let now = at(option(&words, "t=").expect("t=").parse().expect("seconds"));
        self.output += &format!("{line}\n");
        let mut out = Vec::new();
        match words[1] {
            "show" => {
                let lines = self.names.state(&self.engine.snapshot());
                return lines.iter().for_each(|line| self.print(line));
            }
            "restart" => {
                self.seed += 1;
                let snapshot = self.engine.snapshot();
                self.engine = Engine::from_snapshot(now, self.seed, snapshot, &mut out);
            }
            _ => {
                let input = self.input(&words);
                if let Err(refusal) = self.engine.step(now, input, &mut out) {
                    assert_eq!(out, [], "a refused input has no effects");
                    self.print(&support::refusal(refusal));
                }
            }
        }
        for effect in &out {
            let line = self.names.effect(effect);
            self.print(&line);
        }
    }

    fn print(&mut self, line: &str) {
        self.output += &format!("→ {line}\n");
    }

    fn input(&self, words: &[&str]) -> Input {
        let last_agent = || support::agent(id(words.last().unwrap(), 'a'));
        let work = || support::work(id(words[2], 'w'));
        let offer = || self.names.id(usize::try_from(id(words[2], 'o')).unwrap());
        match words[1] {
            "queue" => Input::UpsertQueue(Queue {
                id: support::queue(id(words[2], 'q')),
                offer_seconds: option(words, "offer=").map_or(20, |s| s.parse().unwrap()),
                archived: words.contains(&"archived"),
            }),
            "agent" => Input::UpsertAgent(agent_settings(words)),
            "presence" => Input::Presence {
                agent: support::agent(id(words[2], 'a')),
                presence: Presence::parse(words[3]).expect("a presence"),
            },
            "remove" => Input::RemoveAgent { agent: last_agent() },
            "arrive" => Input::Enqueue(work_item(words)),
            "accept" => Input::Accept { offer: offer(), agent: last_agent() },
            "decline" => Input::Decline { offer: offer(), agent: last_agent() },
            "take" => Input::Take { work: work(), agent: last_agent() },
            "assign" => Input::Assign { work: work(), agent: last_agent() },
            "transfer" => {
                let to = match words[3].starts_with('q') {
                    true => Destination::Queue(support::queue(id(words[3], 'q'))),
                    false => Destination::Agent(last_agent()),
                };
                Input::Transfer { work: work(), to }
            }
            "release" => Input::Release { work: work() },
            "complete" => Input::Complete { work: work() },
            "cancel" => Input::Cancel { work: work() },
            "priority" => Input::Reprioritise {
                work: work(),
                priority: Priority::parse(words[3]).expect("a priority"),
            },
            "tick" => Input::Tick,
            other => panic!("unknown word {other}"),
        }
    }
}

fn agent_settings(words: &[&str]) -> AgentSettings {
    let places = |key| option(words, key).map_or(0, |n| n.parse().unwrap());
    let queues: BTreeSet<_> =
        words[3].split(',').map(|queue| support::queue(id(queue, 'q'))).collect();
    AgentSettings {
        id: support::agent(id(words[2], 'a')),
        capacity: Capacity { chat: places("chat="), mail: places("mail=") },
        queues,
    }
}

fn work_item(words: &[&str]) -> WorkItem {
    let since = option(words, "since=").or(option(words, "t=")).unwrap();
    WorkItem {
        id: support::work(id(words[2], 'w')),
        queue: support::queue(id(words[3], 'q')),
        medium: Medium::parse(words[4]).expect("a medium"),
        priority: words.iter().find_map(|word| Priority::parse(word)).unwrap_or(Priority::Normal),
        enqueued_at: at(since.parse().unwrap()),
        preferred: option(words, "prefer=").map(|agent| support::agent(id(agent, 'a'))),
    }
}

fn option<'a>(words: &[&'a str], key: &str) -> Option<&'a str> {
    words.iter().find_map(|word| word.strip_prefix(key))
}

fn id(word: &str, kind: char) -> u128 {
    word.strip_prefix(kind).and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{kind}? {word}"))
}

/// One test per script, named after the rule it shows.
macro_rules! scripts {
    ($($name:ident: $script:expr;)*) => {$(
        #[test]
        fn $name() {
            check($script);
        }
    )*};
}
use scripts;
