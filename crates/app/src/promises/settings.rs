//! The policies and hours of a tenant, as the keeper uses them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::{HoursId, QueueId, SlaPolicyId};
use serde::de::DeserializeOwned;
use sla::{Hours, Targets};
use store::business_hours::{self, BusinessHours};
use store::sla_policy::{self, SlaPolicy};
use store::{Scope, StoreError, case_clock};

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
#[derive(Debug, Default)]
pub struct Settings {
    policies: Vec<Policy>,
    hours: HashMap<HoursId, NamedHours>,
    queues: HashMap<QueueId, HoursId>,
    /// Whether the tenant has clocks already.
    clocks: bool,
    /// Terms that were asked for before.
    prepared: Mutex<Prepared>,
}

/// Terms by policy and hours.
type Prepared = HashMap<(SlaPolicyId, Option<HoursId>), Arc<Chosen>>;

/// A policy with the hours that count, ready to be stored.
#[derive(Debug)]
pub struct Chosen {
    /// The policy.
    pub policy: SlaPolicyId,
    /// What is promised.
    pub terms: Terms,
    /// The same as JSON.
    pub json: serde_json::Value,
    /// What tells these terms from others.
    pub digest: String,
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
            clocks: case_clock::any(scope).await?,
            prepared: Mutex::default(),
        })
    }

    /// Whether anything is promised at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// Whether clocks are to hear of what happens: something is promised, or was.
    #[must_use]
    pub const fn keeps_clocks(&self) -> bool {
        self.clocks || !self.policies.is_empty()
    }

    /// Whether any policy looks at the customer's rank.
    #[must_use]
    pub fn looks_at_ranks(&self) -> bool {
        self.policies.iter().any(|policy| !policy.conditions.ranks.is_empty())
    }

    /// What is promised of such a case: the first policy that fits, with its hours or else those
    /// of the queue.
    ///
    /// # Errors
    /// When the terms cannot be written down.
    pub fn choose(&self, facts: &Facts<'_>) -> Result<Option<Arc<Chosen>>, StoreError> {
        let Some(policy) = self.policies.iter().find(|policy| policy.conditions.fit(facts)) else {
            return Ok(None);
        };
        let own = policy.hours.filter(|id| self.hours.contains_key(id));
        let kept = own.or_else(|| self.queues.get(&facts.queue).copied());
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = prepared.get(&(policy.id, kept)) {
            return Ok(Some(Arc::clone(known)));
        }
        let hours = kept.and_then(|id| self.hours.get(&id)).cloned();
        let hours =
            hours.unwrap_or_else(|| NamedHours { hours: Hours::always(), zone: JAPAN.to_owned() });
        let terms = Terms {
            hours: hours.hours,
            zone: hours.zone,
            targets: policy.targets,
            escalation: policy.escalation,
        };
        let chosen = Arc::new(Chosen {
            policy: policy.id,
            json: store::convert_json(&terms)?,
            digest: terms.digest(policy.id)?,
            terms,
        });
        prepared.insert((policy.id, kept), Arc::clone(&chosen));
        Ok(Some(chosen))
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
