//! Work arrives, moves by people's hands, and ends.

use std::collections::BTreeSet;

use model::event::OfferEnd;
use model::{Medium, Presence, Priority, QueueId, UserId, WorkItemId};

use crate::agent::Agent;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::Destination;
use crate::refusal::Refusal;
use crate::work::{Place, Work, WorkItem};

impl Engine {
    pub(crate) fn enqueue(&mut self, item: WorkItem, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        self.check_open(item.queue)?;
        if self.works.contains_key(&item.id) {
            return Err(Refusal::DuplicateWork(item.id));
        }
        out.push(Effect::Enqueued { work: item.id, queue: item.queue });
        let place = Place::Waiting { forget_at: None };
        self.put_in(Work { item, declined: BTreeSet::new(), place });
        Ok(())
    }

    pub(crate) fn take(
        &mut self,
        work: WorkItemId,
        agent: UserId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let (item, taker) = (self.known_work(work)?, self.known_agent(agent)?);
        if let Some(holder) = item.holder() {
            return Err(Refusal::AlreadyAssigned(holder));
        }
        if taker.row.presence == Presence::Offline {
            return Err(Refusal::NotAvailable(agent));
        }
        if !taker.has_room_for(work, item.pool()) {
            return Err(Refusal::OverCapacity(agent));
        }
        self.hand_to(work, agent, out);
        Ok(())
    }

    pub(crate) fn assign(
        &mut self,
        work: WorkItemId,
        agent: UserId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let (item, receiver) = (self.known_work(work)?, self.known_agent(agent)?);
        check_receiver(item, receiver)?;
        self.hand_to(work, agent, out);
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        work: WorkItemId,
        to: Destination,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        match to {
            Destination::Agent(agent) => {
                let (item, receiver) = (self.known_work(work)?, self.known_agent(agent)?);
                check_receiver(item, receiver)?;
                if !receiver.has_room_for(work, item.pool()) {
                    return Err(Refusal::OverCapacity(agent));
                }
                self.hand_to(work, agent, out);
            }
            Destination::Queue(queue) => {
                self.known_work(work)?;
                self.check_open(queue)?;
                self.send_to(work, queue, out);
            }
        }
        Ok(())
    }

    pub(crate) fn release(
        &mut self,
        work: WorkItemId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        if self.known_work(work)?.holder().is_none() {
            return Err(Refusal::NotAssigned(work));
        }
        self.give_back(work, out);
        Ok(())
    }

    pub(crate) fn complete(
        &mut self,
        work: WorkItemId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let agent = self.finish(work, out)?;
        out.push(Effect::Completed { work, agent });
        Ok(())
    }

    pub(crate) fn cancel(
        &mut self,
        work: WorkItemId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let agent = self.finish(work, out)?;
        out.push(Effect::Cancelled { work, agent });
        Ok(())
    }

    pub(crate) fn reprioritise(
        &mut self,
        work: WorkItemId,
        priority: Priority,
    ) -> Result<(), Refusal> {
        self.known_work(work)?;
        if self.works.get(&work).is_some_and(|work| matches!(work.place, Place::Waiting { .. })) {
            self.change_work(work, |work| work.item.priority = priority);
        } else if let Some(work) = self.works.get_mut(&work) {
            // Not in the order of service: nothing to re-index, and the agent stays untouched.
            work.item.priority = priority;
        }
        Ok(())
    }

    /// Gives the item to the agent, whatever stood before.
    pub(crate) fn hand_to(&mut self, id: WorkItemId, agent: UserId, out: &mut Vec<Effect>) {
        let (Some(work), Some(receiver)) = (self.works.get(&id), self.agents.get(&agent)) else {
            return;
        };
        let over_capacity = !receiver.has_room(work.pool());
        let from = work.holder();
        let offer = work.offer().filter(|offer| offer.agent == agent).map(|offer| offer.id);
        if offer.is_none() {
            self.announce_end(id, OfferEnd::WorkGone, out);
        }
        out.push(Effect::Assigned { work: id, agent, offer, from, over_capacity });
        self.change_work(id, |work| {
            work.declined.clear();
            work.place = Place::Assigned { agent, over_capacity };
        });
        self.recheck_offer(agent, out);
    }

    /// Lets the item enter its own queue again.
    pub(crate) fn give_back(&mut self, work: WorkItemId, out: &mut Vec<Effect>) {
        let Some(queue) = self.works.get(&work).map(|work| work.item.queue) else { return };
        self.send_to(work, queue, out);
    }

    /// Lets the item enter a queue, without its former holder being asked first.
    fn send_to(&mut self, id: WorkItemId, queue: QueueId, out: &mut Vec<Effect>) {
        let agent = self.works.get(&id).and_then(Work::holder);
        self.announce_end(id, OfferEnd::WorkGone, out);
        out.push(Effect::Released { work: id, queue, agent });
        self.requeue(id, |work| {
            work.item.queue = queue;
            work.declined = agent.into_iter().collect();
        });
    }

    /// Takes the item out for good and says who had it.
    fn finish(
        &mut self,
        work: WorkItemId,
        out: &mut Vec<Effect>,
    ) -> Result<Option<UserId>, Refusal> {
        let holder = self.known_work(work)?.holder();
        self.announce_end(work, OfferEnd::WorkGone, out);
        self.take_out(work);
        Ok(holder)
    }

    fn known_work(&self, work: WorkItemId) -> Result<&Work, Refusal> {
        self.works.get(&work).ok_or(Refusal::UnknownWork(work))
    }

    fn known_agent(&self, agent: UserId) -> Result<&Agent, Refusal> {
        self.agents.get(&agent).ok_or(Refusal::UnknownAgent(agent))
    }

    /// Refuses a queue that is unknown or takes no new work.
    fn check_open(&self, queue: QueueId) -> Result<(), Refusal> {
        let settings = self.lines.settings(queue).ok_or(Refusal::UnknownQueue(queue))?;
        if settings.archived { Err(Refusal::QueueArchived(queue)) } else { Ok(()) }
    }
}

/// Refuses to hand work to whoever has it, and a live customer to nobody.
fn check_receiver(work: &Work, receiver: &Agent) -> Result<(), Refusal> {
    if work.holder() == Some(receiver.id()) {
        return Err(Refusal::AlreadyAssigned(receiver.id()));
    }
    if work.item.medium == Medium::Chat && receiver.row.presence == Presence::Offline {
        return Err(Refusal::NotAvailable(receiver.id()));
    }
    Ok(())
}
