//! Past cases: their rows as they stand, and their facts at the instants at which they happened.

use std::collections::HashMap;

use api::case::{MailAddress, MailHead};
use app::validate::snippet;
use jiff::Timestamp;
use model::event::NewEvent;
use model::{
    CaseId, CaseStatus, ChannelId, ChannelKind, MessageId, MessageKind, Priority, UserId,
    VisitorId, WorkKind, WorkState,
};
use serde_json::{Value, json};
use store::case::{self, Case};
use store::interaction::{self, Interaction};
use store::mail_ref::{self, MailRef};
use store::message::{self, Message};
use store::work_item::{self, WorkItem};
use store::{StoreError, TenantStore, Tx, reading, tenant};

use super::progress::Progress;
use crate::world::{PastCase, PastInteraction, PastMail, PastMessage, PastWork, World};

/// Cases of one write: a few thousand events.
const CASES: usize = 150;

/// Loads the next cases.
pub(super) async fn cases(
    shop: &TenantStore,
    world: &World,
    progress: Progress,
) -> Result<Progress, StoreError> {
    let next: Vec<PastCase> =
        world.cases.iter().skip(progress.cases).take(CASES).cloned().collect();
    let progress = Progress { cases: progress.cases + next.len(), ..progress };
    let noted = progress.clone();
    shop.write(progress.at, move |tx| {
        Box::pin(async move {
            let places = append(tx, &next).await?;
            store(tx, &next, &places).await?;
            noted.note(tx).await
        })
    })
    .await?;
    Ok(progress)
}

/// Where on the log each message stands.
type Places = HashMap<MessageId, i64>;

/// Appends the facts of all these cases in the order of time.
async fn append(tx: &mut Tx<'_>, cases: &[PastCase]) -> Result<Places, StoreError> {
    let mut facts: Vec<_> = cases.iter().flat_map(|case| &case.events).collect();
    facts.sort_by_key(|fact| fact.at);
    let mut places = Places::new();
    for fact in facts {
        let event = NewEvent {
            customer: fact.customer,
            case: fact.case,
            interaction: fact.interaction,
            actor: fact.actor,
            body: fact.body.clone(),
        };
        let named = written(&event);
        let seq = tx.append_at(fact.at, event).await?;
        if let Some(message) = named {
            places.insert(message, seq);
        }
    }
    Ok(places)
}

/// The message whose coming into being an event tells.
const fn written(event: &NewEvent) -> Option<MessageId> {
    use model::event::EventBody::{MessageReceived, MessageSent, NoteAdded, ThreadSystem};
    match &event.body {
        MessageReceived { message, .. }
        | MessageSent { message }
        | ThreadSystem { message }
        | NoteAdded { message, .. } => Some(*message),
        _ => None,
    }
}

/// Stores the rows, each kind in few statements.
async fn store(tx: &Tx<'_>, cases: &[PastCase], places: &Places) -> Result<(), StoreError> {
    let numbers = tenant::next_case_numbers(tx, cases.len().try_into().unwrap_or(i64::MAX)).await?;
    let mut rows = Rows::default();
    for (number, past) in (numbers..).zip(cases) {
        let messages: Vec<Message> =
            past.messages.iter().map(|one| message_row(past, one, places)).collect();
        rows.cases.push(case_row(past, number, &messages));
        rows.sessions.extend(past.interactions.iter().map(|one| session_row(past, one)));
        rows.work.extend(past.work.iter().map(|one| work_row(past, one)));
        rows.marks.extend(mark(past, &messages));
        call(tx, past, &messages).await?;
        rows.messages.extend(messages);
    }
    case::insert_many(tx, &rows.cases).await?;
    interaction::insert_many(tx, &rows.sessions).await?;
    message::insert_many(tx, &rows.messages).await?;
    work_item::insert_many(tx, &rows.work).await?;
    reading::mark_new(tx, &rows.marks).await?;
    threads(tx, cases).await
}

#[derive(Default)]
struct Rows {
    cases: Vec<Case>,
    sessions: Vec<Interaction>,
    messages: Vec<Message>,
    work: Vec<WorkItem>,
    marks: Vec<(UserId, CaseId, i64)>,
}

/// Nobody has a case that waits, also when somebody had it before.
const fn owner(past: &PastCase) -> Option<UserId> {
    match past.status {
        CaseStatus::Waiting | CaseStatus::Reopened => None,
        CaseStatus::Assigned
        | CaseStatus::PendingCustomer
        | CaseStatus::OnHold
        | CaseStatus::Resolved => past.owner,
    }
}

fn case_row(past: &PastCase, number: i64, messages: &[Message]) -> Case {
    let spoken = |one: &&Message| matches!(one.kind, MessageKind::Inbound | MessageKind::Outbound);
    let last = messages.iter().rfind(spoken);
    Case {
        id: past.id,
        number,
        customer: past.customer,
        subject: past.subject.clone(),
        status: past.status,
        priority: past.priority,
        category: past.category,
        queue: past.queue,
        owner: owner(past),
        channel: past.channel,
        created_at: past.created_at,
        updated_at: past.updated_at,
        resolved_at: past.resolved_at,
        first_response_at: past.first_response_at,
        waiting_since: unanswered(past),
        queued_at: queued(past),
        last_message_at: last.map(|one| one.at),
        snippet: last.map(|one| snippet(&one.text)).unwrap_or_default(),
        last_seq: last.map_or(0, |one| one.seq),
        disposition: None,
        held_until: None,
        returns: None,
        joined_into: None,
        cleared: None,
        version: 1,
    }
}

