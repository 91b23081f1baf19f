//! A visitor writes, reads, types, ends.

use api::chat::{ChatMessage, ChatSend, Visitor};
use api::{Answer, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseStatus, CustomerId, IdentityKind, IdentityStrength, InteractionId, Medium};
use serde_json::{Value, json};
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::interaction::{self, Conversation, Interaction};
use store::message::{self, Message};
use store::{StoreError, Tx, attachment, channel, reading};

use super::{start, view};
use crate::App;
use crate::cases::flow::Moving;
use crate::failure::{Failure, OrProblem};
use crate::inbound::{self, NewMatter, NewSession, Words};
use crate::live::{Lane, LiveEvent, Topic};
use crate::{files, validate};

/// Characters of a case's subject taken from the first message.
const SUBJECT_CHARS: usize = 40;

/// How a visitor's own id is stored.
fn visitor_cid(by: &Visitor, cid: &str) -> String {
    format!("v:{}:{cid}", by.id)
}

/// Stores a message; the same `cid` twice gives the same message.
pub(super) async fn send(app: &App, by: &Visitor, input: ChatSend) -> Answer<ChatMessage> {
    let text = validate::message(&input.text, input.files.len())?;
    let cid = validate::client_id(&input.cid)?;
    let input = ChatSend { text, cid, ..input };
    let visitor = by.clone();
    let client_id = visitor_cid(by, &input.cid);
    let thread = json!({"page": start::page_json(app, by.id)});
    let written = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &visitor, (input, thread)).await })
        })
        .await;
    let stored = match written {
        Err(Failure::SentBefore) => sent_before(app, by, client_id).await,
        written => written.map(|written| written.value),
    };
    Ok(view::message(app.store.sealer(), by.tenant, stored.or_problem()?, None))
}

/// What this browser has sent under an id. Read by a write, because the message may belong to the
/// group that is not committed yet: the answer comes when it is durable.
async fn sent_before(app: &App, by: &Visitor, client_id: String) -> Result<Message, Failure> {
    let found = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { Ok::<_, Failure>(message::by_client_id(tx, &client_id).await?) })
        })
        .await?;
    // The group with the first one was lost in between: whoever sent it tries again.
    found.value.ok_or(Failure::Store(StoreError::Busy))
}

/// Writes a message inside a transaction; `thread` is what a conversation that begins with it
/// remembers.
pub(crate) async fn write(
    tx: &mut Tx<'_>,
    by: &Visitor,
    (input, thread): (ChatSend, Value),
) -> Result<Message, Failure> {
    let client_id = visitor_cid(by, &input.cid);
    let running = interaction::conversation_of_visitor(tx, by.id).await?;
    // A message of a running conversation is found out when it is stored. Whatever else could
    // refuse it comes after the question whether it is there already.
    if (running.is_none() || !input.files.is_empty())
        && let Some(sent) = message::by_client_id(tx, &client_id).await?
    {
        return Ok(sent);
    }
    let attachments = own_files(tx, by, &input).await?;
    let (mut moving, session) = match running {
        Some(Conversation { session, case, work }) => (Moving::of(case, work), session),
        None => begin_conversation(tx, by, (&input.text, thread)).await?,
    };
    let words = Words {
        text: input.text,
        attachments,
        client_id: Some(client_id),
        envelope: json!({}),
        ..Words::default()
    };
    let stored = inbound::receive(tx, &mut moving, &session, words).await?;
    attachment::take(tx, &input.files, stored.id).await?;
    moving.save(tx).await?;
    Ok(stored)
}

/// A conversation: a new session of the last case when that is not resolved, else a new case.
async fn begin_conversation(
    tx: &mut Tx<'_>,
    by: &Visitor,
    (text, thread): (&str, Value),
) -> Result<(Moving, Interaction), Failure> {
    let last = interaction::of_visitor(tx, by.id, 1).await?.into_iter().next();
    if let Some(last) = last {
        let moving = Moving::read(tx, last.case).await?;
        if moving.case.status != CaseStatus::Resolved {
            let session = begin(tx, by, &moving, last.thread).await?;
            return Ok((moving, session));
        }
    }
    let channel = channel::get(tx, by.channel).await?.ok_or(Problem::new(Code::ChannelOff))?;
    let customer = customer_of(tx, by).await?;
    let matter =
        NewMatter { customer, channel: channel.id, queue: channel.queue, subject: subject(text) };
    let moving = inbound::new_case(tx, Actor::Customer, matter).await?;
    let session = begin(tx, by, &moving, thread).await?;
    Ok((moving, session))
}

async fn begin(
    tx: &mut Tx<'_>,
    by: &Visitor,
    moving: &Moving,
    thread: Value,
) -> Result<Interaction, Failure> {
    let session =
        NewSession { channel: by.channel, medium: Medium::Chat, visitor: Some(by.id), thread };
    inbound::new_session(tx, Actor::Customer, moving, session).await
}

