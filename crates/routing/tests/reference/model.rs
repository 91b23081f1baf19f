//! The slow, obviously right model: lists and scans. It knows no index, no "only what changed": it
//! sorts all work and all agents after every input and takes the first pair that fits. Written from
//! the crate's documentation, not from its code.

use jiff::{SignedDuration, Timestamp};
use model::event::OfferEnd;
use model::{Medium, OfferId, Presence, QueueId, UserId, WorkItemId};
use routing::{
    AgentRow, AgentSettings, Destination, Effect, Input, Offer, Place, Queue, Refusal, Snapshot,
    Work, WorkItem,
};

/// Chats have their own capacity; mails and tasks share the other.
fn is_chat(work: &Work) -> bool {
    work.item.medium == Medium::Chat
}

#[derive(Clone)]
pub(crate) struct Model {
    now: Timestamp,
    offers_made: u128,
    pub(crate) rows: Snapshot,
}

type Decision = Result<(), Refusal>;

impl Model {
    pub(crate) fn new() -> Self {
        Self { now: Timestamp::MIN, offers_made: 0, rows: Snapshot::default() }
    }

    pub(crate) fn step(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) -> Decision {
        self.now = self.now.max(now);
        self.act(input, out)?;
        self.withdraw_unfit(out);
        self.match_all(out);
        Ok(())
    }

    /// The engine is rebuilt from rows: no deadline may be further away than when it was set now.
    pub(crate) fn restart(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        self.now = now;
        for place in 0..self.rows.works.len() {
            let back_off = self.in_seconds(30);
            let latest = self.in_seconds(600);
            match &mut self.rows.works[place].place {
                Place::Waiting { forget_at: Some(at) } => *at = back_off.min(*at),
                Place::Offered(offer) => offer.expires_at = latest.min(offer.expires_at),
                _ => {}
            }
        }
        self.step(now, Input::Tick, out).unwrap();
    }

    fn act(&mut self, input: Input, out: &mut Vec<Effect>) -> Decision {
        match input {
            Input::UpsertQueue(queue) => {
                self.rows.queues.retain(|known| known.id != queue.id);
                self.rows.queues.push(queue);
            }
            Input::UpsertAgent(settings) => self.upsert_agent(settings),
            Input::RemoveAgent { agent } => self.remove_agent(agent, out)?,
            Input::Presence { agent, presence } => {
                self.agent(agent)?;
                self.set_presence(agent, presence, out);
            }
            Input::Enqueue(item) => self.enqueue(item, out)?,
            Input::Accept { offer, agent } => {
                let work = self.answerable(offer, agent)?;
                self.hand_over(work, agent, out);
            }
            Input::Decline { offer, agent } => {
                let work = self.answerable(offer, agent)?;
                out.push(Effect::Declined { work, offer, agent });
                self.work_mut(work).declined.insert(agent);
                self.wait(work);
            }
            Input::Take { work, agent } => self.take(work, agent, out)?,
            Input::Assign { work, agent } => {
                self.receiver(work, agent)?;
                self.hand_over(work, agent, out);
            }
            Input::Transfer { work, to: Destination::Agent(agent) } => {
                self.receiver(work, agent)?;
                self.room(work, agent)?;
                self.hand_over(work, agent, out);
            }
            Input::Transfer { work, to: Destination::Queue(queue) } => {
                self.work(work)?;
                self.open_queue(queue)?;
                self.send(work, queue, out);
            }
            Input::Release { work } => {
                let known = self.work(work)?;
                let queue = known.item.queue;
                known.holder().ok_or(Refusal::NotAssigned(work))?;
                self.send(work, queue, out);
            }
            Input::Complete { work } => {
                let agent = self.remove_work(work, out)?;
                out.push(Effect::Completed { work, agent });
            }
            Input::Cancel { work } => {
                let agent = self.remove_work(work, out)?;
                out.push(Effect::Cancelled { work, agent });
            }
            Input::Reprioritise { work, priority } => {
                self.work(work)?;
                self.work_mut(work).item.priority = priority;
            }
            Input::Tick => self.tick(out),
        }
        Ok(())
    }

