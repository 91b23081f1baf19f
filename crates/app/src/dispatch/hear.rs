//! From events on the log to inputs of the engine. The rows were changed by whoever appended the
//! event; the engine follows. What it knows already (its own decisions come back on the log too)
//! it refuses, and that is fine.

use std::collections::HashMap;

use jiff::Timestamp;
use model::event::{Event, EventBody};
use model::{TenantId, UserId, WorkItemId};
use routing::{AgentSettings, Destination, Input, Refusal};
use store::StoreError;
use store::work_item::{self, WorkItem};

use super::desk::{self, Settings, TenantDesk, routing_item};
use crate::App;

/// Lets a tenant's engine hear some events, in order.
pub(super) async fn events(
    app: &App,
    tenant: TenantId,
    events: &[Event],
) -> Result<(), StoreError> {
    if !app.dispatch.lock().contains_key(&tenant) {
        return desk::load(app, tenant).await;
    }
    let rows = rows_of(app, tenant, events).await?;
    let settings = settings_of(app, tenant, events).await?;
    let now = app.now();
    let mut desks = app.dispatch.lock();
    let Some(desk) = desks.get_mut(&tenant) else { return Ok(()) };
    if let Some(settings) = settings {
        apply_settings(desk, now, settings);
    }
    for event in events {
        hear(desk, now, event, &rows);
    }
    Ok(())
}

/// The rows of work that is new or changed its urgency.
async fn rows_of(
    app: &App,
    tenant: TenantId,
    events: &[Event],
) -> Result<HashMap<WorkItemId, WorkItem>, StoreError> {
    let store = app.of(tenant);
    let new: Vec<WorkItemId> = events
        .iter()
        .filter_map(|event| match event.body {
            EventBody::WorkEnqueued { work, .. } => Some(work),
            _ => None,
        })
        .collect();
    let mut rows: HashMap<_, _> =
        work_item::many(&store, &new).await?.into_iter().map(|item| (item.id, item)).collect();
    for event in events {
        if let (EventBody::CasePriorityChanged { .. }, Some(case)) = (&event.body, event.case)
            && let Some(item) = work_item::open_of_case(&store, case).await?
        {
            rows.insert(item.id, item);
        }
    }
    Ok(rows)
}

async fn settings_of(
    app: &App,
    tenant: TenantId,
    events: &[Event],
) -> Result<Option<Settings>, StoreError> {
    let changed = events.iter().any(|event| {
        matches!(&event.body, EventBody::SettingsChanged { part } if part == "queues" || part == "users")
    });
    if changed { Settings::read(&app.of(tenant)).await.map(Some) } else { Ok(None) }
}

fn apply_settings(desk: &mut TenantDesk, now: Timestamp, settings: Settings) {
    let gone: Vec<AgentSettings> = desk
        .engine
        .agents()
        .map(|agent| agent.row().settings.id)
        .filter(|id| settings.agents.iter().all(|agent| agent.id != *id))
        .map(desk::without_work)
        .collect();
    let inputs = settings
        .queues
        .into_iter()
        .map(Input::UpsertQueue)
        .chain(settings.agents.into_iter().chain(gone).map(Input::UpsertAgent));
    for input in inputs {
        tell(desk, now, input);
    }
}

fn hear(
    desk: &mut TenantDesk,
    now: Timestamp,
    event: &Event,
    rows: &HashMap<WorkItemId, WorkItem>,
) {
    match &event.body {
        EventBody::WorkEnqueued { work, .. } => {
            if let Some(row) = rows.get(work) {
                moved(desk, now, (*work, event.seq), Input::Enqueue(routing_item(row)));
            }
        }
        EventBody::WorkAccepted { work, offer, user } => {
            accepted(desk, now, (*work, *user, event.seq), *offer);
        }
        EventBody::WorkDeclined { offer, user, .. } => {
            tell(desk, now, Input::Decline { offer: *offer, agent: *user });
        }
        EventBody::WorkReleased { work, queue, .. } => {
            let to = Destination::Queue(*queue);
            moved(desk, now, (*work, event.seq), Input::Transfer { work: *work, to });
        }
        EventBody::WorkCompleted { work, .. } => tell(desk, now, Input::Complete { work: *work }),
        EventBody::CasePriorityChanged { priority } => {
            let work = rows.values().find(|row| row.case == event.case).map(|row| row.id);
            if let Some(work) = work {
                tell(desk, now, Input::Reprioritise { work, priority: *priority });
            }
        }
        EventBody::PresenceChanged { user, to, .. } => {
            desk.since.insert(*user, event.at);
            tell(desk, now, Input::Presence { agent: *user, presence: *to });
        }
        _ => {}
    }
}

fn accepted(
    desk: &mut TenantDesk,
    now: Timestamp,
    (work, agent, seq): (WorkItemId, UserId, i64),
    offer: Option<model::OfferId>,
) {
    let holder = desk.engine.work(work).and_then(routing::Work::holder);
    if holder == Some(agent) {
        return;
    }
    let by_offer =
        offer.is_some_and(|offer| desk.hear(now, Input::Accept { offer, agent }).is_ok());
    if !by_offer {
        moved(desk, now, (work, seq), Input::Assign { work, agent });
    }
}

/// Lets the engine hear that work moved. It follows, or what it believes of this work is doubtful.
fn moved(desk: &mut TenantDesk, now: Timestamp, (work, seq): (WorkItemId, i64), input: Input) {
    match desk.hear(now, input) {
        Ok(()) | Err(Refusal::DuplicateWork(_)) => {}
        // After a rebuild from rows that were ahead of the log.
        Err(Refusal::UnknownWork(_)) => desk.doubts.add_work(work, seq),
        Err(refusal) => {
            tracing::error!(%refusal, %work, "routing refused a move that the rows made");
            desk.doubts.add_work(work, seq);
        }
    }
}

fn tell(desk: &mut TenantDesk, now: Timestamp, input: Input) {
    if let Err(refusal) = desk.hear(now, input) {
        tracing::debug!(%refusal, "routing knew already");
    }
}
