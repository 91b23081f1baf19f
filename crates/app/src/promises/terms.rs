//! What is promised, as it is stored.

use jiff::tz::TimeZone;
use model::{CategoryId, ChannelId, Priority, QueueId, SlaPolicyId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sla::{Calendar, Hours, Rule, Targets};
use store::StoreError;

/// Which cases a policy fits; an empty list fits every one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conditions {
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Escalation {
    /// Call the owner when time runs short.
    pub warn_owner: bool,
    /// Call the supervisors when a promise is broken.
    pub call_supervisors: bool,
    /// Raise the case to this priority when a promise is broken.
    pub raise_to: Option<Priority>,
}

/// Promises with their hours, as a rule keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When time counts.
    pub hours: Hours,
    /// Where that is.
    pub zone: String,
    /// What is promised.
    pub targets: Targets,
    /// What happens around a broken promise.
    #[serde(default)]
    pub escalation: Escalation,
}

/// What a policy looks at.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Where the case waits or waited.
    pub queue: QueueId,
    /// What kind of matter.
    pub category: Option<CategoryId>,
    /// The door it came through.
    pub channel: ChannelId,
    /// The customer's rank.
    pub rank: &'a str,
    /// How urgent it is.
    pub priority: Priority,
}

impl Conditions {
    /// Whether a case is one of these.
    #[must_use]
    pub fn fit(&self, facts: &Facts<'_>) -> bool {
        fn among<T: PartialEq>(wanted: &[T], found: Option<&T>) -> bool {
            wanted.is_empty() || found.is_some_and(|found| wanted.contains(found))
        }
        among(&self.queues, Some(&facts.queue))
            && among(&self.categories, facts.category.as_ref())
            && among(&self.channels, Some(&facts.channel))
            && among(&self.priorities, Some(&facts.priority))
            && (self.ranks.is_empty() || self.ranks.iter().any(|rank| rank == facts.rank))
    }
}

impl Terms {
    /// The rule of these terms.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the time zone is not known here.
    pub fn rule(&self) -> Result<Rule, StoreError> {
        let zone = zone(&self.zone)
            .ok_or_else(|| StoreError::Corrupt(format!("time zone `{}`", self.zone)))?;
        Ok(Rule { calendar: Calendar::new(self.hours.clone(), zone), targets: self.targets })
    }

    /// What tells terms of a policy from others.
    ///
    /// # Errors
    /// When they cannot be written down.
    pub fn digest(&self, policy: SlaPolicyId) -> Result<String, StoreError> {
        let text =
            serde_json::to_string(self).map_err(|error| StoreError::Other(error.to_string()))?;
        let hash = Sha256::digest(format!("{policy}\n{text}"));
        Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A time zone by its name. Japan is known even where the machine has no time zone database.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    if name == JAPAN {
        return Some(TimeZone::fixed(jiff::tz::offset(9)));
    }
    TimeZone::get(name).ok()
}

/// Japan has had one offset and no summer time since 1951.
pub const JAPAN: &str = "Asia/Tokyo";

/// Where nothing is promised, times are measured day and night.
#[must_use]
pub fn nothing() -> Rule {
    let zone = TimeZone::fixed(jiff::tz::offset(9));
    Rule { calendar: Calendar::new(Hours::always(), zone), targets: Targets::default() }
}