    fn upsert_agent(&mut self, settings: AgentSettings) {
        match self.rows.agents.iter_mut().find(|row| row.settings.id == settings.id) {
            Some(row) => row.settings = settings,
            None => self.rows.agents.push(AgentRow {
                settings,
                presence: Presence::Offline,
                idle_since: self.now,
            }),
        }
    }

    fn remove_agent(&mut self, agent: UserId, out: &mut Vec<Effect>) -> Decision {
        self.agent(agent)?;
        self.set_presence(agent, Presence::Offline, out);
        self.withdraw_unfit(out);
        let mut held: Vec<_> =
            self.rows.works.iter().filter(|work| work.holder() == Some(agent)).cloned().collect();
        held.sort_by_key(|work| work.item.id);
        for work in held {
            self.send(work.item.id, work.item.queue, out);
        }
        self.rows.agents.retain(|row| row.settings.id != agent);
        Ok(())
    }

    fn set_presence(&mut self, agent: UserId, to: Presence, out: &mut Vec<Effect>) {
        let now = self.now;
        let row = self.agent_mut(agent);
        let from = row.presence;
        if from != to {
            row.presence = to;
            if to == Presence::Available {
                row.idle_since = now;
            }
            out.push(Effect::SetPresence { agent, from, to });
        }
    }

    fn enqueue(&mut self, item: WorkItem, out: &mut Vec<Effect>) -> Decision {
        self.open_queue(item.queue)?;
        if self.work(item.id).is_ok() {
            return Err(Refusal::DuplicateWork(item.id));
        }
        out.push(Effect::Enqueued { work: item.id, queue: item.queue });
        let place = Place::Waiting { forget_at: None };
        self.rows.works.push(Work { item, declined: [].into(), place });
        Ok(())
    }

    fn take(&mut self, work: WorkItemId, agent: UserId, out: &mut Vec<Effect>) -> Decision {
        let known = self.work(work)?;
        let presence = self.agent(agent)?.presence;
        if let Some(holder) = known.holder() {
            return Err(Refusal::AlreadyAssigned(holder));
        }
        if presence == Presence::Offline {
            return Err(Refusal::NotAvailable(agent));
        }
        self.room(work, agent)?;
        self.hand_over(work, agent, out);
        Ok(())
    }

    fn tick(&mut self, out: &mut Vec<Effect>) {
        let due = |work: &&Work| work.deadline().is_some_and(|at| at <= self.now);
        let mut due: Vec<_> = self.rows.works.iter().filter(due).cloned().collect();
        due.sort_by_key(|work| (work.deadline(), work.item.id));
        for work in due {
            let id = work.item.id;
            if let Some(offer) = work.offer() {
                self.say_offer_ended(id, OfferEnd::TimedOut, out);
                self.wait(id);
                self.set_presence(offer.agent, Presence::Away, out);
            } else {
                out.push(Effect::DeclinesForgotten { work: id });
                self.work_mut(id).declined.clear();
                self.wait(id);
            }
        }
    }

    /// Offers to agents who could not be asked today end.
    fn withdraw_unfit(&mut self, out: &mut Vec<Effect>) {
        for work in self.rows.works.clone() {
            let Some(offer) = work.offer() else { continue };
            let agent = self.agent(offer.agent).unwrap();
            let fits = agent.presence == Presence::Available
                && agent.settings.queues.contains(&work.item.queue)
                && self.held(offer.agent, is_chat(&work)) < places(agent, is_chat(&work));
            if !fits {
                self.say_offer_ended(work.item.id, OfferEnd::AgentGone, out);
                self.wait(work.item.id);
            }
        }
    }

