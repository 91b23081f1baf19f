//! One tenant's engine: built from rows, ticked, read.

use std::collections::{BTreeSet, HashMap};

use api::board::BoardRow;
use api::work::AgentState;
use jiff::Timestamp;
use model::{Presence, QueueId, TenantId, UserId, WorkState};
use routing::{
    AgentRow, AgentSettings, Capacity, Effect, Engine, Input, Place, Queue, Snapshot, Work,
};
use store::presence::AgentPresence;
use store::work_item::WorkItem;
use store::{Scope, StoreError, presence, queue, user_account, work_item};

use super::doubts::Doubts;
use crate::App;
use crate::clock::secret_bytes;
use crate::work::takes_work;

/// One tenant's engine with what it decided and what the board last showed.
pub(super) struct TenantDesk {
    pub(super) engine: Engine,
    /// Decisions that are not written yet.
    pub(super) decided: Vec<Effect>,
    /// What is to be compared with the rows.
    pub(super) doubts: Doubts,
    /// When this engine was built; stands in where nobody knows since when.
    pub(super) loaded_at: Timestamp,
    /// When agents entered their state.
    pub(super) since: HashMap<UserId, Timestamp>,
    pub(super) shown_queues: HashMap<QueueId, BoardRow>,
    pub(super) shown_agents: HashMap<UserId, AgentState>,
}

impl TenantDesk {
    /// Lets the engine hear something; refusals are normal when the fact is old news.
    pub(super) fn hear(&mut self, now: Timestamp, input: Input) -> Result<(), routing::Refusal> {
        self.engine.step(now, input, &mut self.decided)
    }
}

/// (Re)builds a tenant's engine from its rows.
pub(super) async fn load(app: &App, tenant: TenantId) -> Result<(), StoreError> {
    let store = app.of(tenant);
    let snapshot = snapshot(&store).await?;
    let since = presence::all(&store).await?.into_iter().map(|p| (p.user, p.since)).collect();
    let mut decided = Vec::new();
    let seed = u64::from_le_bytes(secret_bytes());
    let engine = Engine::from_snapshot(app.now(), seed, snapshot, &mut decided);
    let desk = TenantDesk {
        loaded_at: app.now(),
        engine,
        decided,
        doubts: Doubts::default(),
        since,
        shown_queues: HashMap::new(),
        shown_agents: HashMap::new(),
    };
    app.dispatch.lock().insert(tenant, desk);
    Ok(())
}

/// (Re)builds every engine.
pub(super) async fn load_all(app: &App) -> Result<(), StoreError> {
    for tenant in store::tenant::list(&app.store.system()).await? {
        load(app, tenant.id).await?;
    }
    Ok(())
}

async fn snapshot(scope: &Scope<'_>) -> Result<Snapshot, StoreError> {
    let settings = Settings::read(scope).await?;
    let states: HashMap<UserId, AgentPresence> =
        presence::all(scope).await?.into_iter().map(|p| (p.user, p)).collect();
    let works: Vec<Work> = work_item::open(scope).await?.into_iter().map(work).collect();
    let mut agents: Vec<AgentRow> = settings
        .agents
        .into_iter()
        .map(|agent| {
            let state = states.get(&agent.id);
            AgentRow {
                presence: state.map_or(Presence::Offline, |p| p.state),
                idle_since: state.map_or(Timestamp::UNIX_EPOCH, |p| p.idle_since),
                settings: agent,
            }
        })
        .collect();
    // Work of somebody whom routing should not know is theirs all the same until it is released.
    let known: BTreeSet<UserId> = agents.iter().map(|row| row.settings.id).collect();
    let holders: BTreeSet<UserId> = works.iter().filter_map(Work::holder).collect();
    agents.extend(holders.difference(&known).map(|id| AgentRow {
        settings: without_work(*id),
        presence: Presence::Offline,
        idle_since: Timestamp::UNIX_EPOCH,
    }));
    Ok(Snapshot { queues: settings.queues, agents, works })
}

/// The settings of somebody who takes no work (any more).
pub(super) fn without_work(id: UserId) -> AgentSettings {
    AgentSettings { id, capacity: Capacity::default(), queues: BTreeSet::new() }
}

/// Queues and agents as configured.
pub(super) struct Settings {
    pub(super) queues: Vec<Queue>,
    pub(super) agents: Vec<AgentSettings>,
}

impl Settings {
    pub(super) async fn read(scope: &Scope<'_>) -> Result<Self, StoreError> {
        let queues = queue::all(scope).await?;
        let mut serves: HashMap<UserId, BTreeSet<QueueId>> = HashMap::new();
        for (queue, user) in queue::members(scope).await? {
            serves.entry(user).or_default().insert(queue);
        }
        let agents = user_account::list(scope)
            .await?
            .into_iter()
            .filter(takes_work)
            .map(|user| AgentSettings {
                capacity: Capacity { chat: user.chat_capacity, mail: user.mail_capacity },
                queues: serves.remove(&user.id).unwrap_or_default(),
                id: user.id,
            })
            .collect();
        let queues = queues
            .into_iter()
            .map(|queue| Queue {
                id: queue.id,
                offer_seconds: queue.offer_seconds,
                archived: queue.archived,
            })
            .collect();
        Ok(Self { queues, agents })
    }
}

/// A stored work item as the engine knows it.
pub(super) fn work(item: WorkItem) -> Work {
    let place = match (item.state, item.offer, item.assigned_to) {
        (WorkState::Offered, Some(offer), _) => Place::Offered(routing::Offer {
            id: offer.id,
            agent: offer.user,
            expires_at: offer.expires_at,
        }),
        (WorkState::Assigned, _, Some(agent)) => Place::Assigned { agent, over_capacity: false },
        _ => Place::Waiting { forget_at: None },
    };
    Work { item: routing_item(&item), declined: item.declined.into_iter().collect(), place }
}

/// The part of a work item that never changes while it is worked on.
pub(super) fn routing_item(item: &WorkItem) -> routing::WorkItem {
    routing::WorkItem {
        id: item.id,
        medium: item.medium,
        queue: item.queue,
        priority: item.priority,
        enqueued_at: item.enqueued_at,
        preferred: None,
    }
}

/// Lets what is due happen.
pub(super) fn tick(app: &App, now: Timestamp) {
    for desk in app.dispatch.lock().values_mut() {
        if desk.engine.next_deadline().is_some_and(|due| due <= now)
            && let Err(refusal) = desk.hear(now, Input::Tick)
        {
            tracing::warn!(%refusal, "the engine refused a tick");
        }
    }
}

/// When the next thing is due in any engine.
pub(super) fn next_deadline(app: &App) -> Option<Timestamp> {
    app.dispatch.lock().values().filter_map(|desk| desk.engine.next_deadline()).min()
}
