//! Why an input was refused.

use model::{QueueId, UserId, WorkItemId};
use thiserror::Error;

/// Why an input was refused. A refused input changes nothing and has no effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// No unfinished work has this id.
    #[error("no unfinished work item {0}")]
    UnknownWork(WorkItemId),
    /// No agent has this id.
    #[error("no agent {0}")]
    UnknownAgent(UserId),
    /// No queue has this id.
    #[error("no queue {0}")]
    UnknownQueue(QueueId),
    /// The queue takes no new work.
    #[error("queue {0} is archived")]
    QueueArchived(QueueId),
    /// Unfinished work has this id already.
    #[error("work item {0} is already here")]
    DuplicateWork(WorkItemId),
    /// The offer was answered, ran out or was taken back.
    #[error("the offer no longer stands")]
    OfferGone,
    /// The offer was made to somebody else.
    #[error("the offer was made to somebody else")]
    NotYours,
    /// The agent is offline.
    #[error("agent {0} is not available")]
    NotAvailable(UserId),
    /// The agent holds as much as they can, a standing offer included.
    #[error("agent {0} has no capacity left")]
    OverCapacity(UserId),
    /// An agent has the work already.
    #[error("agent {0} has it already")]
    AlreadyAssigned(UserId),
    /// No agent has the work.
    #[error("no agent has work item {0}")]
    NotAssigned(WorkItemId),
}