    fn match_all(&mut self, out: &mut Vec<Effect>) {
        while let Some((work, agent)) = self.first_pair() {
            self.offers_made += 1;
            let offer = OfferId::from_u128(self.offers_made);
            let queue = self.work(work).unwrap().item.queue;
            let expires_at = self.in_seconds(self.offer_seconds(queue));
            self.work_mut(work).place = Place::Offered(Offer { id: offer, agent, expires_at });
            out.push(Effect::Offer { work, queue, offer, agent, expires_at });
        }
    }

    fn first_pair(&self) -> Option<(WorkItemId, UserId)> {
        let waits = |work: &&Work| matches!(work.place, Place::Waiting { .. });
        let mut works: Vec<_> = self.rows.works.iter().filter(waits).collect();
        works.sort_by_key(|work| {
            (std::cmp::Reverse(work.item.priority), work.item.enqueued_at, work.item.id)
        });
        for work in works {
            let mut agents: Vec<_> =
                self.rows.agents.iter().filter(|row| self.suits(work, row)).collect();
            agents.sort_by_key(|row| {
                let preferred = work.item.preferred == Some(row.settings.id);
                (!preferred, row.idle_since, row.settings.id)
            });
            if let Some(row) = agents.first() {
                return Some((work.item.id, row.settings.id));
            }
        }
        None
    }

    fn suits(&self, work: &Work, row: &AgentRow) -> bool {
        let id = row.settings.id;
        let asked = |work: &Work| work.offer().is_some_and(|offer| offer.agent == id);
        row.presence == Presence::Available
            && row.settings.queues.contains(&work.item.queue)
            && !self.rows.works.iter().any(asked)
            && self.held(id, is_chat(work)) < places(row, is_chat(work))
            && !work.declined.contains(&id)
    }

    fn answerable(&self, offer: OfferId, agent: UserId) -> Result<WorkItemId, Refusal> {
        let standing = self.rows.works.iter().find_map(|work| {
            work.offer().filter(|known| known.id == offer).map(|known| (work.item.id, known))
        });
        match standing {
            None => Err(Refusal::OfferGone),
            Some((_, offer)) if offer.agent != agent => Err(Refusal::NotYours),
            Some((_, offer)) if offer.expires_at <= self.now => Err(Refusal::OfferGone),
            Some((work, _)) => Ok(work),
        }
    }

    fn hand_over(&mut self, work: WorkItemId, agent: UserId, out: &mut Vec<Effect>) {
        let known = self.work(work).unwrap().clone();
        let row = self.agent(agent).unwrap();
        let chat = is_chat(&known);
        let over_capacity = self.held(agent, chat) >= places(row, chat);
        let offer = known.offer().filter(|offer| offer.agent == agent).map(|offer| offer.id);
        if offer.is_none() {
            self.say_offer_ended(work, OfferEnd::WorkGone, out);
        }
        let from = known.holder();
        out.push(Effect::Assigned { work, agent, offer, from, over_capacity });
        self.touch(from);
        self.touch(Some(agent));
        let known = self.work_mut(work);
        known.declined.clear();
        known.place = Place::Assigned { agent, over_capacity };
    }

    fn send(&mut self, work: WorkItemId, queue: QueueId, out: &mut Vec<Effect>) {
        let agent = self.work(work).unwrap().holder();
        self.say_offer_ended(work, OfferEnd::WorkGone, out);
        out.push(Effect::Released { work, queue, agent });
        self.touch(agent);
        let known = self.work_mut(work);
        known.item.queue = queue;
        known.declined = agent.into_iter().collect();
        self.wait(work);
    }

    fn remove_work(
        &mut self,
        work: WorkItemId,
        out: &mut Vec<Effect>,
    ) -> Result<Option<UserId>, Refusal> {
        let holder = self.work(work)?.holder();
        self.say_offer_ended(work, OfferEnd::WorkGone, out);
        self.touch(holder);
        self.rows.works.retain(|known| known.item.id != work);
        Ok(holder)
    }

