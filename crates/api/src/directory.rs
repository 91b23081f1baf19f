//! What every desk needs to name things: colleagues, queues, categories, channels.

use model::permission::Role;
use model::{CategoryId, ChannelId, ChannelKind, DispositionId, QueueId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The names of everything.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Directory {
    /// People, former ones too (their names stand in old threads).
    pub users: Vec<UserBrief>,
    /// Queues.
    pub queues: Vec<QueueBrief>,
    /// Categories.
    pub categories: Vec<CategoryView>,
    /// Channels.
    pub channels: Vec<ChannelBrief>,
    /// How cases may end.
    pub dispositions: Vec<DispositionView>,
    /// What must be said before a case ends.
    pub resolve_rule: ResolveRule,
    /// The languages into which texts can be translated; none without a translator.
    pub translates_to: Vec<String>,
}

/// A way in which cases end (解決区分).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DispositionView {
    /// Which.
    pub id: DispositionId,
    /// Name.
    pub name: String,
    /// Its place in the list.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

/// What must be said of a case before it may be resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveRule {
    /// What kind of matter it was.
    #[serde(default)]
    pub category: bool,
    /// How it ended.
    #[serde(default)]
    pub disposition: bool,
}

/// A colleague.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserBrief {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Whether the account is in use.
    pub active: bool,
}

/// A queue's name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct QueueBrief {
    /// Which.
    pub id: QueueId,
    /// Name.
    pub name: String,
    /// Whether it is out of use.
    pub archived: bool,
}

/// A node of the category tree.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CategoryView {
    /// Which.
    pub id: CategoryId,
    /// Its parent.
    pub parent: Option<CategoryId>,
    /// Name.
    pub name: String,
    /// Order among its siblings.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A channel's name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChannelBrief {
    /// Which.
    pub id: ChannelId,
    /// What kind of door.
    pub kind: ChannelKind,
    /// Name.
    pub name: String,
    /// Whether it is switched on.
    pub active: bool,
}