/// Since when the unfinished work waits or waited.
fn queued(past: &PastCase) -> Option<Timestamp> {
    past.work.iter().find(|work| work.state != WorkState::Done).map(|work| work.enqueued_at)
}

/// Since when a word of the customer has no answer.
fn unanswered(past: &PastCase) -> Option<Timestamp> {
    if past.status == CaseStatus::Resolved {
        return None;
    }
    past.messages.iter().fold(None, |since, one| match one.kind {
        MessageKind::Inbound => since.or(Some(one.at)),
        MessageKind::Outbound => None,
        MessageKind::Note | MessageKind::System => since,
    })
}

fn session_row(past: &PastCase, session: &PastInteraction) -> Interaction {
    let chat = past.channel_kind == ChannelKind::WebChat;
    Interaction {
        id: session.id,
        case: past.id,
        customer: past.customer,
        channel: past.channel,
        medium: session.medium,
        state: session.state,
        started_at: session.started_at,
        ended_at: session.ended_at,
        // A browser of its own for every past chat.
        visitor: chat.then_some(VisitorId(session.id.0)),
        thread: if chat { json!({"page": null}) } else { mail_thread(past) },
    }
}

/// What a mail session remembers for the next answer.
fn mail_thread(past: &PastCase) -> Value {
    let mails: Vec<&PastMail> = past.messages.iter().filter_map(|one| one.mail.as_ref()).collect();
    let inbound = past.messages.iter().rev().find(|one| one.kind == MessageKind::Inbound);
    let Some(last) = inbound.and_then(|one| one.mail.as_ref()) else { return Value::Null };
    let references: Vec<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    json!({
        "to": last.from,
        "to_name": last.from_name,
        "subject": past.subject,
        "in_reply_to": last.message_id,
        "references": references,
        "people": [last.from, last.to],
    })
}

fn message_row(past: &PastCase, one: &PastMessage, places: &Places) -> Message {
    Message {
        id: one.id,
        case: past.id,
        interaction: one.interaction,
        customer: past.customer,
        kind: one.kind,
        author: one.author,
        at: one.at,
        seq: places.get(&one.id).copied().unwrap_or(0),
        text: one.text.clone(),
        html_blob: None,
        subject: one.mail.as_ref().map(|mail| mail.subject.clone()),
        envelope: envelope(one),
        attachments: json!([]),
        client_id: None,
        delivery: one.delivery,
        side: None,
    }
}

fn envelope(one: &PastMessage) -> Value {
    let address = |name: &str, address: &str| MailAddress {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    };
    match &one.mail {
        Some(mail) => json!({"mail": MailHead {
            subject: mail.subject.clone(),
            from: Some(address(&mail.from_name, &mail.from)),
            to: vec![address(&mail.to_name, &mail.to)],
            ..MailHead::default()
        }}),
        None if one.kind == MessageKind::Note => json!({"mentions": one.mentions}),
        None => json!({}),
    }
}

fn work_row(past: &PastCase, work: &PastWork) -> WorkItem {
    WorkItem {
        id: work.id,
        kind: WorkKind::Interaction,
        medium: work.medium,
        case: Some(past.id),
        interaction: Some(work.interaction),
        intake: None,
        queue: work.queue,
        state: work.state,
        priority: if work.state == WorkState::Done { Priority::Normal } else { past.priority },
        enqueued_at: work.enqueued_at,
        offer: None,
        assigned_to: work.assigned_to,
        assigned_at: work.assigned_at,
        done_at: work.done_at,
        declined: Vec::new(),
        detail: Value::Null,
        version: 1,
    }
}

/// The owner has read up to their own last word, and everything of what they closed.
fn mark(past: &PastCase, messages: &[Message]) -> Option<(UserId, CaseId, i64)> {
    let owner = owner(past)?;
    let own = |one: &&Message| !past.status.is_open() || one.author == Some(owner);
    messages.iter().rfind(own).map(|last| (owner, past.id, last.seq))
}

/// Calls by name stand while the case is open.
async fn call(tx: &Tx<'_>, past: &PastCase, messages: &[Message]) -> Result<(), StoreError> {
    if !past.status.is_open() {
        return Ok(());
    }
    for (one, row) in past.messages.iter().zip(messages) {
        for user in &one.mentions {
            reading::call(tx, *user, past.id, row.seq).await?;
        }
    }
    Ok(())
}

/// Remembers the Message-IDs, so that an answer to an old mail finds its case.
async fn threads(tx: &Tx<'_>, cases: &[PastCase]) -> Result<(), StoreError> {
    let mut mails: HashMap<ChannelId, Vec<(&str, MailRef)>> = HashMap::new();
    for past in cases {
        for one in &past.messages {
            if let Some(mail) = &one.mail {
                let place = MailRef { case: past.id, interaction: one.interaction };
                mails.entry(past.channel).or_default().push((&mail.message_id, place));
            }
        }
    }
    for (channel, mails) in mails {
        mail_ref::remember_many(tx, channel, &mails).await?;
    }
    Ok(())
}
