//! Offers and one's own state.

use jiff::Timestamp;
use model::{ChannelKind, Medium, OfferId, Presence, Priority, QueueId, UserId, WorkItemId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::CustomerBrief;
use model::CaseId;

/// An offer as the agent sees it (着信提示).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// Its id; name it when answering.
    pub id: OfferId,
    /// The work.
    pub work: WorkItemId,
    /// To whom it is offered.
    pub user: UserId,
    /// The case behind it.
    pub case: CaseId,
    /// Its number.
    pub case_number: i64,
    /// What it is about.
    pub subject: String,
    /// First words.
    pub snippet: String,
    /// Whose.
    pub customer: CustomerBrief,
    /// Where it waited.
    pub queue: QueueId,
    /// Through which kind of door.
    pub channel_kind: ChannelKind,
    /// How it would occupy the agent.
    pub medium: Medium,
    /// How urgent it is.
    pub priority: Priority,
    /// Since when the customer waits.
    pub enqueued_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// An agent's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentState {
    /// Who.
    pub user: UserId,
    /// The state.
    pub state: Presence,
    /// Since when.
    pub since: Timestamp,
    /// Open chats.
    pub chats: u32,
    /// Open mails and tasks.
    pub mails: u32,
    /// Most chats at once.
    pub chat_capacity: u32,
    /// Most mails and tasks at once.
    pub mail_capacity: u32,
    /// Queues the agent serves.
    pub queues: Vec<QueueId>,
}

/// The state one wants to have.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceChange {
    /// `available`, `away` or `wrap_up`; `offline` by signing out.
    pub state: Presence,
}
