//! A shell in miniature: keeps rows by following the inputs it sent and the effects it got, as the
//! store does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::event::OfferEnd;
use model::{Presence, QueueId, UserId, WorkItemId};
use routing::{AgentRow, Effect, Input, Offer, Place, Queue, Snapshot, Work};

#[derive(Default)]
pub(crate) struct Rows {
    queues: BTreeMap<QueueId, Queue>,
    agents: BTreeMap<UserId, AgentRow>,
    works: BTreeMap<WorkItemId, Work>,
}

/// The snapshot without the ends of back-offs, which are not stored.
pub(crate) fn without_back_offs(mut snapshot: Snapshot) -> Snapshot {
    for work in &mut snapshot.works {
        if let Place::Waiting { forget_at } = &mut work.place {
            *forget_at = None;
        }
    }
    snapshot
}

impl Rows {
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            queues: self.queues.values().cloned().collect(),
            agents: self.agents.values().cloned().collect(),
            works: self.works.values().cloned().collect(),
        }
    }

    /// Follows one input that was not refused.
    pub(crate) fn follow(&mut self, now: Timestamp, input: Input, effects: &[Effect]) {
        let removed = match &input {
            Input::RemoveAgent { agent } => Some(*agent),
            _ => None,
        };
        self.keep(now, input);
        for effect in effects {
            self.apply(now, effect);
        }
        removed.and_then(|agent| self.agents.remove(&agent));
    }

    /// What the shell decided itself.
    fn keep(&mut self, now: Timestamp, input: Input) {
        match input {
            Input::UpsertQueue(queue) => {
                self.queues.insert(queue.id, queue);
            }
            Input::UpsertAgent(settings) => {
                let offline = Presence::Offline;
                let fresh =
                    AgentRow { settings: settings.clone(), presence: offline, idle_since: now };
                let row = self.agents.entry(settings.id).or_insert(fresh);
                row.settings = settings;
            }
            Input::Enqueue(item) => {
                let place = Place::Waiting { forget_at: None };
                self.works.insert(item.id, Work { item, declined: BTreeSet::new(), place });
            }
            Input::Reprioritise { work, priority } => {
                self.works.get_mut(&work).unwrap().item.priority = priority;
            }
            _ => {}
        }
    }

    fn apply(&mut self, now: Timestamp, effect: &Effect) {
        match *effect {
            Effect::Enqueued { .. } | Effect::OfferEnded { reason: OfferEnd::WorkGone, .. } => {}
            Effect::Offer { work, queue, offer, agent, expires_at } => {
                assert_eq!(self.work(work).item.queue, queue, "offered from where it waits");
                self.work(work).place = Place::Offered(Offer { id: offer, agent, expires_at });
            }
            Effect::Declined { work, agent, .. } => {
                self.work(work).declined.insert(agent);
                self.work(work).place = Place::Waiting { forget_at: None };
            }
            Effect::OfferEnded { work, .. } => {
                self.work(work).place = Place::Waiting { forget_at: None };
            }
            Effect::DeclinesForgotten { work } => self.work(work).declined.clear(),
            Effect::Assigned { work, agent, from, over_capacity, .. } => {
                self.work(work).declined.clear();
                self.work(work).place = Place::Assigned { agent, over_capacity };
                self.touch(now, from);
                self.touch(now, Some(agent));
            }
            Effect::Released { work, queue, agent } => {
                let row = self.work(work);
                row.item.queue = queue;
                row.declined = agent.into_iter().collect();
                row.place = Place::Waiting { forget_at: None };
                self.touch(now, agent);
            }
            Effect::Completed { work, agent } | Effect::Cancelled { work, agent } => {
                self.works.remove(&work);
                self.touch(now, agent);
            }
            Effect::SetPresence { agent, to, .. } => {
                let row = self.agents.get_mut(&agent).unwrap();
                row.presence = to;
                if to == Presence::Available {
                    row.idle_since = now;
                }
            }
        }
    }

    fn work(&mut self, id: WorkItemId) -> &mut Work {
        self.works.get_mut(&id).unwrap()
    }

    fn touch(&mut self, now: Timestamp, agent: Option<UserId>) {
        if let Some(row) = agent.and_then(|agent| self.agents.get_mut(&agent)) {
            row.idle_since = now;
        }
    }
}
