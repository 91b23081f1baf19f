//! The board as the engine sees it: the same state that decides, so that it cannot lie.

use std::collections::HashMap;

use api::board::{Board, BoardRow};
use api::work::AgentState;
use jiff::Timestamp;
use model::{Presence, QueueId, TenantId, UserId};
use routing::{Place, Pool};

use super::desk::TenantDesk;
use crate::App;
use crate::live::{Lane, LiveEvent, Topic};

/// The whole board.
pub(super) fn of(desk: &TenantDesk, now: Timestamp) -> Board {
    let mut queues: Vec<BoardRow> = rows(desk).into_values().collect();
    queues.sort_by_key(|row| row.queue);
    let mut agents: Vec<AgentState> = agents(desk).into_values().collect();
    agents.sort_by_key(|agent| agent.user);
    Board { at: now, queues, agents }
}

fn rows(desk: &TenantDesk) -> HashMap<QueueId, BoardRow> {
    let mut rows: HashMap<QueueId, BoardRow> = HashMap::new();
    for work in desk.engine.works() {
        let row = rows.entry(work.item.queue).or_insert_with(|| empty(work.item.queue));
        match work.place {
            Place::Assigned { .. } => row.in_progress += 1,
            Place::Waiting { .. } | Place::Offered(_) => {
                row.waiting += 1;
                row.offered += u32::from(matches!(work.place, Place::Offered(_)));
                let at = work.item.enqueued_at;
                row.longest_since = Some(row.longest_since.map_or(at, |oldest| oldest.min(at)));
            }
        }
    }
    for agent in desk.engine.agents() {
        let ready = agent.is_ready(Pool::Chat) || agent.is_ready(Pool::Mail);
        for queue in &agent.row().settings.queues {
            let row = rows.entry(*queue).or_insert_with(|| empty(*queue));
            row.available += u32::from(ready);
            row.signed_in += u32::from(agent.row().presence != Presence::Offline);
        }
    }
    rows
}

const fn empty(queue: QueueId) -> BoardRow {
    BoardRow {
        queue,
        waiting: 0,
        offered: 0,
        longest_since: None,
        in_progress: 0,
        available: 0,
        signed_in: 0,
    }
}

fn agents(desk: &TenantDesk) -> HashMap<UserId, AgentState> {
    desk.engine
        .agents()
        .map(|agent| {
            let row = agent.row();
            let user = row.settings.id;
            let state = AgentState {
                user,
                state: row.presence,
                since: desk.since.get(&user).copied().unwrap_or(desk.loaded_at),
                chats: agent.load().chat,
                mails: agent.load().mail,
                chat_capacity: row.settings.capacity.chat,
                mail_capacity: row.settings.capacity.mail,
                queues: row.settings.queues.iter().copied().collect(),
            };
            (user, state)
        })
        .collect()
}

/// Tells desks which rows changed since they were last told.
pub(super) fn tell_changes(app: &App) {
    let mut news: Vec<(TenantId, Vec<LiveEvent>)> = Vec::new();
    for (tenant, desk) in app.dispatch.lock().iter_mut() {
        let events = changes(desk);
        if !events.is_empty() {
            news.push((*tenant, events));
        }
    }
    for (tenant, events) in news {
        app.hub.publish(tenant, 0, events);
    }
}

fn changes(desk: &mut TenantDesk) -> Vec<LiveEvent> {
    let mut events = Vec::new();
    let queues = rows(desk);
    let gone = desk.shown_queues.keys().filter(|id| !queues.contains_key(id));
    let emptied: Vec<BoardRow> = gone.map(|id| empty(*id)).collect();
    let changed = queues
        .values()
        .filter(|row| desk.shown_queues.get(&row.queue) != Some(row))
        .chain(&emptied);
    for row in changed {
        events.extend(event(Topic::Board, "board.changed", row.queue.to_string(), row));
    }
    desk.shown_queues = queues;
    let agents = agents(desk);
    for agent in agents.values() {
        if desk.shown_agents.get(&agent.user) != Some(agent) {
            let id = agent.user.to_string();
            events.extend(event(Topic::Board, "presence.changed", id.clone(), agent));
            events.extend(event(Topic::Me(agent.user), "presence.changed", id, agent));
        }
    }
    desk.shown_agents = agents;
    events
}

fn event<T: serde::Serialize>(
    topic: Topic,
    kind: &'static str,
    id: String,
    data: &T,
) -> Option<LiveEvent> {
    let data = serde_json::to_string(data).ok()?;
    Some(LiveEvent { topic, kind, id, data, lane: Lane::State })
}
