//! What can happen to the engine.

use std::collections::BTreeSet;

use model::{OfferId, Presence, Priority, QueueId, UserId, WorkItemId};

use crate::capacity::Capacity;
use crate::work::WorkItem;

/// Longest time an offer may stand, seconds; a queue that asks for more gets this.
pub const OFFER_SECONDS_MAX: u32 = 600;

/// One fact or wish. The shell has checked who may do it; the engine checks that it makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A queue was made or changed. Offers that stand keep their deadline.
    UpsertQueue(Queue),
    /// An agent was made (then offline) or changed (presence and work stay).
    UpsertAgent(AgentSettings),
    /// An agent is no more: their offer ends, their work goes back to its queues.
    RemoveAgent {
        /// Who.
        agent: UserId,
    },
    /// An agent's state changed, by themselves, by a supervisor, or because the desk is gone.
    Presence {
        /// Who.
        agent: UserId,
        /// The state now.
        presence: Presence,
    },
    /// Work arrived.
    Enqueue(WorkItem),
    /// The agent says yes.
    Accept {
        /// To which offer.
        offer: OfferId,
        /// Who says it.
        agent: UserId,
    },
    /// The agent says no.
    Decline {
        /// To which offer.
        offer: OfferId,
        /// Who says it.
        agent: UserId,
    },
    /// The agent pulls an item that nobody has yet, within their capacity and from any queue.
    Take {
        /// Which.
        work: WorkItemId,
        /// Who.
        agent: UserId,
    },
    /// A supervisor gives an item to an agent, over capacity if need be.
    Assign {
        /// Which.
        work: WorkItemId,
        /// To whom.
        agent: UserId,
    },
    /// A colleague hands an item over.
    Transfer {
        /// Which.
        work: WorkItemId,
        /// To whom or where.
        to: Destination,
    },
    /// Assigned work goes back to its queue.
    Release {
        /// Which.
        work: WorkItemId,
    },
    /// The work is done, wherever it stands.
    Complete {
        /// Which.
        work: WorkItemId,
    },
    /// The work is no longer needed (the customer left), wherever it stands.
    Cancel {
        /// Which.
        work: WorkItemId,
    },
    /// The work became more or less urgent.
    Reprioritise {
        /// Which.
        work: WorkItemId,
        /// How urgent now.
        priority: Priority,
    },
    /// Time passed: whatever is due happens. See [`crate::Engine::next_deadline`].
    Tick,
}

/// Where a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a colleague, who has it at once; refused over capacity.
    Agent(UserId),
    /// To a queue, keeping its age.
    Queue(QueueId),
}

/// A queue as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// How long an offer stands, seconds; held to 1 … [`OFFER_SECONDS_MAX`].
    pub offer_seconds: u32,
    /// Takes no new work; what waits is still served.
    pub archived: bool,
}

/// An agent as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSettings {
    /// The person.
    pub id: UserId,
    /// What they can hold at once.
    pub capacity: Capacity,
    /// The queues they serve; may name queues that are not known yet.
    pub queues: BTreeSet<QueueId>,
}
