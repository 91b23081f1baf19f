//! Promises with a clock (SLA): what is shown of them, and how they are set.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{CategoryId, ChannelId, HoursId, Priority, QueueId, SlaPolicyId, SlaTarget};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The promise of a case that falls due next, or that is overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSla {
    /// Which promise.
    pub target: SlaTarget,
    /// When it falls, or fell, due.
    pub due_at: Timestamp,
    /// Whether time runs short.
    pub warned: bool,
    /// Whether it is broken.
    pub breached: bool,
}

/// All promises of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SlaDetail {
    /// Name of the policy.
    pub policy: String,
    /// Whether time counts at present.
    pub open_now: bool,
    /// When business hours begin next; now when they last.
    pub opens_at: Option<Timestamp>,
    /// What is promised.
    pub promises: Vec<PromiseView>,
}

/// One promise of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PromiseView {
    /// Which.
    pub target: SlaTarget,
    /// Minutes of business hours that were promised.
    pub goal_minutes: u32,
    /// After how much of it somebody is warned, percent.
    pub warn_percent: u8,
    /// Business time spent in the present or last round, seconds.
    pub spent_seconds: i64,
    /// Whether its time counts.
    pub running: bool,
    /// Whether its time is stopped while the customer is waited for.
    pub held: bool,
    /// When it falls, or fell, due; absent when its time does not count.
    pub due_at: Option<Timestamp>,
    /// Whether it is, or was, broken.
    pub breached: bool,
    /// How its last round ended: answered or resolved (true), or the case was resolved without an
    /// answer (false); absent when nothing was waited for yet.
    pub fulfilled: Option<bool>,
}

/// What applies on Japanese public holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "rule", content = "periods")]
pub enum Holidays {
    /// Closed.
    Closed,
    /// As on other days.
    AsUsual,
    /// Hours of their own, such as `10:00-17:00`.
    Hours(Vec<String>),
}

/// Business hours (営業時間).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BusinessHours {
    /// Which.
    pub id: HoursId,
    /// Name.
    pub name: String,
    /// Time zone, by its name in the IANA database.
    pub zone: String,
    /// Monday to Sunday: periods such as `9:00-12:00`; a night shift is `22:00-30:00`.
    pub week: Vec<Vec<String>>,
    /// Japanese public holidays.
    pub holidays: Holidays,
    /// Single days with hours of their own, by date.
    pub days: BTreeMap<String, Vec<String>>,
    /// Queues that keep them.
    pub queues: Vec<QueueId>,
    /// Whether they are out of use.
    pub archived: bool,
    /// Whether they are open at present.
    pub open_now: bool,
    /// When they open or close next.
    pub changes_at: Option<Timestamp>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// New business hours.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBusinessHours {
    /// Name.
    pub name: String,
    /// Time zone; `Asia/Tokyo` when absent.
    pub zone: Option<String>,
    /// Monday to Sunday.
    pub week: Vec<Vec<String>>,
    /// Japanese public holidays.
    pub holidays: Holidays,
    /// Single days with hours of their own.
    #[serde(default)]
    pub days: BTreeMap<String, Vec<String>>,
    /// Queues that keep them.
    #[serde(default)]
    pub queues: Vec<QueueId>,
}

/// Changes to business hours; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessHoursChange {
    /// Name.
    pub name: Option<String>,
    /// Time zone.
    pub zone: Option<String>,
    /// Monday to Sunday.
    pub week: Option<Vec<Vec<String>>>,
    /// Japanese public holidays.
    pub holidays: Option<Holidays>,
    /// Single days with hours of their own, all of them.
    pub days: Option<BTreeMap<String, Vec<String>>>,
    /// Queues that keep them, all of them.
    pub queues: Option<Vec<QueueId>>,
    /// Whether they are out of use.
    pub archived: Option<bool>,
}

/// Within how many minutes of business hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalView {
    /// The promise.
    pub minutes: u32,
    /// After how much of it somebody is warned, percent.
    pub warn_percent: u8,
}

/// What a policy promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GoalsView {
    /// 初回応答.
    pub first_response: Option<GoalView>,
    /// 次回応答.
    pub next_response: Option<GoalView>,
    /// 解決.
    pub resolution: Option<GoalView>,
}

/// Which cases a policy fits; an empty list fits every one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConditionsView {
    /// Queues.
    pub queues: Vec<QueueId>,
    /// Categories.
    pub categories: Vec<CategoryId>,
    /// The channels through which the case came.
    pub channels: Vec<ChannelId>,
    /// Ranks of the customer.
    pub ranks: Vec<String>,
    /// Priorities.
    pub priorities: Vec<Priority>,
}

/// What happens before and after a promise is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EscalationView {
    /// Call the owner when time runs short.
    pub warn_owner: bool,
    /// Call the supervisors when a promise is broken.
    pub call_supervisors: bool,
    /// Raise the case to this priority when a promise is broken.
    pub raise_to: Option<Priority>,
}

/// A policy: what is promised of which cases (SLAポリシー).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SlaPolicy {
    /// Which.
    pub id: SlaPolicyId,
    /// Name.
    pub name: String,
    /// Place: the first policy that fits a case holds for it.
    pub position: i64,
    /// Whether it is in use.
    pub active: bool,
    /// Which cases it fits.
    pub conditions: ConditionsView,
    /// What is promised.
    pub goals: GoalsView,
    /// What happens before and after a promise is broken.
    pub escalation: EscalationView,
    /// The hours that count; those of the queue when absent.
    pub hours: Option<HoursId>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new policy.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSlaPolicy {
    /// Name.
    pub name: String,
    /// Place; after the others when absent.
    pub position: Option<i64>,
    /// Which cases it fits.
    #[serde(default)]
    pub conditions: ConditionsView,
    /// What is promised.
    pub goals: GoalsView,
    /// What happens before and after a promise is broken.
    #[serde(default)]
    pub escalation: EscalationView,
    /// The hours that count; those of the queue when absent.
    pub hours: Option<HoursId>,
}

/// Changes to a policy; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlaPolicyChange {
    /// Name.
    pub name: Option<String>,
    /// Place.
    pub position: Option<i64>,
    /// Whether it is in use.
    pub active: Option<bool>,
    /// Which cases it fits.
    pub conditions: Option<ConditionsView>,
    /// What is promised.
    pub goals: Option<GoalsView>,
    /// What happens before and after a promise is broken.
    pub escalation: Option<EscalationView>,
    /// The hours that count; `null` for those of the queue.
    #[serde(default, deserialize_with = "crate::case::some")]
    pub hours: Option<Option<HoursId>>,
}
