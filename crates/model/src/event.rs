//! The log: one immutable fact per event. Personal data stays in rows that can be erased; events
//! carry ids and small facts only.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::{
    Actor, CaseStatus, DeliveryState, Medium, Presence, Priority, SideState, TransferKind, WorkKind,
};
use crate::consent::{ConsentChannel, ConsentDecision};
use crate::ids::{
    CaseId, CategoryId, ChannelId, ConsentId, ConsentPurposeId, CustomerId, DispositionId,
    ErasureId, EventId, HandoverId, IntakeId, InteractionId, MergeId, MessageId, OfferId, OrderId,
    ProofId, QueueId, SideId, SlaRuleId, StepId, UserId, WorkItemId,
};
use crate::promise::SlaTarget;

/// One fact as it stands on the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Position on the log; what readers keep as their cursor.
    pub seq: i64,
    /// Its own id.
    pub id: EventId,
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// The interaction it concerns.
    pub interaction: Option<InteractionId>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub body: EventBody,
}

/// An event before it has its place on the log.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// The interaction it concerns.
    pub interaction: Option<InteractionId>,
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub body: EventBody,
}

impl NewEvent {
    /// An event that concerns no customer: settings, presence.
    #[must_use]
    pub const fn bare(actor: Actor, body: EventBody) -> Self {
        Self { customer: None, case: None, interaction: None, actor, body }
    }
}

