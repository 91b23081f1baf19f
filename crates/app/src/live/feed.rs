//! The log reader of the live side: what was committed becomes frames for desks and visitors.
//! Rows are read once per chunk of events, never per event and never per client.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use api::chat::ChatOut;
use model::event::{Event, EventBody};
use model::{CaseId, InteractionId, MessageId, MessageKind, TenantId, UserId, WorkItemId};
use serde_json::json;
use store::interaction::Interaction;
use store::message::Message;
use store::{StoreError, TenantStore, case, interaction, log, message, user_account, work_item};
use tokio::task::JoinSet;

use super::{Hub, Lane, LiveEvent, Topic};
use crate::App;
use crate::cases::rows;
use crate::chat::view;
use crate::figures::Readers;
use crate::work::offers;

/// Events read at once.
const CHUNK: u64 = 1_000;
/// How long to wait for an event that is committed but not visible yet.
const HORIZON_PAUSE: Duration = Duration::from_millis(20);

/// Starts the fan-out.
///
/// # Errors
/// When the log cannot be read.
pub async fn spawn(app: &App, jobs: &mut JoinSet<()>) -> Result<(), StoreError> {
    let system = app.store.system();
    let mut cursor = log::tail::last_seq(&system).await?;
    for tenant in store::tenant::list(&system).await? {
        app.hub.begin(tenant.id, cursor);
    }
    jobs.spawn(app.hub.clone().run());
    let app = app.clone();
    jobs.spawn(async move {
        let mut committed = app.store.committed();
        loop {
            Readers::reached(&app.readers.live, cursor);
            match chunk(&app, cursor).await {
                Ok(reached) if reached > cursor => cursor = reached,
                Ok(_) => {
                    let behind = *committed.borrow_and_update() > cursor;
                    let pause = if behind { HORIZON_PAUSE } else { Duration::from_secs(60) };
                    let _ = tokio::time::timeout(pause, committed.changed()).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "the live feed waits for the store");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    });
    Ok(())
}

/// Publishes the next events; answers the position reached.
async fn chunk(app: &App, cursor: i64) -> Result<i64, StoreError> {
    let events = log::tail::events_after(&app.store.system(), cursor, CHUNK).await?;
    let Some((_, last)) = events.last() else { return Ok(cursor) };
    let reached = last.seq;
    let mut by: HashMap<TenantId, Vec<Event>> = HashMap::new();
    for (tenant, event) in events {
        by.entry(tenant).or_default().push(event);
    }
    for (tenant, events) in by {
        let chunk = Chunk::read(app.of(tenant), &events).await?;
        chunk.publish(app, tenant, reached, &events);
    }
    Ok(reached)
}

/// The rows behind a chunk of one tenant's events.
struct Chunk {
    cases: HashMap<CaseId, api::case::CaseRow>,
    messages: HashMap<MessageId, Message>,
    sessions: HashMap<CaseId, Vec<Interaction>>,
    offers: HashMap<WorkItemId, api::work::Offer>,
    names: HashMap<UserId, String>,
}

impl Chunk {
    async fn read(store: TenantStore, events: &[Event]) -> Result<Self, StoreError> {
        let ids: HashSet<CaseId> = events.iter().filter_map(|event| event.case).collect();
        let ids: Vec<CaseId> = ids.into_iter().collect();
        let stored = case::many(&store, &ids).await?;
        let rows = rows::rows(&store, stored, None).await?;
        let message_ids: Vec<MessageId> = events.iter().filter_map(message_of).collect();
        let messages = message::many(&store, &message_ids).await?;
        let mut sessions: HashMap<CaseId, Vec<Interaction>> = HashMap::new();
        for session in interaction::of_cases(&store, &ids).await? {
            sessions.entry(session.case).or_default().push(session);
        }
        let names = names_of(&store, &sessions, (&rows, &messages)).await?;
        Ok(Self {
            offers: offers_of(&store, events, &rows).await?,
            cases: rows.into_iter().map(|row| (row.id, row)).collect(),
            messages: messages.into_iter().map(|found| (found.id, found)).collect(),
            sessions,
            names,
        })
    }

    fn publish(self, app: &App, tenant: TenantId, seq: i64, events: &[Event]) {
        let mut out = Vec::with_capacity(events.len() * 2);
        let mut changed: HashSet<CaseId> = HashSet::new();
        let mut former: HashMap<CaseId, UserId> = HashMap::new();
        for event in events {
            if let (Some(case), EventBody::CaseAssigned { from: Some(from), .. }) =
                (event.case, &event.body)
            {
                former.insert(case, *from);
            }
            self.desk_events(event, &mut out);
            self.visitor_frames(app, tenant, event);
            if let Some(case) = event.case.filter(|_| changes_row(&event.body)) {
                changed.insert(case);
            }
        }
        for case in changed {
            let Some(row) = self.cases.get(&case) else { continue };
            // Owners hear of their own cases without following the whole inbox, which at a
            // thousand changes a second would be a thousand rows for everybody.
            let owners = [row.owner, former.get(&case).copied()].into_iter().flatten();
            let topics = owners.map(Topic::Me).chain([Topic::Inbox]);
            for topic in topics {
                push(&mut out, (topic, Lane::State), "case.changed", case.to_string(), row);
            }
        }
        app.hub.publish(tenant, seq, out);
    }

    fn desk_events(&self, event: &Event, out: &mut Vec<LiveEvent>) {
        use EventBody as B;
        match &event.body {
            B::MessageReceived { message, .. }
            | B::MessageSent { message }
            | B::NoteAdded { message, .. }
            | B::ThreadSystem { message } => {
                self.message(event, *message, ("message.created", Lane::Log), out);
            }
            B::MessageDelivery { message, .. } => {
                self.message(event, *message, ("message.changed", Lane::State), out);
            }
            B::MessageRead { message } => {
                if let (Some(case), Some(found)) = (event.case, self.messages.get(message)) {
                    let data = json!({"case": case, "n": found.seq});
                    let topic = (Topic::Case(case), Lane::State);
                    push(out, topic, "customer_read", case.to_string(), &data);
                }
            }
            B::WorkOffered { work, user, offer, .. } => {
                if let Some(shown) = self.offers.get(work).filter(|shown| shown.id == *offer) {
                    let topic = (Topic::Me(*user), Lane::Urgent);
                    push(out, topic, "offer.created", offer.to_string(), shown);
                }
            }
            B::WorkOfferEnded { offer, user, reason, .. } => {
                offer_ended(out, *user, *offer, &json!(reason));
            }
            B::WorkDeclined { offer, user, .. } => {
                offer_ended(out, *user, *offer, &json!("declined"));
            }
            B::WorkAccepted { offer: Some(offer), user, .. } => {
                offer_ended(out, *user, *offer, &json!("accepted"));
            }
            B::SettingsChanged { part } => {
                let data = json!({"part": part});
                push(out, (Topic::Inbox, Lane::State), "settings.changed", part.clone(), &data);
            }
            B::CustomerUpdated { .. }
            | B::CustomerIdentified { .. }
            | B::CustomerMerged { .. }
            | B::CustomerParted { .. }
            | B::CustomerErased { .. }
            | B::ConsentRecorded { .. }
            | B::OrderPlaced { .. } => {
                if let Some(customer) = event.customer {
                    let data = json!({"id": customer});
                    let id = customer.to_string();
                    push(out, (Topic::Inbox, Lane::State), "customer.changed", id, &data);
                }
            }
            _ => {}
        }
    }

    fn message(
        &self,
        event: &Event,
        id: MessageId,
        (kind, lane): (&'static str, Lane),
        out: &mut Vec<LiveEvent>,
    ) {
        if let (Some(case), Some(found)) = (event.case, self.messages.get(&id)) {
            let shown = rows::message(found.clone());
            push(out, (Topic::Case(case), lane), kind, id.to_string(), &shown);
        }
    }

    /// What the visitors of the event's case see.
    fn visitor_frames(&self, app: &App, tenant: TenantId, event: &Event) {
        use EventBody as B;
        let Some(case) = event.case else { return };
        let Some(sessions) = self.sessions.get(&case) else { return };
        match &event.body {
            B::MessageReceived { message, .. }
            | B::MessageSent { message }
            | B::ThreadSystem { message } => {
                let Some(found) = self.messages.get(message) else { return };
                if found.kind == MessageKind::Note {
                    return;
                }
                let Some(visitor) = visitor_of(sessions, found.interaction) else { return };
                let name = found.author.and_then(|author| self.names.get(&author)).cloned();
                let m = view::message(app.store.sealer(), tenant, found.clone(), name);
                app.hub.tell_visitor(tenant, visitor, &ChatOut::Message { m });
            }
            B::InteractionStarted { .. }
            | B::InteractionEnded
            | B::CaseAssigned { .. }
            | B::CaseStatusChanged { .. } => {
                for session in sessions {
                    let Some(visitor) = session.visitor else { continue };
                    let Some(row) = self.cases.get(&case) else { continue };
                    let state = view::state(Some(session), row.status, row.owner);
                    let agent = row.owner.and_then(|owner| self.names.get(&owner)).cloned();
                    let frame = ChatOut::State { state, agent };
                    // Only the visitor's newest session speaks for the conversation.
                    if is_newest(sessions, session) {
                        app.hub.tell_visitor(tenant, visitor, &frame);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Names that visitors will see: of who wrote to them and of who has their case.
async fn names_of(
    store: &TenantStore,
    sessions: &HashMap<CaseId, Vec<Interaction>>,
    (rows, messages): (&[api::case::CaseRow], &[Message]),
) -> Result<HashMap<UserId, String>, StoreError> {
    let seen = |case: &CaseId| {
        sessions.get(case).is_some_and(|all| all.iter().any(|session| session.visitor.is_some()))
    };
    let owners = rows.iter().filter(|row| seen(&row.id)).filter_map(|row| row.owner);
    let authors = messages.iter().filter(|one| seen(&one.case)).filter_map(|one| one.author);
    user_account::names(store, owners.chain(authors)).await
}

fn is_newest(sessions: &[Interaction], session: &Interaction) -> bool {
    sessions
        .iter()
        .filter(|other| other.visitor == session.visitor)
        .all(|other| other.id <= session.id)
}

fn visitor_of(sessions: &[Interaction], id: InteractionId) -> Option<model::VisitorId> {
    sessions.iter().find(|session| session.id == id)?.visitor
}

fn offer_ended(
    out: &mut Vec<LiveEvent>,
    user: UserId,
    offer: model::OfferId,
    reason: &serde_json::Value,
) {
    let data = json!({"offer": offer, "reason": reason});
    push(out, (Topic::Me(user), Lane::Urgent), "offer.ended", offer.to_string(), &data);
}

async fn offers_of(
    store: &TenantStore,
    events: &[Event],
    rows: &[api::case::CaseRow],
) -> Result<HashMap<WorkItemId, api::work::Offer>, StoreError> {
    let ids: Vec<WorkItemId> = events
        .iter()
        .filter_map(|event| match event.body {
            EventBody::WorkOffered { work, .. } => Some(work),
            _ => None,
        })
        .collect();
    let items = work_item::many(store, &ids).await?;
    Ok(items
        .iter()
        .filter_map(|item| {
            let row = rows.iter().find(|row| Some(row.id) == item.case)?;
            Some((item.id, offers::view(item, row)?))
        })
        .collect())
}

const fn message_of(event: &Event) -> Option<MessageId> {
    match event.body {
        EventBody::MessageReceived { message, .. }
        | EventBody::MessageSent { message }
        | EventBody::MessageDelivery { message, .. }
        | EventBody::MessageRead { message }
        | EventBody::NoteAdded { message, .. }
        | EventBody::ThreadSystem { message } => Some(message),
        _ => None,
    }
}

/// Whether the event changes what the inbox shows of its case.
const fn changes_row(body: &EventBody) -> bool {
    !matches!(
        body,
        EventBody::WorkOffered { .. }
            | EventBody::WorkOfferEnded { .. }
            | EventBody::WorkDeclined { .. }
            | EventBody::MessageRead { .. }
            | EventBody::MessageDelivery { .. }
            | EventBody::InteractionStarted { .. }
    )
}

fn push<T: serde::Serialize>(
    out: &mut Vec<LiveEvent>,
    (topic, lane): (Topic, Lane),
    kind: &'static str,
    id: String,
    data: &T,
) {
    match serde_json::to_string(data) {
        Ok(data) => out.push(LiveEvent { topic, kind, id, data, lane }),
        Err(error) => tracing::error!(%error, kind, "an event could not be written down"),
    }
}

impl Hub {
    /// Tells the visitors of a case that the agent types or has read; forgotten at once.
    pub fn tell_case_visitors(&self, tenant: TenantId, sessions: &[Interaction], frame: &ChatOut) {
        let mut told = HashSet::new();
        for visitor in sessions.iter().filter_map(|session| session.visitor) {
            if told.insert(visitor) {
                self.tell_visitor(tenant, visitor, frame);
            }
        }
    }
}