fn subject(text: &str) -> String {
    let line = validate::snippet(text);
    match line.char_indices().nth(SUBJECT_CHARS) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None if line.is_empty() => "ファイルの送信".to_owned(),
        None => line,
    }
}

/// Whom a browser belongs to; a browser nobody knows becomes an anonymous customer.
pub(super) async fn customer_of(tx: &mut Tx<'_>, by: &Visitor) -> Result<CustomerId, Failure> {
    let value = by.id.to_string();
    if let Some(known) = identity::find(tx, IdentityKind::Visitor, &value).await? {
        identity::seen(tx, IdentityKind::Visitor, &value, known.strength).await?;
        return Ok(known.customer);
    }
    let now = tx.now();
    let id: CustomerId = tx.id();
    let anonymous = Customer {
        id,
        external_id: None,
        name: String::new(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        rank: String::new(),
        note: String::new(),
        tags: Vec::new(),
        attributes: serde_json::Map::new(),
        anonymous: true,
        absorbed_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    customer::insert(tx, &anonymous).await?;
    tx.append(NewEvent {
        customer: Some(id),
        case: None,
        interaction: None,
        actor: Actor::Customer,
        body: EventBody::CustomerCreated,
    })
    .await?;
    let browser = Identity {
        kind: IdentityKind::Visitor,
        value,
        customer: id,
        strength: IdentityStrength::Observed,
        created_at: now,
        last_seen_at: now,
    };
    identity::insert(tx, &browser).await?;
    Ok(id)
}

/// The files of a message: uploads of this browser that no other message has.
async fn own_files(tx: &Tx<'_>, by: &Visitor, input: &ChatSend) -> Result<Value, Failure> {
    let stored = attachment::many(tx, &input.files).await?;
    let mut shown = Vec::with_capacity(stored.len());
    for id in &input.files {
        let own = stored
            .iter()
            .find(|file| file.id == *id)
            .filter(|file| file.message.is_none() && file.visitor == Some(by.id));
        let file = own.ok_or_else(|| {
            Problem::invalid(
                "files",
                "ファイルが見つかりません。もう一度選択してください。",
                "A file is not there. Choose it again.",
            )
        })?;
        shown.push(files::desk_view(file));
    }
    serde_json::to_value(shown).map_err(|error| StoreError::Other(error.to_string()).into())
}

/// The visitor has read up to a number.
pub(crate) async fn read(app: &App, by: &Visitor, n: i64) -> Answer<()> {
    let store = app.of(by.tenant);
    let sessions = interaction::of_visitor(&store, by.id, 1).await.or_problem()?;
    let Some(session) = sessions.into_iter().next() else { return Ok(()) };
    let last = message::visible_before(&store, &[session.id], n.saturating_add(1), 1)
        .await
        .or_problem()?
        .pop();
    let Some(last) = last else { return Ok(()) };
    let marks = reading::customer_marks(&store, &[session.id]).await.or_problem()?;
    if marks.get(&session.id).is_some_and(|mark| *mark >= last.seq) {
        return Ok(());
    }
    store
        .write(app.now(), move |tx| Box::pin(async move { note_read(tx, &session, &last).await }))
        .await
        .or_problem()?;
    Ok(())
}

async fn note_read(
    tx: &mut Tx<'_>,
    session: &Interaction,
    last: &Message,
) -> Result<(), StoreError> {
    reading::customer_mark(tx, session.id, last.seq).await?;
    tx.append(NewEvent {
        customer: Some(session.customer),
        case: Some(session.case),
        interaction: Some(session.id),
        actor: Actor::Customer,
        body: EventBody::MessageRead { message: last.id },
    })
    .await?;
    Ok(())
}

/// The visitor types; told to those who look at the case, and forgotten.
pub(super) async fn typing(app: &App, by: &Visitor) {
    let store = app.of(by.tenant);
    let Ok(Some(session)) = interaction::open_of_visitor(&store, by.id).await else { return };
    let data = json!({"case": session.case, "who": "customer"}).to_string();
    let event = LiveEvent {
        topic: Topic::Case(session.case),
        kind: "typing",
        id: "customer".to_owned(),
        data,
        lane: Lane::Passing,
    };
    app.hub.publish(by.tenant, 0, vec![event]);
}

/// The visitor ends the conversation; the agent resolves the case when the matter is settled. A
/// case that nobody has taken yet stays in its queue, so that no matter is lost.
pub(crate) async fn end(app: &App, by: &Visitor) -> Answer<()> {
    let visitor = by.id;
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let Some(session) = interaction::open_of_visitor(tx, visitor).await? else {
                    return Ok::<Option<InteractionId>, Failure>(None);
                };
                let moving = Moving::read(tx, session.case).await?;
                let id = session.id;
                let line = ("customer_ended", "お客様がチャットを終了しました".to_owned());
                crate::cases::written_line(tx, &moving, id, line).await?;
                inbound::end_session(tx, Actor::Customer, &moving, session).await?;
                Ok(Some(id))
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
