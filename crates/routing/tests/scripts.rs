//! The rules as little scripts through one door. Each line of a script is one input; under it
//! stands what the engine decided. `UPDATE_EXPECT=1 cargo test -p routing` rewrites the
//! expectations: read the difference.
//!
//! ```text
//! t=0 queue q1 offer=20 archived        t=3 accept o1 a1      t=5 transfer w1 q2|a2
//! t=0 agent a1 q1,q2 chat=2 mail=5      t=3 decline o1 a1     t=5 release|complete|cancel w1
//! t=0 presence a1 available             t=4 take w1 a1        t=5 priority w1 urgent
//! t=1 arrive w1 q1 chat high since=0 prefer=a2                t=6 remove a1
//! t=9 tick | restart | show             t=4 assign w1 a1
//! ```

mod support;

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use model::{Medium, Presence, Priority};
use routing::{AgentSettings, Capacity, Destination, Engine, Input, Queue, WorkItem, invariants};
use support::{Names, at};

struct World {
    engine: Engine,
    names: Names,
    seed: u64,
    output: String,
}

/// Runs a script and compares what it prints. Every invariant is checked after every line.
#[expect(clippy::needless_pass_by_value, reason = "reads best at the call: check(…, expect![…])")]
fn check(script: &str, expected: Expect) {
    let mut world =
        World { engine: Engine::new(0), names: Names::default(), seed: 0, output: String::new() };
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        world.line(line);
        assert_eq!(invariants::check(&world.engine), Ok(()), "after {line}");
    }
    expected.assert_eq(&world.output);
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
        self.output += &format!("    {line}\n");
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

