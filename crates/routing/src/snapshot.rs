//! Rebuilding an engine from stored rows, after a restart or on another node.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use model::WorkItemId;
use model::event::OfferEnd;

use crate::agent::{Agent, AgentRow};
use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::{OFFER_SECONDS_MAX, Queue};
use crate::work::{Offer, Place, Work};

/// Everything an engine knows, as rows in any order. Of rows with the same id the last one counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Every queue.
    pub queues: Vec<Queue>,
    /// Every agent.
    pub agents: Vec<AgentRow>,
    /// Unfinished work.
    pub works: Vec<Work>,
}

impl Engine {
    /// The engine's state as rows, by id.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            queues: self.lines.0.values().filter_map(|line| line.settings.clone()).collect(),
            agents: self.agents.values().map(|agent| agent.row.clone()).collect(),
            works: self.works.values().cloned().collect(),
        }
    }

    /// An engine that goes on from a snapshot. Offers that stand and have time left keep standing
    /// under their ids (with at most [`OFFER_SECONDS_MAX`] from now, should the clock have gone
    /// back); those that ran out end as on a tick. Rows that contradict each other are put right
    /// rather than refused, visibly in `out`: an offer to an agent who may not have it is
    /// withdrawn, work of an agent nobody knows is released.
    ///
    /// `seed` as in [`Engine::new`]: another one than the former engine's.
    #[must_use]
    pub fn from_snapshot(
        now: Timestamp,
        seed: u64,
        snapshot: Snapshot,
        out: &mut Vec<Effect>,
    ) -> Self {
        let mut engine = Self::new(seed);
        engine.now = now;
        for queue in snapshot.queues {
            engine.upsert_queue(queue);
        }
        for row in snapshot.agents {
            engine.agents.insert(row.settings.id, Agent::new(row));
        }
        engine.load_works(snapshot.works, out);
        for agent in engine.agents.values() {
            engine.lines.list(agent);
        }
        engine.fire_due(out);
        engine.settle(out);
        engine
    }

    /// Enters the works. Assigned ones first: whether an offer fits depends on what is held.
    fn load_works(&mut self, works: Vec<Work>, out: &mut Vec<Effect>) {
        let works: BTreeMap<WorkItemId, Work> =
            works.into_iter().map(|work| (work.item.id, work)).collect();
        let (assigned, others): (Vec<_>, Vec<_>) =
            works.into_values().partition(|work| work.holder().is_some());
        for work in assigned {
            self.load_assigned(work, out);
        }
        for work in others {
            match work.offer() {
                Some(offer) => self.load_offered(work, offer, out),
                None => self.load_waiting(work),
            }
        }
    }

    fn load_assigned(&mut self, mut work: Work, out: &mut Vec<Effect>) {
        let (id, pool, holder) = (work.item.id, work.pool(), work.holder());
        match holder.and_then(|agent| self.agents.get_mut(&agent)) {
            Some(agent) => {
                agent.hold(id, pool);
                self.index(work);
            }
            None => {
                out.push(Effect::Released { work: id, queue: work.item.queue, agent: holder });
                work.declined = holder.into_iter().collect();
                work.place = Place::Waiting { forget_at: None };
                self.load_waiting(work);
            }
        }
    }

    fn load_offered(&mut self, mut work: Work, offer: Offer, out: &mut Vec<Effect>) {
        let (id, pool) = (work.item.id, work.pool());
        let latest = self.after(SignedDuration::from_secs(i64::from(OFFER_SECONDS_MAX)));
        let unique = !self.offers.contains_key(&offer.id);
        let agent = self
            .agents
            .get_mut(&offer.agent)
            .filter(|agent| unique && agent.is_ready(pool) && agent.serves(work.item.queue));
        if let Some(agent) = agent {
            agent.offer = Some((id, pool));
            let expires_at = offer.expires_at.min(latest);
            work.place = Place::Offered(Offer { expires_at, ..offer });
            self.index(work);
        } else {
            out.push(Effect::OfferEnded {
                work: id,
                offer: offer.id,
                agent: offer.agent,
                reason: OfferEnd::AgentGone,
            });
            work.place = Place::Waiting { forget_at: None };
            self.load_waiting(work);
        }
    }

    /// Enters waiting work, with a whole back-off where the rows do not say when it ends.
    fn load_waiting(&mut self, mut work: Work) {
        let latest = self.back_off_end();
        let stored = work.deadline().unwrap_or(latest);
        let forget_at = (!work.declined.is_empty()).then_some(stored.min(latest));
        work.place = Place::Waiting { forget_at };
        self.index(work);
    }
}