/// What happened. The tag `kind` is stable: stored events are read back for ever, so variants and
/// fields are only ever added, new fields with a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind")]
pub enum EventBody {
    /// A customer record was made.
    #[serde(rename = "customer.created")]
    CustomerCreated,
    /// Profile, attributes or tags changed.
    #[serde(rename = "customer.updated")]
    CustomerUpdated {
        /// Names of the changed fields.
        fields: Vec<String>,
    },
    /// An identity was attached to the customer.
    #[serde(rename = "customer.identified")]
    CustomerIdentified {
        /// What kind of identity.
        identity: crate::case::IdentityKind,
        /// Why it was believed.
        strength: crate::case::IdentityStrength,
    },
    /// A code and a link went to an address that is said to be the customer's.
    #[serde(rename = "customer.proof_asked")]
    CustomerProofAsked {
        /// Which proof.
        proof: ProofId,
        /// What kind of identity.
        identity: crate::case::IdentityKind,
    },
    /// An anonymous customer's matters moved to a known one (the event's customer). No longer
    /// written: `CustomerMerged` took its place.
    #[serde(rename = "customer.absorbed")]
    CustomerAbsorbed {
        /// The anonymous record that was folded in.
        from: CustomerId,
    },
    /// Two records were found to be one person (the event's customer is the survivor).
    #[serde(rename = "customer.merged")]
    CustomerMerged {
        /// The entry of the ledger.
        merge: MergeId,
        /// The record whose group joined.
        absorbed: CustomerId,
        /// The record whose group it joined.
        survivor: CustomerId,
    },
    /// A merge was crossed out.
    #[serde(rename = "customer.parted")]
    CustomerParted {
        /// The entry of the ledger.
        merge: MergeId,
        /// The record whose group had joined.
        absorbed: CustomerId,
        /// The record whose group it had joined.
        survivor: CustomerId,
    },
    /// A person was erased (the event's customer is the record that led). What was counted stays.
    #[serde(rename = "customer.erased")]
    CustomerErased {
        /// Who asked for it, and why.
        erasure: ErasureId,
    },
    /// A colleague made a link with which the customer may go on by chat.
    #[serde(rename = "handover.offered")]
    HandoverOffered {
        /// The link.
        handover: HandoverId,
        /// Where it leads.
        channel: ChannelId,
    },
    /// A customer consented to a purpose, or took it back.
    #[serde(rename = "consent.recorded")]
    ConsentRecorded {
        /// The entry of the ledger.
        consent: ConsentId,
        /// To what.
        purpose: ConsentPurposeId,
        /// In which ways.
        channels: Vec<ConsentChannel>,
        /// What.
        decision: ConsentDecision,
    },
    /// A browser took a link; the event's interaction is its chat.
    #[serde(rename = "handover.taken")]
    HandoverTaken {
        /// The link.
        handover: HandoverId,
    },
    /// A purchase.
    #[serde(rename = "order.placed")]
    OrderPlaced {
        /// The order's row.
        order: OrderId,
        /// Total in minor units of `currency`.
        total_minor: i64,
        /// ISO 4217 code.
        currency: String,
    },
    /// A case began.
    #[serde(rename = "case.opened")]
    CaseOpened {
        /// Its number, counted per tenant.
        number: i64,
        /// The door it came through.
        channel: ChannelId,
        /// Where it waits.
        queue: QueueId,
    },
    /// A case changed its state.
    #[serde(rename = "case.status_changed")]
    CaseStatusChanged {
        /// Before.
        from: CaseStatus,
        /// After.
        to: CaseStatus,
    },
    /// A case got an owner.
    #[serde(rename = "case.assigned")]
    CaseAssigned {
        /// Its owner now.
        to: UserId,
        /// Its owner before.
        from: Option<UserId>,
    },
    /// A case was handed to an agent or a queue.
    #[serde(rename = "case.transferred")]
    CaseTransferred {
        /// The agent it was handed to.
        to_user: Option<UserId>,
        /// The queue it was handed to.
        to_queue: Option<QueueId>,
        /// The owner who gave it away.
        from: Option<UserId>,
        /// The queue it was in; absent in what was written before the way back was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_queue: Option<QueueId>,
        /// Why it moved.
        #[serde(default, skip_serializing_if = "TransferKind::is_handed")]
        way: TransferKind,
    },
    /// A case was put off until an instant.
    #[serde(rename = "case.held")]
    CaseHeld {
        /// Until when.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
    },
    /// The instant came until which a case was put off.
    #[serde(rename = "case.due")]
    CaseDue,
    /// Another case went on in this one.
    #[serde(rename = "case.joined")]
    CaseJoined {
        /// The case that went on here.
        joined: CaseId,
        /// Whether its customer waits for an answer.
        #[serde(default)]
        unanswered: bool,
    },
    /// The time of what was said in a case is over: it was deleted.
    #[serde(rename = "case.cleared")]
    CaseCleared {
        /// What was deleted.
        part: crate::retention::RetentionPart,
    },
    /// This case went on in another one and is over: this is no resolution.
    #[serde(rename = "case.joined_into")]
    CaseJoinedInto {
        /// Where it goes on.
        into: CaseId,
    },
    /// A case that went on in another one is its own again.
    #[serde(rename = "case.parted")]
    CaseParted {
        /// Where it had gone on.
        from: CaseId,
    },
    /// A case began with a part of another one.
    #[serde(rename = "case.split")]
    CaseSplit {
        /// Which it was a part of.
        from: CaseId,
        /// Whether its customer waits for an answer.
        #[serde(default)]
        unanswered: bool,
    },
    /// Two cases have to do with each other, or no longer.
    #[serde(rename = "case.tied")]
    CaseTied {
        /// The other case.
        other: CaseId,
        /// Whether they do.
        tied: bool,
    },
    /// A step of a procedure was done, or was not after all.
    #[serde(rename = "case.step")]
    CaseStep {
        /// Which.
        step: StepId,
        /// Whether it is done.
        done: bool,
    },
    /// It was said how a case ended.
    #[serde(rename = "case.disposed")]
    CaseDisposed {
        /// How; absent when it was taken back.
        disposition: Option<DispositionId>,
    },
    /// A case got another category.
    #[serde(rename = "case.categorised")]
    CaseCategorised {
        /// The category now.
        category: Option<CategoryId>,
    },
    /// A case got another priority.
    #[serde(rename = "case.priority_changed")]
    CasePriorityChanged {
        /// The priority now.
        priority: Priority,
    },
    /// A case got another subject.
    #[serde(rename = "case.renamed")]
    CaseRenamed,
    /// A case was moved to another customer by a colleague.
    #[serde(rename = "case.customer_changed")]
    CaseCustomerChanged {
        /// The customer it was under.
        from: CustomerId,
    },
    /// A session on a channel began.
    #[serde(rename = "interaction.started")]
    InteractionStarted {
        /// On which channel.
        channel: ChannelId,
        /// How it occupies an agent.
        medium: Medium,
    },
    /// A session on a channel ended.
    #[serde(rename = "interaction.ended")]
    InteractionEnded,
    /// The customer wrote.
    #[serde(rename = "message.received")]
    MessageReceived {
        /// The message's row.
        message: MessageId,
        /// A machine of the customer's wrote it (out of office, bounces): nobody waits for an answer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        automatic: bool,
    },
    /// The centre wrote.
    #[serde(rename = "message.sent")]
    MessageSent {
        /// The message's row.
        message: MessageId,
    },
    /// An outgoing message got further, or was given up.
    #[serde(rename = "message.delivery")]
    MessageDelivery {
        /// The message's row.
        message: MessageId,
        /// How far it got.
        state: DeliveryState,
    },
    /// The customer has read up to a message.
    #[serde(rename = "message.read")]
    MessageRead {
        /// The last message read.
        message: MessageId,
    },
    /// A note among colleagues.
    #[serde(rename = "note.added")]
    NoteAdded {
        /// The note's row.
        message: MessageId,
        /// Colleagues called by @.
        mentions: Vec<UserId>,
    },
    /// A conversation with somebody outside began, was answered, waits again or ended. What is said
    /// in it are notes.
    #[serde(rename = "side.changed")]
    SideChanged {
        /// Which.
        side: SideId,
        /// How it stands now.
        state: SideState,
    },
    /// Somebody outside has not answered by the time that was set.
    #[serde(rename = "side.due")]
    SideDue {
        /// Which conversation.
        side: SideId,
    },
    /// Something happened that the thread shows as a line.
    #[serde(rename = "thread.system")]
    ThreadSystem {
        /// The line's row.
        message: MessageId,
    },
    /// Work entered a queue.
    #[serde(rename = "work.enqueued")]
    WorkEnqueued {
        /// Which.
        work: WorkItemId,
        /// What kind.
        work_kind: WorkKind,
        /// Where.
        queue: QueueId,
    },
    /// Work was offered to an agent.
    #[serde(rename = "work.offered")]
    WorkOffered {
        /// Which.
        work: WorkItemId,
        /// The offer.
        offer: OfferId,
        /// To whom.
        user: UserId,
        /// Until when.
        #[schema(value_type = String, format = DateTime)]
        expires_at: Timestamp,
    },
    /// An agent took it.
    #[serde(rename = "work.accepted")]
    WorkAccepted {
        /// Which.
        work: WorkItemId,
        /// The offer, or none when it was pulled from the queue or assigned by a colleague.
        offer: Option<OfferId>,
        /// Who has it.
        user: UserId,
    },
    /// An agent refused the offer.
    #[serde(rename = "work.declined")]
    WorkDeclined {
        /// Which.
        work: WorkItemId,
        /// The offer.
        offer: OfferId,
        /// Who refused.
        user: UserId,
    },
    /// An offer ended without an answer, or was taken back.
    #[serde(rename = "work.offer_ended")]
    WorkOfferEnded {
        /// Which.
        work: WorkItemId,
        /// The offer.
        offer: OfferId,
        /// Who did not answer.
        user: UserId,
        /// Why it ended.
        reason: OfferEnd,
    },
    /// Assigned work went back to its queue.
    #[serde(rename = "work.released")]
    WorkReleased {
        /// Which.
        work: WorkItemId,
        /// Where it waits now.
        queue: QueueId,
        /// Who had it.
        user: Option<UserId>,
    },
    /// Work is done.
    #[serde(rename = "work.completed")]
    WorkCompleted {
        /// Which.
        work: WorkItemId,
        /// Who had it.
        user: Option<UserId>,
    },
    /// An agent's state changed.
    #[serde(rename = "agent.presence_changed")]
    PresenceChanged {
        /// Who.
        user: UserId,
        /// Before.
        from: Presence,
        /// After.
        to: Presence,
    },
    /// Input could not be parsed; its raw bytes are kept and a work item was made.
    #[serde(rename = "intake.unparseable")]
    IntakeUnparseable {
        /// The journal row.
        intake: IntakeId,
        /// The door.
        channel: ChannelId,
    },
    /// Input was recognised as automatic and needs no answer (auto-reply, bounce, loop).
    #[serde(rename = "intake.automatic")]
    IntakeAutomatic {
        /// The journal row.
        intake: IntakeId,
        /// Which kind: `auto_reply`, `bounce`, `loop`.
        automatic: String,
    },
    /// Other promises, or other hours, hold for a case.
    #[serde(rename = "sla.applied")]
    SlaApplied {
        /// What holds now; nothing is promised when it is absent.
        rule: Option<SlaRuleId>,
        /// Position of the event because of which it holds.
        cause: i64,
        /// Since when: the instant of that event.
        #[schema(value_type = String, format = DateTime)]
        since: Timestamp,
    },
    /// Another promise of a case falls due next, or at another instant.
    #[serde(rename = "sla.due")]
    SlaDue {
        /// Which; none runs when it is absent.
        target: Option<SlaTarget>,
        /// When it falls due.
        #[schema(value_type = Option<String>, format = DateTime)]
        at: Option<Timestamp>,
    },
    /// So much of a promise's time is spent that somebody is warned.
    #[serde(rename = "sla.warned")]
    SlaWarned {
        /// Which promise.
        target: SlaTarget,
        /// When that was.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// A promise was not kept.
    #[serde(rename = "sla.breached")]
    SlaBreached {
        /// Which promise.
        target: SlaTarget,
        /// When it fell due.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// What was promised happened, or is no longer waited for.
    #[serde(rename = "sla.stopped")]
    SlaStopped {
        /// Which promise.
        target: SlaTarget,
        /// When that was.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// Business time it took, milliseconds.
        spent_ms: i64,
        /// Whether it was late.
        late: bool,
        /// Whether it happened; `false` when a case was resolved without an answer.
        fulfilled: bool,
    },
    /// A setting that every desk shows (queues, categories, people, channels) changed.
    #[serde(rename = "settings.changed")]
    SettingsChanged {
        /// Which part: `queues`, `categories`, `users`, `channels`, `tenant`,
        /// `hours`, `sla`.
        part: String,
    },
}

/// Why an offer ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// Nobody answered in time.
    TimedOut,
    /// The agent left or is no longer available.
    AgentGone,
    /// The work was resolved, transferred or taken by a colleague.
    WorkGone,
}

impl EventBody {
    /// The stable text of this kind, as stored in the `kind` column.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CustomerCreated => "customer.created",
            Self::CustomerUpdated { .. } => "customer.updated",
            Self::CustomerIdentified { .. } => "customer.identified",
            Self::CustomerProofAsked { .. } => "customer.proof_asked",
            Self::CustomerAbsorbed { .. } => "customer.absorbed",
            Self::CustomerMerged { .. } => "customer.merged",
            Self::CustomerParted { .. } => "customer.parted",
            Self::CustomerErased { .. } => "customer.erased",
            Self::HandoverOffered { .. } => "handover.offered",
            Self::HandoverTaken { .. } => "handover.taken",
            Self::ConsentRecorded { .. } => "consent.recorded",
            Self::OrderPlaced { .. } => "order.placed",
            Self::CaseOpened { .. } => "case.opened",
            Self::CaseStatusChanged { .. } => "case.status_changed",
            Self::CaseAssigned { .. } => "case.assigned",
            Self::CaseTransferred { .. } => "case.transferred",
            Self::CaseHeld { .. } => "case.held",
            Self::CaseDue => "case.due",
            Self::CaseDisposed { .. } => "case.disposed",
            Self::CaseJoined { .. } => "case.joined",
            Self::CaseCleared { .. } => "case.cleared",
            Self::CaseJoinedInto { .. } => "case.joined_into",
            Self::CaseParted { .. } => "case.parted",
            Self::CaseSplit { .. } => "case.split",
            Self::CaseTied { .. } => "case.tied",
            Self::CaseStep { .. } => "case.step",
            Self::CaseCategorised { .. } => "case.categorised",
            Self::CasePriorityChanged { .. } => "case.priority_changed",
            Self::CaseRenamed => "case.renamed",
            Self::CaseCustomerChanged { .. } => "case.customer_changed",
            Self::InteractionStarted { .. } => "interaction.started",
            Self::InteractionEnded => "interaction.ended",
            Self::MessageReceived { .. } => "message.received",
            Self::MessageSent { .. } => "message.sent",
            Self::MessageDelivery { .. } => "message.delivery",
            Self::MessageRead { .. } => "message.read",
            Self::NoteAdded { .. } => "note.added",
            Self::SideChanged { .. } => "side.changed",
            Self::SideDue { .. } => "side.due",
            Self::ThreadSystem { .. } => "thread.system",
            Self::WorkEnqueued { .. } => "work.enqueued",
            Self::WorkOffered { .. } => "work.offered",
            Self::WorkAccepted { .. } => "work.accepted",
            Self::WorkDeclined { .. } => "work.declined",
            Self::WorkOfferEnded { .. } => "work.offer_ended",
            Self::WorkReleased { .. } => "work.released",
            Self::WorkCompleted { .. } => "work.completed",
            Self::PresenceChanged { .. } => "agent.presence_changed",
            Self::IntakeUnparseable { .. } => "intake.unparseable",
            Self::IntakeAutomatic { .. } => "intake.automatic",
            Self::SlaApplied { .. } => "sla.applied",
            Self::SlaDue { .. } => "sla.due",
            Self::SlaWarned { .. } => "sla.warned",
            Self::SlaBreached { .. } => "sla.breached",
            Self::SlaStopped { .. } => "sla.stopped",
            Self::SettingsChanged { .. } => "settings.changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_tag_is_the_kind() {
        let body =
            EventBody::CaseStatusChanged { from: CaseStatus::Waiting, to: CaseStatus::Assigned };
        let json = serde_json::to_value(&body).unwrap();
        assert_eq!(json["kind"], body.kind());
        assert_eq!(serde_json::from_value::<EventBody>(json).unwrap(), body);
    }
}
