//! Queues and agents come, change, and go.

use model::{Presence, UserId};

use crate::agent::{Agent, AgentRow};
use crate::effect::Effect;
use crate::engine::Engine;
use crate::input::{AgentSettings, Queue};
use crate::refusal::Refusal;

impl Engine {
    pub(crate) fn upsert_queue(&mut self, queue: Queue) {
        let line = self.lines.0.entry(queue.id).or_default();
        line.settings = Some(queue);
    }

    pub(crate) fn upsert_agent(&mut self, settings: AgentSettings, out: &mut Vec<Effect>) {
        let id = settings.id;
        if self.agents.contains_key(&id) {
            self.change_agent(id, |agent| agent.row.settings = settings);
            self.recheck_offer(id, out);
        } else {
            let row = AgentRow { settings, presence: Presence::Offline, idle_since: self.now };
            self.agents.insert(id, Agent::new(row));
        }
    }

    pub(crate) fn remove_agent(
        &mut self,
        id: UserId,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        self.presence(id, Presence::Offline, out)?;
        let held: Vec<_> = self.agents.get(&id).into_iter().flat_map(Agent::held).collect();
        for work in held {
            self.give_back(work, out);
        }
        // Offline agents stand in no index.
        self.agents.remove(&id);
        Ok(())
    }

    pub(crate) fn presence(
        &mut self,
        agent: UserId,
        presence: Presence,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        if !self.agents.contains_key(&agent) {
            return Err(Refusal::UnknownAgent(agent));
        }
        self.set_presence(agent, presence, out);
        Ok(())
    }

    /// Changes an agent's state; leaving 受付可 takes the standing offer back.
    pub(crate) fn set_presence(&mut self, id: UserId, to: Presence, out: &mut Vec<Effect>) {
        let Some(from) = self.agents.get(&id).map(|agent| agent.row.presence) else { return };
        if from == to {
            return;
        }
        out.push(Effect::SetPresence { agent: id, from, to });
        let now = self.now;
        self.change_agent(id, |agent| {
            agent.row.presence = to;
            if to == Presence::Available {
                agent.row.idle_since = now;
            }
        });
        self.recheck_offer(id, out);
    }
}
