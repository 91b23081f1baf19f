//! What the engine decided.

use jiff::Timestamp;
use model::event::OfferEnd;
use model::{OfferId, Presence, QueueId, UserId, WorkItemId};

/// One decision, in the order it was taken. Effects are complete: rows that follow them hold what
/// [`crate::Snapshot`] needs, apart from the settings and priorities that the shell itself sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// New work waits.
    Enqueued {
        /// Which.
        work: WorkItemId,
        /// Where.
        queue: QueueId,
    },
    /// Ask the agent.
    Offer {
        /// Which work.
        work: WorkItemId,
        /// Where it waits: what the shell finds elsewhere by now is not to be offered so.
        queue: QueueId,
        /// The offer, to be named in the answer.
        offer: OfferId,
        /// Whom.
        agent: UserId,
        /// Until when an answer counts.
        expires_at: Timestamp,
    },
    /// The agent said no; the work is back at its place in the queue.
    Declined {
        /// Which work.
        work: WorkItemId,
        /// The offer.
        offer: OfferId,
        /// Who.
        agent: UserId,
    },
    /// The offer ended without the agent's answer. Unless the work is gone (`WorkGone`), it is back
    /// at its place in the queue.
    OfferEnded {
        /// Which work.
        work: WorkItemId,
        /// The offer.
        offer: OfferId,
        /// Who was asked.
        agent: UserId,
        /// Why.
        reason: OfferEnd,
    },
    /// Those who declined may be asked again.
    DeclinesForgotten {
        /// Which work.
        work: WorkItemId,
    },
    /// The agent has the work. Who declined it before is forgotten.
    Assigned {
        /// Which.
        work: WorkItemId,
        /// Who has it now.
        agent: UserId,
        /// The offer to this agent that it answers; `None` when the work came by hand alone.
        offer: Option<OfferId>,
        /// Who had it before.
        from: Option<UserId>,
        /// The agent now holds more than their capacity: a person wanted it so.
        over_capacity: bool,
    },
    /// The work waits (again) in `queue`. The agent who had it counts as having declined it; all
    /// earlier declines are forgotten.
    Released {
        /// Which.
        work: WorkItemId,
        /// Where it waits now.
        queue: QueueId,
        /// Who had it; `None` when it was moved between queues.
        agent: Option<UserId>,
    },
    /// The work is done and forgotten here.
    Completed {
        /// Which.
        work: WorkItemId,
        /// Who had it.
        agent: Option<UserId>,
    },
    /// The work is no longer needed and forgotten here.
    Cancelled {
        /// Which.
        work: WorkItemId,
        /// Who had it.
        agent: Option<UserId>,
    },
    /// The agent's state changed, on demand or because an offer went unanswered.
    SetPresence {
        /// Who.
        agent: UserId,
        /// Before.
        from: Presence,
        /// After.
        to: Presence,
    },
}
