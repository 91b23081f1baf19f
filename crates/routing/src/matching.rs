//! Who gets what: the rules of choice, and the matching that restores work conservation after each
//! step.
//!
//! Between steps no waiting item has an agent who may be offered it. So whatever can be matched
//! after an input involves an item or an agent that this input stirred; nobody else is looked at.

use std::collections::BTreeSet;

use model::{UserId, WorkItemId};

use crate::agent::Agent;
use crate::capacity::Pool;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::invariants;
use crate::work::{Offer, Place, Turn, Work};

/// Above this many agents and items, debug builds stop checking the whole engine at each step.
const CHECKED_SIZE_MAX: usize = 200;

/// Waiting items and ready agents for whom something may have got better in this step.
#[derive(Clone, Debug)]
pub(crate) struct Stirred {
    pub(crate) works: BTreeSet<Turn>,
    pub(crate) agents: BTreeSet<UserId>,
}

impl Stirred {
    pub(crate) const fn new() -> Self {
        Self { works: BTreeSet::new(), agents: BTreeSet::new() }
    }
}

/// Whether `agent` may be offered `work` now: available, serves the queue, room left, no standing
/// offer, has not declined it. A rule about *who may* (skills, levels, relaxing requirements)
/// belongs here, with the same sentence in [`invariants`].
pub(crate) fn may_offer(work: &Work, agent: &Agent) -> bool {
    agent.is_ready(work.pool())
        && agent.serves(work.item.queue)
        && !work.declined.contains(&agent.id())
}

impl Engine {
    /// Makes every possible offer, items in the order of service.
    pub(crate) fn settle(&mut self, out: &mut Vec<Effect>) {
        while let Some(turn) = self.next_candidate() {
            self.stirred.works.remove(&turn);
            if let Some(agent) = self.choose_agent(turn.work) {
                self.offer(turn.work, agent, out);
            }
        }
        self.stirred.agents.clear();
        if cfg!(debug_assertions) && self.agents.len() + self.works.len() <= CHECKED_SIZE_MAX {
            debug_assert_eq!(invariants::check(self), Ok(()));
        }
    }

    /// The first item in the order of service that might be offered: a stirred one, or the first
    /// one that a stirred agent may take.
    fn next_candidate(&self) -> Option<Turn> {
        let for_agents = self.stirred.agents.iter().filter_map(|agent| self.choose_work(*agent));
        self.stirred.works.first().copied().into_iter().chain(for_agents).min()
    }

    /// The first item that may be offered to the agent. Passes over what they declined, no more.
    fn choose_work(&self, agent: UserId) -> Option<Turn> {
        let agent = self.agents.get(&agent)?;
        let pools = Pool::ALL.into_iter().filter(|pool| agent.is_ready(*pool));
        pools
            .flat_map(|pool| agent.row.settings.queues.iter().map(move |queue| (*queue, pool)))
            .filter_map(|(queue, pool)| {
                let mut waiting = self.lines.lane(queue, pool)?.waiting.iter();
                waiting.find(|turn| self.may_offer_to(turn.work, agent)).copied()
            })
            .min()
    }

    /// Whom to offer the item: the preferred agent, else the longest idle one. Passes over those
    /// who declined it, no more.
    fn choose_agent(&self, work: WorkItemId) -> Option<UserId> {
        let work = self.works.get(&work)?;
        let preferred = work.item.preferred.and_then(|agent| self.agents.get(&agent));
        if let Some(agent) = preferred.filter(|agent| may_offer(work, agent)) {
            return Some(agent.id());
        }
        let ready = &self.lines.lane(work.item.queue, work.pool())?.ready;
        ready.iter().map(|(_, agent)| *agent).find(|agent| !work.declined.contains(agent))
    }

    fn may_offer_to(&self, work: WorkItemId, agent: &Agent) -> bool {
        self.works.get(&work).is_some_and(|work| may_offer(work, agent))
    }

    fn offer(&mut self, id: WorkItemId, agent: UserId, out: &mut Vec<Effect>) {
        let Some(work) = self.works.get(&id) else { return };
        let queue = work.item.queue;
        let time = self.lines.offer_time(queue);
        let expires_at = self.after(time);
        let mut fresh = self.ids.next(self.now);
        // Only an engine that was given its predecessor's seed can meet a standing offer's id.
        while self.offers.contains_key(&fresh) {
            fresh = self.ids.next(self.now);
        }
        let offer = Offer { id: fresh, agent, expires_at };
        self.change_work(id, |work| work.place = Place::Offered(offer));
        out.push(Effect::Offer { work: id, queue, offer: offer.id, agent, expires_at });
    }
}
