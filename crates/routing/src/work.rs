//! Work items and where they stand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Medium, OfferId, Priority, QueueId, UserId, WorkItemId};

use crate::capacity::Pool;

/// What routing knows of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// Its id.
    pub id: WorkItemId,
    /// How it occupies an agent.
    pub medium: Medium,
    /// Where it waits.
    pub queue: QueueId,
    /// How urgent it is.
    pub priority: Priority,
    /// Since when it waits; never changes, so that work which comes back keeps its place.
    pub enqueued_at: Timestamp,
    /// Whom to ask first, when they can take it.
    pub preferred: Option<UserId>,
}

/// A work item with its history and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The item.
    pub item: WorkItem,
    /// Who is not to be asked again for now.
    pub declined: BTreeSet<UserId>,
    /// Where it stands.
    pub place: Place,
}

/// Where unfinished work stands: exactly one of three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In its queue.
    Waiting {
        /// When those who declined may be asked again. Always set where somebody declined; a
        /// snapshot may leave it out and gets a whole back-off.
        forget_at: Option<Timestamp>,
    },
    /// One agent is being asked.
    Offered(Offer),
    /// An agent has it.
    Assigned {
        /// Who.
        agent: UserId,
        /// A person gave it to an agent who was full.
        over_capacity: bool,
    },
}

/// A standing offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// Who is being asked.
    pub agent: UserId,
    /// Until when an answer counts.
    pub expires_at: Timestamp,
}

/// The order of service: urgent first, then oldest, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn {
    urgency: Reverse<Priority>,
    enqueued_at: Timestamp,
    pub(crate) work: WorkItemId,
}

impl Work {
    /// The capacity it draws from.
    #[must_use]
    pub const fn pool(&self) -> Pool {
        Pool::of(self.item.medium)
    }

    /// The offer that stands, if any.
    #[must_use]
    pub const fn offer(&self) -> Option<Offer> {
        match self.place {
            Place::Offered(offer) => Some(offer),
            Place::Waiting { .. } | Place::Assigned { .. } => None,
        }
    }

    /// Who has it, if anybody.
    #[must_use]
    pub const fn holder(&self) -> Option<UserId> {
        match self.place {
            Place::Assigned { agent, .. } => Some(agent),
            Place::Waiting { .. } | Place::Offered(_) => None,
        }
    }

    /// When something happens to it by itself: its offer ends or its declines are forgotten.
    #[must_use]
    pub const fn deadline(&self) -> Option<Timestamp> {
        match self.place {
            Place::Waiting { forget_at } => forget_at,
            Place::Offered(offer) => Some(offer.expires_at),
            Place::Assigned { .. } => None,
        }
    }

    pub(crate) const fn turn(&self) -> Turn {
        Turn {
            urgency: Reverse(self.item.priority),
            enqueued_at: self.item.enqueued_at,
            work: self.item.id,
        }
    }
}
