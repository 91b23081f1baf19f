//! Agents and what is in their hands.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Presence, QueueId, UserId, WorkItemId};

use crate::capacity::{Capacity, Pool};
use crate::input::AgentSettings;

/// An agent as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRow {
    /// As configured.
    pub settings: AgentSettings,
    /// Their state.
    pub presence: Presence,
    /// When they last became available, got work or gave work up; the longest ago is asked first.
    pub idle_since: Timestamp,
}

/// An agent with what they hold.
#[derive(Clone, Debug)]
pub struct Agent {
    pub(crate) row: AgentRow,
    pub(crate) held: BTreeSet<WorkItemId>,
    pub(crate) load: Capacity,
    pub(crate) offer: Option<(WorkItemId, Pool)>,
}

impl Agent {
    pub(crate) const fn new(row: AgentRow) -> Self {
        Self { row, held: BTreeSet::new(), load: Capacity { chat: 0, mail: 0 }, offer: None }
    }

    pub(crate) const fn id(&self) -> UserId {
        self.row.settings.id
    }

    /// Settings, state and since when idle.
    #[must_use]
    pub const fn row(&self) -> &AgentRow {
        &self.row
    }

    /// What they hold, without the standing offer.
    #[must_use]
    pub const fn load(&self) -> Capacity {
        self.load
    }

    /// The work they hold, by id.
    pub fn held(&self) -> impl Iterator<Item = WorkItemId> + '_ {
        self.held.iter().copied()
    }

    /// The work they are being asked to take.
    #[must_use]
    pub fn offered(&self) -> Option<WorkItemId> {
        self.offer.map(|(work, _)| work)
    }

    /// Whether they take offers.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.row.presence == Presence::Available
    }

    /// Whether they serve the queue.
    #[must_use]
    pub fn serves(&self, queue: QueueId) -> bool {
        self.row.settings.queues.contains(&queue)
    }

    /// Whether one more item fits beside what they hold, the standing offer not counted.
    pub(crate) const fn has_room(&self, pool: Pool) -> bool {
        self.load.of(pool) < self.row.settings.capacity.of(pool)
    }

    /// Whether `work` fits beside what they hold and any other item they are offered.
    pub(crate) fn has_room_for(&self, work: WorkItemId, pool: Pool) -> bool {
        let reserved = self.offer.is_some_and(|(offered, at)| at == pool && offered != work);
        self.load.of(pool).saturating_add(u32::from(reserved)) < self.row.settings.capacity.of(pool)
    }

    /// Whether they can be offered something of this pool now.
    #[must_use]
    pub fn is_ready(&self, pool: Pool) -> bool {
        self.is_available() && self.offer.is_none() && self.has_room(pool)
    }

    pub(crate) fn hold(&mut self, work: WorkItemId, pool: Pool) {
        if self.held.insert(work) {
            let load = self.load.of_mut(pool);
            *load = load.saturating_add(1);
        }
    }

    pub(crate) fn give_up(&mut self, work: WorkItemId, pool: Pool) {
        if self.held.remove(&work) {
            let load = self.load.of_mut(pool);
            *load = load.saturating_sub(1);
        }
    }
}
