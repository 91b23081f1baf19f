//! The desk's live stream: frames of events by topic.

use std::sync::Arc;

use model::CaseId;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use utoipa::ToSchema;

/// What a desk sends.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct DeskFrame {
    /// Topics to follow: `inbox`, `board`, `case:<id>`; `me` is always followed.
    #[serde(default)]
    pub subscribe: Vec<String>,
    /// Topics to leave.
    #[serde(default)]
    pub unsubscribe: Vec<String>,
    /// The agent types in a case.
    pub typing: Option<TypingIn>,
    /// Still there?
    pub ping: Option<u64>,
}

/// The agent types in a case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TypingIn {
    /// Which.
    pub case: CaseId,
}

/// A frame to a desk, encoded once and shared by all who get it.
pub type Frame = Arc<str>;

/// A desk's live line.
pub struct DeskLine {
    /// Frames to send, in order.
    pub frames: mpsc::Receiver<Frame>,
    /// Hands in what the desk sent.
    pub input: mpsc::Sender<DeskFrame>,
}

/// One event of a frame (for the documentation; frames are built by the live hub).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StreamEvent {
    /// The topic it belongs to.
    pub topic: String,
    /// `case.changed`, `message.created`, `message.changed`, `offer.created`, `offer.ended`,
    /// `presence.changed`, `board.changed`, `typing`, `customer_read`, `customer.changed`,
    /// `settings.changed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of what; states of the same id may be merged.
    pub id: String,
    /// The new state or the entry.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// A batch of events.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StreamFrame {
    /// Log position after this frame; pass it as `since` when reconnecting.
    pub seq: i64,
    /// Present and true on frames that do not wait for a batch (offers).
    pub urgent: Option<bool>,
    /// What happened.
    pub events: Vec<StreamEvent>,
}