macro_rules! scripts {
    ($($(#[doc = $doc:literal])* $name:ident: $script:literal => $expected:expr;)*) => {$(
        $(#[doc = $doc])*
        #[test]
        fn $name() {
            check($script, $expected);
        }
    )*};
}

scripts! {
    an_item_goes_to_the_agent_idle_longest: "
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=5 presence a2 available
        t=6 presence a1 available
        t=7 arrive w1 q1 chat
        t=8 accept o1 a2
        t=9 show" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=5 presence a2 available
                a2 goes from offline to available
            t=6 presence a1 available
                a1 goes from offline to available
            t=7 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a2 until t=27
            t=8 accept o1 a2
                w1 assigned to a2 by o1
            t=9 show
                a1 available idle since t=6
                a2 available idle since t=8
                w1 in q1 with a2
        "#]];

    equally_idle_agents_are_asked_by_id: "
        t=0 queue q1
        t=0 agent a2 q1 chat=1
        t=0 agent a1 q1 chat=1
        t=0 presence a2 available
        t=0 presence a1 available
        t=7 arrive w1 q1 chat" => expect![[r#"
            t=0 queue q1
            t=0 agent a2 q1 chat=1
            t=0 agent a1 q1 chat=1
            t=0 presence a2 available
                a2 goes from offline to available
            t=0 presence a1 available
                a1 goes from offline to available
            t=7 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=27
        "#]];

    getting_work_sends_an_agent_to_the_end_of_the_line: "
        t=0 queue q1
        t=0 agent a1 q1 chat=3
        t=0 agent a2 q1 chat=3
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 arrive w1 q1 chat
        t=3 accept o1 a1
        t=4 arrive w2 q1 chat
        t=5 accept o2 a2
        t=6 arrive w3 q1 chat" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=3
            t=0 agent a2 q1 chat=3
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 accept o1 a1
                w1 assigned to a1 by o1
            t=4 arrive w2 q1 chat
                w2 waits in q1
                o2: w2 offered to a2 until t=24
            t=5 accept o2 a2
                w2 assigned to a2 by o2
            t=6 arrive w3 q1 chat
                w3 waits in q1
                o3: w3 offered to a1 until t=26
        "#]];

    finishing_work_counts_as_idle_since_then: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=2 presence a2 available
        t=3 complete w1
        t=4 arrive w2 q1 chat" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=2 presence a2 available
                a2 goes from offline to available
            t=3 complete w1
                w1 completed by a1
            t=4 arrive w2 q1 chat
                w2 waits in q1
                o2: w2 offered to a2 until t=24
        "#]];

    urgent_work_comes_first_then_older_then_lower_id: "
        t=0 queue q1
        t=0 agent a1 q1 chat=5
        t=1 arrive w5 q1 chat
        t=1 arrive w4 q1 chat
        t=2 arrive w3 q1 chat low
        t=3 arrive w2 q1 chat urgent
        t=4 arrive w1 q1 chat since=0
        t=5 presence a1 available
        t=6 accept o1 a1
        t=7 accept o2 a1
        t=8 accept o3 a1
        t=9 accept o4 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=5
            t=1 arrive w5 q1 chat
                w5 waits in q1
            t=1 arrive w4 q1 chat
                w4 waits in q1
            t=2 arrive w3 q1 chat low
                w3 waits in q1
            t=3 arrive w2 q1 chat urgent
                w2 waits in q1
            t=4 arrive w1 q1 chat since=0
                w1 waits in q1
            t=5 presence a1 available
                a1 goes from offline to available
                o1: w2 offered to a1 until t=25
            t=6 accept o1 a1
                w2 assigned to a1 by o1
                o2: w1 offered to a1 until t=26
            t=7 accept o2 a1
                w1 assigned to a1 by o2
                o3: w4 offered to a1 until t=27
            t=8 accept o3 a1
                w4 assigned to a1 by o3
                o4: w5 offered to a1 until t=28
            t=9 accept o4 a1
                w5 assigned to a1 by o4
                o5: w3 offered to a1 until t=29
        "#]];

    the_most_urgent_item_of_all_my_queues_comes_first: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1 mail=1
        t=1 arrive w1 q1 chat
        t=2 arrive w2 q2 mail high
        t=3 presence a1 available" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1,q2 chat=1 mail=1
            t=1 arrive w1 q1 chat
                w1 waits in q1
            t=2 arrive w2 q2 mail high
                w2 waits in q2
            t=3 presence a1 available
                a1 goes from offline to available
                o1: w2 offered to a1 until t=23
        "#]];

    an_agent_gets_one_offer_at_a_time: "
        t=0 queue q1
        t=0 agent a1 q1 chat=3 mail=3
        t=0 presence a1 available
        t=1 arrive w1 q1 chat
        t=2 arrive w2 q1 mail
        t=3 accept o1 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=3 mail=3
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=21
            t=2 arrive w2 q1 mail
                w2 waits in q1
            t=3 accept o1 a1
                w1 assigned to a1 by o1
                o2: w2 offered to a1 until t=23
        "#]];

    capacity_counts_per_medium_and_a_task_counts_as_mail: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 presence a1 available
        t=1 arrive w1 q1 task
        t=2 accept o1 a1
        t=3 arrive w2 q1 mail
        t=4 arrive w3 q1 chat
        t=5 accept o2 a1
        t=6 complete w1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1 mail=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 arrive w1 q1 task
                w1 waits in q1
                o1: w1 offered to a1 until t=21
            t=2 accept o1 a1
                w1 assigned to a1 by o1
            t=3 arrive w2 q1 mail
                w2 waits in q1
            t=4 arrive w3 q1 chat
                w3 waits in q1
                o2: w3 offered to a1 until t=24
            t=5 accept o2 a1
                w3 assigned to a1 by o2
            t=6 complete w1
                w1 completed by a1
                o3: w2 offered to a1 until t=26
        "#]];

    only_members_of_the_queue_are_asked: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q2 chat=1
        t=0 presence a1 available
        t=1 arrive w1 q1 chat
        t=2 agent a1 q1,q2 chat=1" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 arrive w1 q1 chat
                w1 waits in q1
            t=2 agent a1 q1,q2 chat=1
                o1: w1 offered to a1 until t=22
        "#]];

    the_preferred_agent_is_asked_first_if_free: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 arrive w1 q1 chat prefer=a2
        t=3 arrive w2 q1 chat prefer=a2" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat prefer=a2
                w1 waits in q1
                o1: w1 offered to a2 until t=22
            t=3 arrive w2 q1 chat prefer=a2
                w2 waits in q1
                o2: w2 offered to a1 until t=23
        "#]];

    a_preferred_agent_of_another_queue_is_not_asked: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        t=0 presence a2 available
        t=2 arrive w1 q1 chat prefer=a2" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat prefer=a2
                w1 waits in q1
                o1: w1 offered to a1 until t=22
        "#]];

    a_declined_item_goes_to_the_next_agent: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 arrive w1 q1 chat
        t=3 decline o1 a1
        t=4 accept o2 a2
        t=5 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 decline o1 a1
                o1: a1 declined w1
                o2: w1 offered to a2 until t=23
            t=4 accept o2 a2
                w1 assigned to a2 by o2
            t=5 show
                a1 available idle since t=0
                a2 available idle since t=4
                w1 in q1 with a2
        "#]];

    who_declined_is_offered_other_work: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        t=2 arrive w1 q1 chat
        t=2 arrive w2 q1 chat
        t=3 decline o1 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=2 arrive w2 q1 chat
                w2 waits in q1
            t=3 decline o1 a1
                o1: a1 declined w1
                o2: w2 offered to a1 until t=23
        "#]];

    when_all_declined_they_are_asked_again_after_the_back_off: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 arrive w1 q1 chat
        t=3 decline o1 a1
        t=4 decline o2 a2
        t=5 show
        t=33 tick
        t=34 tick" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 decline o1 a1
                o1: a1 declined w1
                o2: w1 offered to a2 until t=23
            t=4 decline o2 a2
                o2: a2 declined w1
            t=5 show
                a1 available idle since t=0
                a2 available idle since t=1
                w1 in q1 waits, declines stand until t=34, not a1, not a2
            t=33 tick
            t=34 tick
                w1 forgets declines
                o3: w1 offered to a1 until t=54
        "#]];

    a_newcomer_gets_what_the_others_declined: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=2 arrive w1 q1 chat
        t=3 decline o1 a1
        t=9 presence a2 available
        t=29 tick
        t=58 tick
        t=59 tick" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 decline o1 a1
                o1: a1 declined w1
            t=9 presence a2 available
                a2 goes from offline to available
                o2: w1 offered to a2 until t=29
            t=29 tick
                o2: w1 to a2 ended, timed out
                a2 goes from available to away
            t=58 tick
            t=59 tick
                w1 forgets declines
                o3: w1 offered to a1 until t=79
        "#]];

    coming_back_from_away_does_not_undo_a_decline: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        t=2 arrive w1 q1 chat
        t=3 decline o1 a1
        t=4 presence a1 away
        t=5 presence a1 available" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 decline o1 a1
                o1: a1 declined w1
            t=4 presence a1 away
                a1 goes from available to away
            t=5 presence a1 available
                a1 goes from away to available
        "#]];

    an_unanswered_offer_makes_the_agent_away_and_goes_on: "
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 arrive w1 q1 chat
        t=21 tick
        t=22 tick
        t=42 tick
        t=43 show" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=21 tick
            t=22 tick
                o1: w1 to a1 ended, timed out
                a1 goes from available to away
                o2: w1 offered to a2 until t=42
            t=42 tick
                o2: w1 to a2 ended, timed out
                a2 goes from available to away
            t=43 show
                a1 away idle since t=0
                a2 away idle since t=1
                w1 in q1 waits
        "#]];

    several_offers_end_on_one_tick_in_the_order_of_their_deadlines: "
        t=0 queue q1 offer=20
        t=0 queue q2 offer=10
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 agent a3 q1,q2 chat=1
        t=0 presence a1 available
        t=0 presence a2 available
        t=2 arrive w1 q1 chat
        t=3 arrive w2 q2 chat
        t=4 arrive w3 q2 mail
        t=60 tick
        t=60 presence a3 available" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 queue q2 offer=10
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q2 chat=1
            t=0 agent a3 q1,q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 available
                a2 goes from offline to available
            t=2 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=22
            t=3 arrive w2 q2 chat
                w2 waits in q2
                o2: w2 offered to a2 until t=13
            t=4 arrive w3 q2 mail
                w3 waits in q2
            t=60 tick
                o2: w2 to a2 ended, timed out
                a2 goes from available to away
                o1: w1 to a1 ended, timed out
                a1 goes from available to away
            t=60 presence a3 available
                a3 goes from offline to available
                o3: w1 offered to a3 until t=80
        "#]];

    the_offer_time_is_held_to_its_limits: "
        t=0 queue q1 offer=0
        t=0 queue q2 offer=86400
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        t=0 presence a2 available
        t=0 arrive w1 q1 chat
        t=0 arrive w2 q2 chat" => expect![[r#"
            t=0 queue q1 offer=0
            t=0 queue q2 offer=86400
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 available
                a2 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=1
            t=0 arrive w2 q2 chat
                w2 waits in q2
                o2: w2 offered to a2 until t=600
        "#]];

    a_late_answer_is_refused_even_before_the_tick: "
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=20 accept o1 a1
        t=20 decline o1 a1
        t=20 tick
        t=21 accept o1 a1" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 agent a1 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=20 accept o1 a1
                refused: offer gone
            t=20 decline o1 a1
                refused: offer gone
            t=20 tick
                o1: w1 to a1 ended, timed out
                a1 goes from available to away
            t=21 accept o1 a1
                refused: offer gone
        "#]];

    an_answer_to_the_offer_of_somebody_else_is_refused: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 accept o1 a2
        t=1 decline o1 a2
        t=1 accept o9 a1
        t=2 accept o1 a1
        t=3 accept o1 a1
        t=3 decline o1 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 accept o1 a2
                refused: not yours
            t=1 decline o1 a2
                refused: not yours
            t=1 accept o9 a1
                refused: offer gone
            t=2 accept o1 a1
                w1 assigned to a1 by o1
            t=3 accept o1 a1
                refused: offer gone
            t=3 decline o1 a1
                refused: offer gone
        "#]];

    leaving_takes_the_offer_back_to_its_place: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 arrive w1 q1 chat
        t=2 arrive w2 q1 chat
        t=3 presence a1 wrap_up
        t=4 accept o1 a1
        t=5 presence a2 available
        t=6 presence a1 available" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=21
            t=2 arrive w2 q1 chat
                w2 waits in q1
            t=3 presence a1 wrap_up
                a1 goes from available to wrap_up
                o1: w1 to a1 ended, agent gone
            t=4 accept o1 a1
                refused: offer gone
            t=5 presence a2 available
                a2 goes from offline to available
                o2: w1 offered to a2 until t=25
            t=6 presence a1 available
                a1 goes from wrap_up to available
                o3: w2 offered to a1 until t=26
        "#]];

    repeating_a_state_changes_nothing: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=1 presence a2 available
        t=2 presence a1 available
        t=3 arrive w1 q1 chat
        t=4 presence a9 available" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 presence a2 available
                a2 goes from offline to available
            t=2 presence a1 available
            t=3 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=23
            t=4 presence a9 available
                refused: unknown a9
        "#]];

    an_offline_agent_keeps_mail_and_chat_until_released: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 agent a2 q1 chat=1 mail=1
        t=0 presence a1 available
        t=1 arrive w1 q1 chat
        t=1 accept o1 a1
        t=2 arrive w2 q1 mail
        t=2 accept o2 a1
        t=3 presence a2 available
        t=4 presence a1 offline
        t=5 show
        t=6 release w1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1 mail=1
            t=0 agent a2 q1 chat=1 mail=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=1 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=21
            t=1 accept o1 a1
                w1 assigned to a1 by o1
            t=2 arrive w2 q1 mail
                w2 waits in q1
                o2: w2 offered to a1 until t=22
            t=2 accept o2 a1
                w2 assigned to a1 by o2
            t=3 presence a2 available
                a2 goes from offline to available
            t=4 presence a1 offline
                a1 goes from available to offline
            t=5 show
                a1 offline idle since t=2
                a2 available idle since t=3
                w1 in q1 with a1
                w2 in q1 with a1
            t=6 release w1
                w1 released to q1 by a1
                o3: w1 offered to a2 until t=26
        "#]];

    who_gives_work_back_is_not_asked_first: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=1 release w1
        t=2 show
        t=31 tick" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=1 release w1
                w1 released to q1 by a1
            t=2 show
                a1 available idle since t=1
                a2 offline idle since t=0
                w1 in q1 waits, declines stand until t=31, not a1
            t=31 tick
                w1 forgets declines
                o2: w1 offered to a1 until t=51
        "#]];

    released_work_keeps_its_place_in_line: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=1 arrive w2 q1 chat
        t=2 presence a1 away
        t=3 release w1
        t=4 presence a2 available" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 presence a1 away
                a1 goes from available to away
            t=3 release w1
                w1 released to q1 by a1
            t=4 presence a2 available
                a2 goes from offline to available
                o2: w1 offered to a2 until t=24
        "#]];

    only_assigned_work_is_released: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        t=1 release w1
        t=1 release w2
        t=2 presence a1 available
        t=3 release w1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 arrive w1 q1 chat
                w1 waits in q1
            t=1 release w1
                refused: nobody has w1
            t=1 release w2
                refused: unknown w2
            t=2 presence a1 available
                a1 goes from offline to available
                o1: w1 offered to a1 until t=22
            t=3 release w1
                refused: nobody has w1
        "#]];

    an_agent_takes_a_waiting_item_while_away: "
        t=0 queue q1
        t=0 agent a1 q1 mail=2
        t=0 presence a1 away
        t=0 arrive w1 q1 mail
        t=1 take w1 a1
        t=2 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 mail=2
            t=0 presence a1 away
                a1 goes from offline to away
            t=0 arrive w1 q1 mail
                w1 waits in q1
            t=1 take w1 a1
                w1 assigned to a1
            t=2 show
                a1 away idle since t=1
                w1 in q1 with a1
        "#]];

    taking_what_a_colleague_is_asked_ends_their_offer: "
        t=0 queue q1
        t=0 agent a1 q1 mail=2
        t=0 agent a2 q1 mail=2
        t=0 presence a1 available
        t=0 presence a2 away
        t=0 arrive w1 q1 mail
        t=1 arrive w2 q1 mail
        t=2 take w1 a2
        t=3 take w2 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 mail=2
            t=0 agent a2 q1 mail=2
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 away
                a2 goes from offline to away
            t=0 arrive w1 q1 mail
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 mail
                w2 waits in q1
            t=2 take w1 a2
                o1: w1 to a1 ended, work gone
                w1 assigned to a2
                o2: w2 offered to a1 until t=22
            t=3 take w2 a1
                w2 assigned to a1 by o2
        "#]];

    taking_is_refused_offline_full_held_or_unknown: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 agent a3 q1 chat=1
        t=0 arrive w1 q1 chat
        t=0 arrive w2 q1 chat
        t=1 take w1 a1
        t=2 presence a1 away
        t=2 presence a3 away
        t=3 take w1 a1
        t=4 take w2 a1
        t=5 take w1 a3
        t=5 take w1 a1
        t=6 take w9 a1
        t=6 take w1 a9" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 agent a3 q1 chat=1
            t=0 arrive w1 q1 chat
                w1 waits in q1
            t=0 arrive w2 q1 chat
                w2 waits in q1
            t=1 take w1 a1
                refused: a1 not available
            t=2 presence a1 away
                a1 goes from offline to away
            t=2 presence a3 away
                a3 goes from offline to away
            t=3 take w1 a1
                w1 assigned to a1
            t=4 take w2 a1
                refused: a1 over capacity
            t=5 take w1 a3
                refused: a1 has it
            t=5 take w1 a1
                refused: a1 has it
            t=6 take w9 a1
                refused: unknown w9
            t=6 take w1 a9
                refused: unknown a9
        "#]];

    an_offer_reserves_its_place_against_taking: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q1 chat
        t=2 arrive w3 q1 mail
        t=3 take w2 a1
        t=4 take w3 a1
        t=5 accept o1 a1" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1 mail=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 arrive w3 q1 mail
                w3 waits in q1
            t=3 take w2 a1
                refused: a1 over capacity
            t=4 take w3 a1
                w3 assigned to a1
            t=5 accept o1 a1
                w1 assigned to a1 by o1
        "#]];

    a_supervisor_assigns_over_capacity_and_it_is_marked: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 accept o1 a1
        t=2 arrive w2 q1 chat
        t=3 assign w2 a1
        t=4 arrive w3 q1 chat
        t=5 complete w1
        t=6 complete w2
        t=6 assign w3 a1
        t=7 assign w3 a1
        t=8 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 accept o1 a1
                w1 assigned to a1 by o1
            t=2 arrive w2 q1 chat
                w2 waits in q1
            t=3 assign w2 a1
                w2 assigned to a1 over capacity
            t=4 arrive w3 q1 chat
                w3 waits in q1
            t=5 complete w1
                w1 completed by a1
            t=6 complete w2
                w2 completed by a1
                o2: w3 offered to a1 until t=26
            t=6 assign w3 a1
                w3 assigned to a1 by o2
            t=7 assign w3 a1
                refused: a1 has it
            t=8 show
                a1 available idle since t=6
                w3 in q1 with a1
        "#]];

    an_assignment_that_fills_the_agent_ends_their_offer: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q1 chat
        t=2 assign w2 a1
        t=3 presence a2 available" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 assign w2 a1
                w2 assigned to a1
                o1: w1 to a1 ended, agent gone
            t=3 presence a2 available
                a2 goes from offline to available
                o2: w1 offered to a2 until t=23
        "#]];

    a_supervisor_moves_work_between_agents: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=1 presence a2 away
        t=1 arrive w2 q1 chat
        t=2 assign w1 a2" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=1 presence a2 away
                a2 goes from offline to away
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 assign w1 a2
                w1 assigned to a2 from a1
                o2: w2 offered to a1 until t=22
        "#]];

    mail_may_be_given_to_somebody_offline_a_chat_may_not: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 arrive w1 q1 chat
        t=0 arrive w2 q1 mail
        t=1 assign w1 a1
        t=1 transfer w1 a1
        t=1 assign w2 a1
        t=2 assign w9 a1
        t=2 assign w1 a9" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1 mail=1
            t=0 arrive w1 q1 chat
                w1 waits in q1
            t=0 arrive w2 q1 mail
                w2 waits in q1
            t=1 assign w1 a1
                refused: a1 not available
            t=1 transfer w1 a1
                refused: a1 not available
            t=1 assign w2 a1
                w2 assigned to a1
            t=2 assign w9 a1
                refused: unknown w9
            t=2 assign w1 a9
                refused: unknown a9
        "#]];

    a_transfer_to_a_full_colleague_is_refused: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 presence a2 away
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=0 arrive w2 q1 chat
        t=1 take w2 a2
        t=2 transfer w1 a2
        t=3 complete w2
        t=4 transfer w1 a2
        t=5 transfer w1 a2" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 away
                a2 goes from offline to away
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=0 arrive w2 q1 chat
                w2 waits in q1
            t=1 take w2 a2
                w2 assigned to a2
            t=2 transfer w1 a2
                refused: a2 over capacity
            t=3 complete w2
                w2 completed by a2
            t=4 transfer w1 a2
                w1 assigned to a2 from a1
            t=5 transfer w1 a2
                refused: a2 has it
        "#]];

    a_transfer_to_a_queue_keeps_the_age_and_passes_over_the_giver: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 accept o1 a1
        t=2 arrive w2 q2 chat
        t=3 transfer w1 q2
        t=4 presence a2 available
        t=5 accept o3 a2
        t=6 show" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1,q2 chat=1
            t=0 agent a2 q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 accept o1 a1
                w1 assigned to a1 by o1
            t=2 arrive w2 q2 chat
                w2 waits in q2
            t=3 transfer w1 q2
                w1 released to q2 by a1
                o2: w2 offered to a1 until t=23
            t=4 presence a2 available
                a2 goes from offline to available
                o3: w1 offered to a2 until t=24
            t=5 accept o3 a2
                w1 assigned to a2 by o3
            t=6 show
                a1 available idle since t=3
                a2 available idle since t=5
                w1 in q2 with a2
                w2 in q2 offered to a1 as o2 until t=23
        "#]];

    a_transfer_of_waiting_or_offered_work_moves_it: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q1 chat
        t=2 transfer w1 q2
        t=3 transfer w2 q2
        t=4 transfer w2 q9
        t=5 presence a2 available" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 transfer w1 q2
                o1: w1 to a1 ended, work gone
                w1 released to q2
                o2: w2 offered to a1 until t=22
            t=3 transfer w2 q2
                o2: w2 to a1 ended, work gone
                w2 released to q2
            t=4 transfer w2 q9
                refused: unknown q9
            t=5 presence a2 available
                a2 goes from offline to available
                o3: w1 offered to a2 until t=25
        "#]];

    completing_offered_work_ends_the_offer: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q1 chat
        t=2 complete w1
        t=3 cancel w2
        t=4 complete w2
        t=4 cancel w2
        t=5 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 complete w1
                o1: w1 to a1 ended, work gone
                w1 completed
                o2: w2 offered to a1 until t=22
            t=3 cancel w2
                o2: w2 to a1 ended, work gone
                w2 cancelled
            t=4 complete w2
                refused: unknown w2
            t=4 cancel w2
                refused: unknown w2
            t=5 show
                a1 available idle since t=0
        "#]];

    finished_work_may_come_again: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        t=1 arrive w1 q1 chat
        t=2 cancel w1
        t=3 arrive w1 q1 chat" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 arrive w1 q1 chat
                w1 waits in q1
            t=1 arrive w1 q1 chat
                refused: w1 is here already
            t=2 cancel w1
                w1 cancelled
            t=3 arrive w1 q1 chat
                w1 waits in q1
        "#]];

    an_archived_queue_is_served_until_empty: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        t=0 arrive w2 q2 chat
        t=1 queue q1 archived
        t=2 arrive w3 q1 chat
        t=3 arrive w3 q9 chat
        t=4 transfer w2 q1
        t=5 presence a1 available
        t=6 accept o1 a1
        t=7 release w1
        t=8 show" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1 chat=1
            t=0 arrive w1 q1 chat
                w1 waits in q1
            t=0 arrive w2 q2 chat
                w2 waits in q2
            t=1 queue q1 archived
            t=2 arrive w3 q1 chat
                refused: q1 is archived
            t=3 arrive w3 q9 chat
                refused: unknown q9
            t=4 transfer w2 q1
                refused: q1 is archived
            t=5 presence a1 available
                a1 goes from offline to available
                o1: w1 offered to a1 until t=25
            t=6 accept o1 a1
                w1 assigned to a1 by o1
            t=7 release w1
                w1 released to q1 by a1
            t=8 show
                a1 available idle since t=7
                w1 in q1 waits, declines stand until t=37, not a1
                w2 in q2 waits
        "#]];

    losing_membership_or_capacity_ends_the_offer: "
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q2 chat
        t=2 agent a1 q2 chat=1
        t=3 agent a1 q2 chat=0
        t=4 agent a1 q1,q2 chat=1" => expect![[r#"
            t=0 queue q1
            t=0 queue q2
            t=0 agent a1 q1,q2 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q2 chat
                w2 waits in q2
            t=2 agent a1 q2 chat=1
                o1: w1 to a1 ended, agent gone
                o2: w2 offered to a1 until t=22
            t=3 agent a1 q2 chat=0
                o2: w2 to a1 ended, agent gone
            t=4 agent a1 q1,q2 chat=1
                o3: w1 offered to a1 until t=24
        "#]];

    less_capacity_takes_nothing_away: "
        t=0 queue q1
        t=0 agent a1 q1 chat=2
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=0 arrive w2 q1 chat
        t=0 accept o2 a1
        t=1 agent a1 q1 chat=1
        t=2 complete w1
        t=3 arrive w3 q1 chat
        t=4 complete w2" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=2
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=0 arrive w2 q1 chat
                w2 waits in q1
                o2: w2 offered to a1 until t=20
            t=0 accept o2 a1
                w2 assigned to a1 by o2
            t=1 agent a1 q1 chat=1
            t=2 complete w1
                w1 completed by a1
            t=3 arrive w3 q1 chat
                w3 waits in q1
            t=4 complete w2
                w2 completed by a1
                o3: w3 offered to a1 until t=24
        "#]];

    removing_an_agent_gives_everything_back: "
        t=0 queue q1
        t=0 agent a1 q1 chat=2 mail=1
        t=0 agent a2 q1 chat=2 mail=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=0 accept o1 a1
        t=0 arrive w2 q1 mail
        t=0 accept o2 a1
        t=1 arrive w3 q1 chat
        t=2 presence a2 available
        t=3 remove a1
        t=4 remove a1
        t=5 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=2 mail=1
            t=0 agent a2 q1 chat=2 mail=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=0 accept o1 a1
                w1 assigned to a1 by o1
            t=0 arrive w2 q1 mail
                w2 waits in q1
                o2: w2 offered to a1 until t=20
            t=0 accept o2 a1
                w2 assigned to a1 by o2
            t=1 arrive w3 q1 chat
                w3 waits in q1
                o3: w3 offered to a1 until t=21
            t=2 presence a2 available
                a2 goes from offline to available
            t=3 remove a1
                a1 goes from available to offline
                o3: w3 to a1 ended, agent gone
                w1 released to q1 by a1
                w2 released to q1 by a1
                o4: w1 offered to a2 until t=23
            t=4 remove a1
                refused: unknown a1
            t=5 show
                a2 available idle since t=2
                w1 in q1 offered to a2 as o4 until t=23, not a1
                w2 in q1 waits, declines stand until t=33, not a1
                w3 in q1 waits
        "#]];

    priority_changes_the_turn_and_nothing_else: "
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        t=0 arrive w1 q1 chat
        t=1 arrive w2 q1 chat
        t=2 arrive w3 q1 chat
        t=3 priority w3 urgent
        t=4 priority w1 low
        t=5 accept o1 a1
        t=6 priority w1 high
        t=7 presence a2 available
        t=8 priority w9 low
        t=9 show" => expect![[r#"
            t=0 queue q1
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q1 chat=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=20
            t=1 arrive w2 q1 chat
                w2 waits in q1
            t=2 arrive w3 q1 chat
                w3 waits in q1
            t=3 priority w3 urgent
            t=4 priority w1 low
            t=5 accept o1 a1
                w1 assigned to a1 by o1
            t=6 priority w1 high
            t=7 presence a2 available
                a2 goes from offline to available
                o2: w3 offered to a2 until t=27
            t=8 priority w9 low
                refused: unknown w9
            t=9 show
                a1 available idle since t=5
                a2 available idle since t=7
                w1 in q1 with a1, high
                w2 in q1 waits
                w3 in q1 offered to a2 as o2 until t=27, urgent
        "#]];

    a_restart_keeps_standing_offers_and_ends_expired_ones: "
        t=0 queue q1 offer=20
        t=0 queue q2 offer=60
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 agent a3 q1,q2 mail=1
        t=0 presence a1 available
        t=0 presence a2 available
        t=0 presence a3 available
        t=1 arrive w1 q1 chat
        t=1 arrive w2 q2 chat
        t=1 arrive w3 q1 mail
        t=2 decline o3 a3
        t=21 restart
        t=22 accept o2 a2
        t=23 show
        t=32 tick" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 queue q2 offer=60
            t=0 agent a1 q1 chat=1
            t=0 agent a2 q2 chat=1
            t=0 agent a3 q1,q2 mail=1
            t=0 presence a1 available
                a1 goes from offline to available
            t=0 presence a2 available
                a2 goes from offline to available
            t=0 presence a3 available
                a3 goes from offline to available
            t=1 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=21
            t=1 arrive w2 q2 chat
                w2 waits in q2
                o2: w2 offered to a2 until t=61
            t=1 arrive w3 q1 mail
                w3 waits in q1
                o3: w3 offered to a3 until t=21
            t=2 decline o3 a3
                o3: a3 declined w3
            t=21 restart
                o1: w1 to a1 ended, timed out
                a1 goes from available to away
            t=22 accept o2 a2
                w2 assigned to a2 by o2
            t=23 show
                a1 away idle since t=0
                a2 available idle since t=22
                a3 available idle since t=0
                w1 in q1 waits
                w2 in q2 with a2
                w3 in q1 waits, declines stand until t=32, not a3
            t=32 tick
                w3 forgets declines
                o4: w3 offered to a3 until t=52
        "#]];

    a_clock_that_goes_back_stands_still: "
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=100 presence a1 available
        t=50 arrive w1 q1 chat
        t=60 accept o1 a1
        t=10 show" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 agent a1 q1 chat=1
            t=100 presence a1 available
                a1 goes from offline to available
            t=50 arrive w1 q1 chat
                w1 waits in q1
                o1: w1 offered to a1 until t=120
            t=60 accept o1 a1
                w1 assigned to a1 by o1
            t=10 show
                a1 available idle since t=100
                w1 in q1 with a1
        "#]];

    a_clock_that_went_back_over_a_restart_leaves_no_endless_offer: "
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1 mail=1
        t=0 agent a2 q1 mail=1
        t=1000 presence a1 available
        t=1000 arrive w2 q1 mail
        t=1000 decline o1 a1
        t=1000 arrive w1 q1 chat
        t=50 restart
        t=51 show
        t=70 tick
        t=80 tick" => expect![[r#"
            t=0 queue q1 offer=20
            t=0 agent a1 q1 chat=1 mail=1
            t=0 agent a2 q1 mail=1
            t=1000 presence a1 available
                a1 goes from offline to available
            t=1000 arrive w2 q1 mail
                w2 waits in q1
                o1: w2 offered to a1 until t=1020
            t=1000 decline o1 a1
                o1: a1 declined w2
            t=1000 arrive w1 q1 chat
                w1 waits in q1
                o2: w1 offered to a1 until t=1020
            t=50 restart
            t=51 show
                a1 available idle since t=1000
                a2 offline idle since t=0
                w1 in q1 offered to a1 as o2 until t=70
                w2 in q1 waits, declines stand until t=80, not a1
            t=70 tick
                o2: w1 to a1 ended, timed out
                a1 goes from available to away
            t=80 tick
                w2 forgets declines
        "#]];

}