    fn say_offer_ended(&self, work: WorkItemId, reason: OfferEnd, out: &mut Vec<Effect>) {
        if let Some(offer) = self.work(work).unwrap().offer() {
            out.push(Effect::OfferEnded { work, offer: offer.id, agent: offer.agent, reason });
        }
    }

    fn wait(&mut self, work: WorkItemId) {
        let back_off = self.in_seconds(30);
        let work = self.work_mut(work);
        let forget_at = if work.declined.is_empty() { None } else { Some(back_off) };
        work.place = Place::Waiting { forget_at };
    }

    fn touch(&mut self, agent: Option<UserId>) {
        let now = self.now;
        if let Some(agent) = agent {
            self.agent_mut(agent).idle_since = now;
        }
    }

    /// Refuses work or agent unknown, the agent who has it, and a chat for somebody offline.
    fn receiver(&self, work: WorkItemId, agent: UserId) -> Decision {
        let work = self.work(work)?;
        let row = self.agent(agent)?;
        if work.holder() == Some(agent) {
            Err(Refusal::AlreadyAssigned(agent))
        } else if is_chat(work) && row.presence == Presence::Offline {
            Err(Refusal::NotAvailable(agent))
        } else {
            Ok(())
        }
    }

    /// Refuses an agent whose places are taken, one of them perhaps by an offer of other work.
    fn room(&self, work: WorkItemId, agent: UserId) -> Decision {
        let chat = is_chat(self.work(work)?);
        let offered = self.rows.works.iter().filter(|other| {
            other.item.id != work
                && is_chat(other) == chat
                && other.offer().is_some_and(|offer| offer.agent == agent)
        });
        let used = self.held(agent, chat) + offered.count();
        if used < places(self.agent(agent)?, chat) {
            Ok(())
        } else {
            Err(Refusal::OverCapacity(agent))
        }
    }

    fn open_queue(&self, id: QueueId) -> Decision {
        match self.rows.queues.iter().find(|queue| queue.id == id) {
            None => Err(Refusal::UnknownQueue(id)),
            Some(Queue { archived: true, .. }) => Err(Refusal::QueueArchived(id)),
            Some(_) => Ok(()),
        }
    }

    fn held(&self, agent: UserId, chat: bool) -> usize {
        let held = |work: &&Work| work.holder() == Some(agent) && is_chat(work) == chat;
        self.rows.works.iter().filter(held).count()
    }

    fn offer_seconds(&self, id: QueueId) -> i64 {
        let queue = self.rows.queues.iter().find(|queue| queue.id == id).unwrap();
        i64::from(queue.offer_seconds).clamp(1, 600)
    }

    fn in_seconds(&self, seconds: i64) -> Timestamp {
        self.now + SignedDuration::from_secs(seconds)
    }

    fn work(&self, id: WorkItemId) -> Result<&Work, Refusal> {
        self.rows.works.iter().find(|work| work.item.id == id).ok_or(Refusal::UnknownWork(id))
    }

    fn work_mut(&mut self, id: WorkItemId) -> &mut Work {
        self.rows.works.iter_mut().find(|work| work.item.id == id).unwrap()
    }

    fn agent(&self, id: UserId) -> Result<&AgentRow, Refusal> {
        self.rows.agents.iter().find(|row| row.settings.id == id).ok_or(Refusal::UnknownAgent(id))
    }

    fn agent_mut(&mut self, id: UserId) -> &mut AgentRow {
        self.rows.agents.iter_mut().find(|row| row.settings.id == id).unwrap()
    }

    /// The rows in the order in which the engine gives them.
    pub(crate) fn sorted(&self) -> Snapshot {
        let mut rows = self.rows.clone();
        rows.queues.sort_by_key(|queue| queue.id);
        rows.agents.sort_by_key(|row| row.settings.id);
        rows.works.sort_by_key(|work| work.item.id);
        rows
    }
}

fn places(row: &AgentRow, chat: bool) -> usize {
    let capacity = row.settings.capacity;
    usize::try_from(if chat { capacity.chat } else { capacity.mail }).unwrap()
}
