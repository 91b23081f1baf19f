//! The life of an offer: accepted, declined, run out, or withdrawn.

use model::event::OfferEnd;
use model::{OfferId, Presence, UserId, WorkItemId};

use crate::effect::Effect;
use crate::engine::Engine;
use crate::refusal::Refusal;
use crate::work::{Offer, Place};

impl Engine {
    pub(crate) fn accept(
        &mut self,
        offer: OfferId,
        agent: UserId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let work = self.standing(offer, agent)?;
        self.hand_to(work, agent, out);
        Ok(())
    }

    pub(crate) fn decline(
        &mut self,
        offer: OfferId,
        agent: UserId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let work = self.standing(offer, agent)?;
        out.push(Effect::Declined { work, offer, agent });
        self.requeue(work, |work| {
            work.declined.insert(agent);
        });
        Ok(())
    }

    /// The work of an offer that `agent` may still answer.
    fn standing(&self, offer: OfferId, agent: UserId) -> Result<WorkItemId, Refusal> {
        let id = *self.offers.get(&offer).ok_or(Refusal::OfferGone)?;
        let standing = self.works.get(&id).and_then(|work| work.offer());
        let standing = standing.ok_or(Refusal::OfferGone)?;
        if standing.agent != agent {
            return Err(Refusal::NotYours);
        }
        if standing.expires_at <= self.now {
            return Err(Refusal::OfferGone);
        }
        Ok(id)
    }

    /// Ends what ran out up to now, in the order of the deadlines.
    pub(crate) fn fire_due(&mut self, out: &mut Vec<Effect>) {
        while let Some((at, work)) = self.deadlines.first().copied() {
            if at > self.now {
                break;
            }
            // Gone from the index even if the item is unknown: the loop must end.
            self.deadlines.remove(&(at, work));
            match self.works.get(&work).map(|work| work.place.clone()) {
                Some(Place::Offered(offer)) => self.time_out(work, offer, out),
                Some(Place::Waiting { .. }) => {
                    out.push(Effect::DeclinesForgotten { work });
                    self.requeue(work, |work| work.declined.clear());
                }
                Some(Place::Assigned { .. }) | None => {}
            }
        }
    }

    /// Nobody answered: the agent is taken to be away, or the item would come back to them at once.
    fn time_out(&mut self, work: WorkItemId, offer: Offer, out: &mut Vec<Effect>) {
        self.end_offer(work, OfferEnd::TimedOut, out);
        self.set_presence(offer.agent, Presence::Away, out);
    }

    /// Ends the offer of an item and lets it wait at its place.
    fn end_offer(&mut self, work: WorkItemId, reason: OfferEnd, out: &mut Vec<Effect>) {
        self.announce_end(work, reason, out);
        self.requeue(work, |_| {});
    }

    /// Says that the item's offer, if any, is over; the caller moves the item.
    pub(crate) fn announce_end(&self, id: WorkItemId, reason: OfferEnd, out: &mut Vec<Effect>) {
        let Some(offer) = self.works.get(&id).and_then(|work| work.offer()) else { return };
        out.push(Effect::OfferEnded { work: id, offer: offer.id, agent: offer.agent, reason });
    }

    /// Withdraws the agent's standing offer unless they could be made it today.
    pub(crate) fn recheck_offer(&mut self, agent: UserId, out: &mut Vec<Effect>) {
        let Some(agent) = self.agents.get(&agent) else { return };
        let Some((work, pool)) = agent.offer else { return };
        let queue = self.works.get(&work).map(|work| work.item.queue);
        let serves = queue.is_some_and(|queue| agent.serves(queue));
        if !(agent.is_available() && serves && agent.has_room(pool)) {
            self.end_offer(work, OfferEnd::AgentGone, out);
        }
    }
}
