//! What one event costs the routing engine, at two sizes of a centre.

use std::collections::BTreeSet;
use std::time::Instant;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use model::{Medium, Presence, Priority, QueueId, UserId, WorkItemId};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use routing::{AgentSettings, Capacity, Effect, Engine, Input, Queue, WorkItem};

use crate::figures::{Figures, Spread};

/// Queues of the centre; every agent serves three.
const QUEUES: u128 = 50;

#[derive(Args)]
pub(crate) struct Options {
    /// Events measured per size.
    #[arg(long, default_value_t = 200_000)]
    events: usize,
    /// Work that waits during the measurement.
    #[arg(long, default_value_t = 100_000)]
    waiting: u32,
}

pub(crate) fn run(options: &Options) -> Figures {
    let mut figures = Figures::default();
    let small = measure(&mut figures, 1_000, options);
    let large = measure(&mut figures, 10_000, options);
    figures.add("growth_1000_to_10000_agents", large / small, "x (budget 2)");
    figures.add("ratio", large / 20.0, "of the budget of 20 µs");
    figures
}

fn measure(figures: &mut Figures, agents: u128, options: &Options) -> f64 {
    let mut centre = Centre::new(agents, options.waiting);
    let mut took = Vec::with_capacity(options.events);
    for _ in 0..options.events {
        let input = centre.next_input();
        let begun = Instant::now();
        let heard = centre.engine.step(centre.now, input, &mut centre.effects);
        took.push(begun.elapsed());
        let _refused_is_a_decision_too = heard;
        centre.react();
    }
    let total: f64 = took.iter().map(std::time::Duration::as_secs_f64).sum();
    let spread = Spread::of(took);
    let mean = spread.mean_micros();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let rate = options.events as f64 / total;
    figures.add(&format!("agents_{agents}_decisions_per_s"), rate, "1/s");
    figures.add(&format!("agents_{agents}_mean_us"), mean, "µs (budget 20)");
    figures.add(&format!("agents_{agents}_p99_us"), spread.millis(0.99) * 1e3, "µs");
    mean
}

/// A centre in steady state: what is finished is replaced by what arrives.
struct Centre {
    engine: Engine,
    now: Timestamp,
    random: StdRng,
    effects: Vec<Effect>,
    offered: Vec<(model::OfferId, UserId)>,
    assigned: Vec<WorkItemId>,
    next_work: u128,
    agents: u128,
}

impl Centre {
    fn new(agents: u128, waiting: u32) -> Self {
        let mut centre = Self {
            engine: Engine::new(1),
            now: Timestamp::UNIX_EPOCH,
            random: StdRng::seed_from_u64(7),
            effects: Vec::new(),
            offered: Vec::new(),
            assigned: Vec::new(),
            next_work: 1,
            agents,
        };
        for id in 0..QUEUES {
            let queue =
                Queue { id: QueueId::from_u128(id + 1), offer_seconds: 20, archived: false };
            centre.hear(Input::UpsertQueue(queue));
        }
        for id in 1..=agents {
            let queues: BTreeSet<QueueId> =
                (0..3).map(|nth| QueueId::from_u128((id * 7 + nth * 13) % QUEUES + 1)).collect();
            let id = UserId::from_u128(id);
            let capacity = Capacity { chat: 3, mail: 10 };
            centre.hear(Input::UpsertAgent(AgentSettings { id, capacity, queues }));
        }
        // Work arrives before the agents do, so that it waits.
        for _ in 0..waiting {
            let arrival = centre.arrival();
            centre.hear(arrival);
        }
        for id in 1..=agents {
            let agent = UserId::from_u128(id);
            centre.hear(Input::Presence { agent, presence: Presence::Available });
        }
        centre
    }

    fn hear(&mut self, input: Input) {
        let _ = self.engine.step(self.now, input, &mut self.effects);
        self.react();
    }

    fn arrival(&mut self) -> Input {
        let id = WorkItemId::from_u128(self.next_work);
        self.next_work += 1;
        let queue = QueueId::from_u128(u128::from(self.random.next_u32()) % QUEUES + 1);
        let medium = if self.random.random_bool(0.6) { Medium::Chat } else { Medium::Mail };
        Input::Enqueue(WorkItem {
            id,
            medium,
            queue,
            priority: Priority::Normal,
            enqueued_at: self.now,
            preferred: None,
        })
    }

    /// Arrivals, answers, ends and changes of state in the proportions of a busy hour.
    fn next_input(&mut self) -> Input {
        self.now += SignedDuration::from_millis(20);
        if self.engine.next_deadline().is_some_and(|due| due <= self.now) {
            return Input::Tick;
        }
        let chance = self.random.random_range(0..100);
        match chance {
            0..35 => self.arrival(),
            35..65 => match self.offered.pop() {
                Some((offer, agent)) if chance < 62 => Input::Accept { offer, agent },
                Some((offer, agent)) => Input::Decline { offer, agent },
                None => self.arrival(),
            },
            65..97 => match self.pick_assigned() {
                Some(work) => Input::Complete { work },
                None => self.arrival(),
            },
            _ => {
                let id = u128::from(self.random.next_u64()) % self.agents + 1;
                let away = self.random.random_bool(0.3);
                let presence = if away { Presence::Away } else { Presence::Available };
                Input::Presence { agent: UserId::from_u128(id), presence }
            }
        }
    }

    fn pick_assigned(&mut self) -> Option<WorkItemId> {
        if self.assigned.is_empty() {
            return None;
        }
        let at = self.random.random_range(0..self.assigned.len());
        Some(self.assigned.swap_remove(at))
    }

    fn react(&mut self) {
        for effect in self.effects.drain(..) {
            match effect {
                Effect::Offer { offer, agent, .. } => self.offered.push((offer, agent)),
                Effect::Assigned { work, .. } => self.assigned.push(work),
                _ => {}
            }
        }
    }
}
