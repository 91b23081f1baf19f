//! What other systems are told of the log.

use crate::case::CaseStatus;
use crate::event::EventBody;
use crate::text_enum;

text_enum! {
    /// A kind of event that an address can be told. Stable: other systems compare these.
    WebhookKind {
        /// A case began.
        CaseOpened = "case.opened",
        /// A case got an owner.
        CaseAssigned = "case.assigned",
        /// A case was handed to a colleague or a queue.
        CaseTransferred = "case.transferred",
        /// A case was resolved.
        CaseResolved = "case.resolved",
        /// A resolved case goes on.
        CaseReopened = "case.reopened",
        /// The customer wrote.
        MessageReceived = "message.received",
        /// The centre wrote.
        MessageSent = "message.sent",
        /// A customer record was made.
        CustomerCreated = "customer.created",
        /// A profile changed.
        CustomerUpdated = "customer.updated",
        /// Two records were found to be one person.
        CustomerMerged = "customer.merged",
        /// A merge was crossed out.
        CustomerParted = "customer.parted",
        /// A person was erased.
        CustomerErased = "customer.erased",
        /// Much of a promise's time is spent.
        SlaWarned = "sla.warned",
        /// A promise was not kept.
        SlaBreached = "sla.breached",
    }
}

impl WebhookKind {
    /// The kind of an event, if others may be told of it.
    #[must_use]
    pub const fn of(body: &EventBody) -> Option<Self> {
        Some(match body {
            EventBody::CaseOpened { .. } => Self::CaseOpened,
            EventBody::CaseAssigned { .. } => Self::CaseAssigned,
            EventBody::CaseTransferred { .. } => Self::CaseTransferred,
            EventBody::CaseStatusChanged { to: CaseStatus::Resolved, .. } => Self::CaseResolved,
            EventBody::CaseStatusChanged { from: CaseStatus::Resolved, .. } => Self::CaseReopened,
            EventBody::MessageReceived { .. } => Self::MessageReceived,
            EventBody::MessageSent { .. } => Self::MessageSent,
            EventBody::CustomerCreated => Self::CustomerCreated,
            EventBody::CustomerUpdated { .. } => Self::CustomerUpdated,
            EventBody::CustomerMerged { .. } => Self::CustomerMerged,
            EventBody::CustomerParted { .. } => Self::CustomerParted,
            EventBody::CustomerErased { .. } => Self::CustomerErased,
            EventBody::SlaWarned { .. } => Self::SlaWarned,
            EventBody::SlaBreached { .. } => Self::SlaBreached,
            _ => return None,
        })
    }
}

text_enum! {
    /// How far the telling of one event got.
    WebhookState {
        /// To be sent, at once or later.
        Pending = "pending",
        /// The other side took it.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
        /// Kept while the address is switched off.
        Held = "held",
    }
}
