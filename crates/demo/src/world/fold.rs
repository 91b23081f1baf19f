//! Where a told case stands at `now`: facts that lie ahead have not happened, and the rows follow
//! from the facts that remain. Rows and log therefore agree by construction.

use jiff::Timestamp;
use model::event::EventBody;
use model::{
    CaseStatus, InteractionState, Medium, Priority, QueueId, UserId, WorkItemId, WorkState,
};

use super::story::Story;
use super::types::{PastCase, PastEvent, PastInteraction, PastWork};

/// The case as it stands at `now`; `None` when it has not begun.
pub(super) fn settle(story: Story<'_>, number: i64, now: Timestamp) -> Option<PastCase> {
    let medium = story.medium();
    let Story { case: id, scene, shop, subject, mut events, mut messages, .. } = story;
    events.retain(|event| event.at <= now);
    messages.retain(|message| message.at <= now);
    let channel = shop.channel(scene.channel)?;
    let created_at = events.first()?.at;
    let mut case = PastCase {
        id,
        number,
        customer: scene.customer.id,
        order: scene.order.map(|order| order.id),
        channel: channel.id,
        channel_kind: scene.channel,
        subject,
        status: CaseStatus::Waiting,
        priority: Priority::Normal,
        category: None,
        queue: channel.queue,
        owner: None,
        created_at,
        updated_at: created_at,
        resolved_at: None,
        first_response_at: None,
        last_inbound_at: created_at,
        interactions: Vec::new(),
        messages,
        work: Vec::new(),
        events: Vec::new(),
    };
    for event in &events {
        apply(&mut case, event, medium);
    }
    case.events = events;
    Some(case)
}

fn apply(case: &mut PastCase, event: &PastEvent, medium: Medium) {
    case.updated_at = event.at;
    match &event.body {
        EventBody::CaseStatusChanged { to, .. } => {
            case.status = *to;
            case.resolved_at = (*to == CaseStatus::Resolved).then_some(event.at);
        }
        EventBody::CaseAssigned { to, .. } => case.owner = Some(*to),
        EventBody::CaseTransferred { to_queue, to_user, .. } => {
            case.owner = *to_user;
            case.queue = to_queue.unwrap_or(case.queue);
        }
        EventBody::CaseCategorised { category } => case.category = *category,
        EventBody::CasePriorityChanged { priority } => case.priority = *priority,
        EventBody::MessageReceived { .. } => case.last_inbound_at = event.at,
        EventBody::MessageSent { .. } => {
            case.first_response_at.get_or_insert(event.at);
        }
        EventBody::InteractionStarted { medium, .. } => {
            let Some(id) = event.interaction else { return };
            let (state, started_at) = (InteractionState::Open, event.at);
            let medium = *medium;
            case.interactions.push(PastInteraction {
                id,
                medium,
                state,
                started_at,
                ended_at: None,
            });
        }
        EventBody::InteractionEnded => {
            if let Some(session) = case.interactions.last_mut() {
                session.state = InteractionState::Ended;
                session.ended_at = Some(event.at);
            }
        }
        _ => apply_work(case, event, medium),
    }
}

fn apply_work(case: &mut PastCase, event: &PastEvent, medium: Medium) {
    match &event.body {
        EventBody::WorkEnqueued { work, queue, .. } => {
            enqueue(case, event, (*work, *queue, medium))
        }
        EventBody::WorkAccepted { work, user, .. } => change(case, *work, |item| {
            item.state = WorkState::Assigned;
            assign(item, Some(*user), event.at);
        }),
        EventBody::WorkReleased { work, queue, .. } => change(case, *work, |item| {
            item.state = WorkState::Waiting;
            item.queue = *queue;
            item.enqueued_at = event.at;
            item.assigned_to = None;
            item.assigned_at = None;
        }),
        EventBody::WorkCompleted { work, .. } => change(case, *work, |item| {
            item.state = WorkState::Done;
            item.done_at = Some(event.at);
        }),
        _ => {}
    }
}

fn enqueue(
    case: &mut PastCase,
    event: &PastEvent,
    (id, queue, medium): (WorkItemId, QueueId, Medium),
) {
    let Some(interaction) = event.interaction else { return };
    case.work.push(PastWork {
        id,
        interaction,
        medium,
        queue,
        state: WorkState::Waiting,
        enqueued_at: event.at,
        assigned_to: None,
        assigned_at: None,
        done_at: None,
    });
}

fn assign(item: &mut PastWork, user: Option<UserId>, at: Timestamp) {
    item.assigned_to = user;
    item.assigned_at = Some(at);
}

fn change(case: &mut PastCase, id: WorkItemId, edit: impl FnOnce(&mut PastWork)) {
    if let Some(item) = case.work.iter_mut().find(|item| item.id == id) {
        edit(item);
    }
}
