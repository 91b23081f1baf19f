//! The two indexes that make a decision cheap: per queue and pool, who waits and who is ready.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use model::limits::OFFER_SECONDS_DEFAULT;
use model::{QueueId, UserId};

use crate::agent::Agent;
use crate::capacity::Pool;
use crate::input::{OFFER_SECONDS_MAX, Queue};
use crate::work::Turn;

/// One queue's work of one pool and the agents who could take it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lane {
    /// In the order of service.
    pub(crate) waiting: BTreeSet<Turn>,
    /// Agents ready for this pool, longest idle first.
    pub(crate) ready: BTreeSet<(Timestamp, UserId)>,
}

/// One queue. It exists without settings while agents or stored work name a queue nobody made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) settings: Option<Queue>,
    /// Members who are available, busy or not.
    pub(crate) available: usize,
    chat: Lane,
    mail: Lane,
}

impl Line {
    pub(crate) const fn lane(&self, pool: Pool) -> &Lane {
        match pool {
            Pool::Chat => &self.chat,
            Pool::Mail => &self.mail,
        }
    }

    pub(crate) const fn lane_mut(&mut self, pool: Pool) -> &mut Lane {
        match pool {
            Pool::Chat => &mut self.chat,
            Pool::Mail => &mut self.mail,
        }
    }
}

/// Every queue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines(pub(crate) BTreeMap<QueueId, Line>);

impl Lines {
    pub(crate) fn get(&self, queue: QueueId) -> Option<&Line> {
        self.0.get(&queue)
    }

    pub(crate) fn settings(&self, queue: QueueId) -> Option<&Queue> {
        self.get(queue)?.settings.as_ref()
    }

    pub(crate) fn lane(&self, queue: QueueId, pool: Pool) -> Option<&Lane> {
        Some(self.get(queue)?.lane(pool))
    }

    pub(crate) fn lane_mut(&mut self, queue: QueueId, pool: Pool) -> &mut Lane {
        self.0.entry(queue).or_default().lane_mut(pool)
    }

    /// How long an offer of this queue stands.
    pub(crate) fn offer_time(&self, queue: QueueId) -> SignedDuration {
        let seconds = self.settings(queue).map_or(OFFER_SECONDS_DEFAULT, |q| q.offer_seconds);
        SignedDuration::from_secs(i64::from(seconds.clamp(1, OFFER_SECONDS_MAX)))
    }

    /// Enters the agent wherever they are ready.
    pub(crate) fn list(&mut self, agent: &Agent) {
        if !agent.is_available() {
            return;
        }
        for queue in &agent.row.settings.queues {
            let line = self.0.entry(*queue).or_default();
            line.available += 1;
            for pool in Pool::ALL.into_iter().filter(|pool| agent.is_ready(*pool)) {
                line.lane_mut(pool).ready.insert((agent.row.idle_since, agent.id()));
            }
        }
    }

    /// Undoes [`Lines::list`]; the agent must not have changed in between.
    pub(crate) fn unlist(&mut self, agent: &Agent) {
        if !agent.is_available() {
            return;
        }
        for queue in &agent.row.settings.queues {
            let line = self.0.entry(*queue).or_default();
            line.available = line.available.saturating_sub(1);
            for pool in Pool::ALL.into_iter().filter(|pool| agent.is_ready(*pool)) {
                line.lane_mut(pool).ready.remove(&(agent.row.idle_since, agent.id()));
            }
        }
    }
}
