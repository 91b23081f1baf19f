//! The only doors through which agents and work change, so that the indexes always follow: take
//! out of the indexes, change, put back.

use jiff::{SignedDuration, Timestamp};
use model::{UserId, WorkItemId};

use crate::agent::Agent;
use crate::capacity::Pool;
use crate::engine::Engine;
use crate::work::{Place, Work};

/// How long those who declined an item are not asked again while nobody else can be, seconds.
pub const DECLINE_BACK_OFF_SECONDS: u32 = 30;

impl Engine {
    pub(crate) fn after(&self, time: SignedDuration) -> Timestamp {
        self.now.checked_add(time).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn back_off_end(&self) -> Timestamp {
        self.after(SignedDuration::from_secs(i64::from(DECLINE_BACK_OFF_SECONDS)))
    }

    /// Changes an agent.
    pub(crate) fn change_agent(&mut self, id: UserId, change: impl FnOnce(&mut Agent)) {
        let Some(agent) = self.agents.get_mut(&id) else { return };
        self.lines.unlist(agent);
        change(agent);
        self.lines.list(agent);
        if Pool::ALL.into_iter().any(|pool| agent.is_ready(pool)) {
            self.stirred.agents.insert(id);
        } else {
            self.stirred.agents.remove(&id);
        }
    }

    /// Changes a work item: where it stands, or what decides its turn.
    pub(crate) fn change_work(&mut self, id: WorkItemId, change: impl FnOnce(&mut Work)) {
        let Some(mut work) = self.take_out(id) else { return };
        change(&mut work);
        self.put_in(work);
    }

    /// Changes a work item and lets it wait, with a back-off when somebody declined it.
    pub(crate) fn requeue(&mut self, id: WorkItemId, change: impl FnOnce(&mut Work)) {
        let back_off_end = self.back_off_end();
        self.change_work(id, |work| {
            change(work);
            let forget_at = (!work.declined.is_empty()).then_some(back_off_end);
            work.place = Place::Waiting { forget_at };
        });
    }

    /// Puts in a work item that is not in.
    pub(crate) fn put_in(&mut self, work: Work) {
        let (id, pool, now) = (work.item.id, work.pool(), self.now);
        match work.place {
            Place::Waiting { .. } => {}
            Place::Offered(offer) => {
                self.change_agent(offer.agent, |agent| agent.offer = Some((id, pool)));
            }
            Place::Assigned { agent, .. } => self.change_agent(agent, |agent| {
                agent.hold(id, pool);
                agent.row.idle_since = now;
            }),
        }
        self.index(work);
    }

    /// Enters work where it is found; the agent's side is the caller's.
    pub(crate) fn index(&mut self, work: Work) {
        let id = work.item.id;
        match work.place {
            Place::Waiting { .. } => {
                let turn = work.turn();
                self.lines.lane_mut(work.item.queue, work.pool()).waiting.insert(turn);
                self.stirred.works.insert(turn);
            }
            Place::Offered(offer) => {
                self.offers.insert(offer.id, id);
            }
            Place::Assigned { .. } => {}
        }
        if let Some(at) = work.deadline() {
            self.deadlines.insert((at, id));
        }
        self.works.insert(id, work);
    }

    /// Takes a work item out of everything.
    pub(crate) fn take_out(&mut self, id: WorkItemId) -> Option<Work> {
        let work = self.works.remove(&id)?;
        let (pool, now) = (work.pool(), self.now);
        if let Some(at) = work.deadline() {
            self.deadlines.remove(&(at, id));
        }
        match work.place {
            Place::Waiting { .. } => {
                let turn = work.turn();
                self.lines.lane_mut(work.item.queue, pool).waiting.remove(&turn);
                self.stirred.works.remove(&turn);
            }
            Place::Offered(offer) => {
                self.offers.remove(&offer.id);
                self.change_agent(offer.agent, |agent| agent.offer = None);
            }
            Place::Assigned { agent, .. } => self.change_agent(agent, |agent| {
                agent.give_up(id, pool);
                agent.row.idle_since = now;
            }),
        }
        Some(work)
    }
}
