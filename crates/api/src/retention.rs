//! How long things are kept, and what must not go.

use jiff::Timestamp;
use model::{
    CaseId, ChannelId, ChannelKind, CustomerId, LegalHoldId, Retention, RetentionPart,
    RetentionRunId, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The policy of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionView {
    /// Days by kind of channel and part; what is not named is kept for ever.
    pub policy: Retention,
    /// The fewest days that are taken.
    pub days_min: u32,
    /// The most.
    pub days_max: u32,
}

/// What a policy would delete now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionPreview {
    /// Of which kind of channel.
    pub kind: ChannelKind,
    /// What.
    pub part: RetentionPart,
    /// Of how many cases.
    pub cases: u64,
    /// When the oldest of them was resolved.
    pub oldest: Option<Timestamp>,
}

/// What was deleted at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionRunView {
    /// Its id.
    pub id: RetentionRunId,
    /// Of which channel's cases.
    pub channel: ChannelId,
    /// What.
    pub part: RetentionPart,
    /// When.
    pub at: Timestamp,
    /// Of how many cases.
    pub cases: u64,
    /// Messages that lost their words.
    pub messages: u64,
    /// Files.
    pub files: u64,
}

/// A hold that is to be placed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHold {
    /// On this case only; on everything of the customer when absent.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// Why: a lawsuit, a request of an authority.
    #[schema(min_length = 1)]
    pub reason: String,
}

/// A hold that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    /// Its id.
    pub id: LegalHoldId,
    /// The case; or
    pub case: Option<CaseId>,
    /// the customer.
    pub customer: Option<CustomerId>,
    /// Why.
    pub reason: String,
    /// Who placed it.
    pub placed_by: UserId,
    /// When.
    pub placed_at: Timestamp,
}
