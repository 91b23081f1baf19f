//! The supervisor's live board (リアルタイムモニター), first version.

use jiff::Timestamp;
use model::QueueId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::work::AgentState;

/// The board whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Board {
    /// When these figures were true.
    pub at: Timestamp,
    /// One row per queue.
    pub queues: Vec<BoardRow>,
    /// One row per agent.
    pub agents: Vec<AgentState>,
}

/// One queue right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardRow {
    /// Which.
    pub queue: QueueId,
    /// 待ち: items nobody has, offered ones included.
    pub waiting: u32,
    /// Of these, offered right now.
    pub offered: u32,
    /// 最長待ち: since when the oldest waits.
    pub longest_since: Option<Timestamp>,
    /// 対応中: items with an agent.
    pub in_progress: u32,
    /// 受付可: available agents of this queue with room for a chat.
    pub available: u32,
    /// Agents of this queue who are signed in.
    pub signed_in: u32,
}
