//! The policies and hours of a tenant, as the keeper uses them.

use std::collections::HashMap;

use model::{HoursId, QueueId, SlaPolicyId};
use serde::de::DeserializeOwned;
use sla::{Hours, Targets};
use store::business_hours::{self, BusinessHours};
use store::sla_policy::{self, SlaPolicy};
use store::{Scope, StoreError};

use super::terms::{Conditions, Escalation, Facts, JAPAN, Terms};

/// Hours that can be computed with.
#[derive(Clone, Debug)]
pub struct NamedHours {
    /// Week, holidays, single days.
    pub hours: Hours,
    /// Time zone.
    pub zone: String,
}

/// A policy in use.
#[derive(Clone, Debug)]
struct Policy {
    id: SlaPolicyId,
    conditions: Conditions,
    targets: Targets,
    escalation: Escalation,
    hours: Option<HoursId>,
}

/// The policies and hours of a tenant.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    policies: Vec<Policy>,
    hours: HashMap<HoursId, NamedHours>,
    queues: HashMap<QueueId, HoursId>,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn read(scope: &Scope<'_>) -> Result<Self, StoreError> {
        let hours = business_hours::all(scope).await?;
        let policies = sla_policy::all(scope).await?;
        Ok(Self {
            policies: policies
                .into_iter()
                .filter(|policy| policy.active)
                .map(policy)
                .collect::<Result<_, _>>()?,
            hours: hours
                .into_iter()
                .map(|row| Ok((row.id, named(row)?)))
                .collect::<Result<_, StoreError>>()?,
            queues: business_hours::of_queues(scope).await?.into_iter().collect(),
        })
    }

    /// Whether anything is promised at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// Whether any policy looks at the customer's rank.
    #[must_use]
    pub fn looks_at_ranks(&self) -> bool {
        self.policies.iter().any(|policy| !policy.conditions.ranks.is_empty())
    }

    /// What is promised of such a case: the first policy that fits, with its hours or else those
    /// of the queue.
    #[must_use]
    pub fn choose(&self, facts: &Facts<'_>) -> Option<(SlaPolicyId, Terms)> {
        let policy = self.policies.iter().find(|policy| policy.conditions.fit(facts))?;
        let hours = policy.hours.and_then(|id| self.hours.get(&id));
        let kept = hours.cloned().or_else(|| self.of_queue(facts.queue).cloned());
        let kept =
            kept.unwrap_or_else(|| NamedHours { hours: Hours::always(), zone: JAPAN.to_owned() });
        let terms = Terms {
            hours: kept.hours,
            zone: kept.zone,
            targets: policy.targets,
            escalation: policy.escalation,
        };
        Some((policy.id, terms))
    }

    /// The hours that a queue keeps; a queue that keeps none is always open.
    #[must_use]
    pub fn of_queue(&self, queue: QueueId) -> Option<&NamedHours> {
        self.hours.get(self.queues.get(&queue)?)
    }
}

fn policy(row: SlaPolicy) -> Result<Policy, StoreError> {
    Ok(Policy {
        id: row.id,
        conditions: read(row.conditions)?,
        targets: read(row.targets)?,
        escalation: read(row.escalation)?,
        hours: row.hours,
    })
}

fn named(row: BusinessHours) -> Result<NamedHours, StoreError> {
    Ok(NamedHours { hours: read(row.hours)?, zone: row.zone })
}

/// A stored setting.
///
/// # Errors
/// [`StoreError::Corrupt`] when this version cannot read it.
pub fn read<T: DeserializeOwned>(stored: serde_json::Value) -> Result<T, StoreError> {
    serde_json::from_value(stored).map_err(|error| StoreError::Corrupt(error.to_string()))
}
