//! What all channels share when a customer writes: a case is opened or goes on, the message is
//! stored, the work finds its way. Channels only say who wrote, where, and what.

use language::mask;
use model::event::{EventBody, NewEvent};
use model::{
    Actor, CaseStatus, ChannelId, CustomerId, InteractionState, Medium, MessageId, MessageKind,
    Presence, Priority, QueueId, VisitorId, WorkKind,
};
use serde_json::Value;
use store::case::{self, Case};
use store::interaction::{self, Interaction};
use store::message::{self, Message};
use store::{Tx, presence, tenant, user_account};

use crate::cases::flow::{Assign, Enqueue, Moving};
use crate::failure::Failure;
use crate::validate::snippet;
use crate::work::takes_work;

/// A new matter.
pub struct NewMatter {
    /// Whose.
    pub customer: CustomerId,
    /// Through which door.
    pub channel: ChannelId,
    /// Where it waits.
    pub queue: QueueId,
    /// What it is about.
    pub subject: String,
}

/// Stores a new case; nobody has it and nothing waits yet.
pub async fn new_case(tx: &mut Tx<'_>, actor: Actor, matter: NewMatter) -> Result<Moving, Failure> {
    let now = tx.now();
    let case = Case {
        id: tx.id(),
        number: tenant::next_case_number(tx).await?,
        customer: matter.customer,
        subject: mask(&matter.subject).into_owned(),
        status: CaseStatus::Waiting,
        priority: Priority::Normal,
        category: None,
        queue: matter.queue,
        owner: None,
        channel: matter.channel,
        created_at: now,
        updated_at: now,
        resolved_at: None,
        first_response_at: None,
        waiting_since: None,
        queued_at: None,
        last_message_at: None,
        snippet: String::new(),
        last_seq: 0,
        disposition: None,
        held_until: None,
        returns: None,
        joined_into: None,
        cleared: None,
        version: 1,
    };
    case::insert(tx, &case).await?;
    let moving = Moving::of(case, None);
    let opened = EventBody::CaseOpened {
        number: moving.case.number,
        channel: matter.channel,
        queue: matter.queue,
    };
    tx.append(moving.event(actor, opened)).await?;
    Ok(moving)
}

/// A new session on a channel.
pub struct NewSession {
    /// On which channel.
    pub channel: ChannelId,
    /// How it occupies an agent.
    pub medium: Medium,
    /// The browser of a chat.
    pub visitor: Option<VisitorId>,
    /// What the channel must remember.
    pub thread: Value,
}

/// Stores a new session of a case.
pub async fn new_session(
    tx: &mut Tx<'_>,
    actor: Actor,
    moving: &Moving,
    session: NewSession,
) -> Result<Interaction, Failure> {
    let stored = Interaction {
        id: tx.id(),
        case: moving.case.id,
        customer: moving.case.customer,
        channel: session.channel,
        medium: session.medium,
        state: InteractionState::Open,
        started_at: tx.now(),
        ended_at: None,
        visitor: session.visitor,
        thread: session.thread,
    };
    interaction::insert(tx, &stored).await?;
    let started =
        EventBody::InteractionStarted { channel: session.channel, medium: session.medium };
    tx.append(NewEvent { interaction: Some(stored.id), ..moving.event(actor, started) }).await?;
    Ok(stored)
}

/// What a customer wrote.
#[derive(Default)]
pub struct Words {
    /// Text.
    pub text: String,
    /// Blob of the sanitised HTML.
    pub html_blob: Option<String>,
    /// Subject of a mail.
    pub subject: Option<String>,
    /// Head of a mail.
    pub envelope: Value,
    /// Files, as shown.
    pub attachments: Value,
    /// The writer's own id, as stored.
    pub client_id: Option<String>,
    /// Nobody wrote it, a machine did.
    pub by_machine: bool,
}

/// Stores what the customer wrote and lets the case and its work follow. The caller saves the
/// case afterwards.
///
/// # Errors
/// [`Failure::SentBefore`] when the same words are stored already; those of the store.
pub async fn receive(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    session: &Interaction,
    words: Words,
) -> Result<Message, Failure> {
    let stored = store_words(tx, moving, session, words).await?;
    let now = tx.now();
    moving.case.waiting_since.get_or_insert(now);
    follow(tx, moving, session).await?;
    Ok(stored)
}

/// Stores a customer's words without letting the work follow: what a machine wrote needs nobody.
/// Numbers that may not be kept are masked here once more, whatever the channel did.
///
/// # Errors
/// As [`receive`].
pub async fn store_words(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    session: &Interaction,
    words: Words,
) -> Result<Message, Failure> {
    let id: MessageId = tx.id();
    let automatic = words.by_machine;
    let received = NewEvent {
        interaction: Some(session.id),
        ..moving.event(Actor::Customer, EventBody::MessageReceived { message: id, automatic })
    };
    let seq = tx.append(received).await?;
    let stored = Message {
        id,
        case: moving.case.id,
        interaction: session.id,
        customer: moving.case.customer,
        kind: MessageKind::Inbound,
        author: None,
        at: tx.now(),
        seq,
        text: mask(&words.text).into_owned(),
        html_blob: words.html_blob,
        subject: words.subject,
        envelope: words.envelope,
        attachments: words.attachments,
        client_id: words.client_id,
        delivery: None,
        side: None,
    };
    if !message::insert_once(tx, &stored).await? {
        return Err(Failure::SentBefore);
    }
    moving.case.last_seq = seq;
    moving.case.last_message_at = Some(tx.now());
    moving.case.snippet = preview(&stored);
    Ok(stored)
}

/// The first words of a message, or of its files.
fn preview(message: &Message) -> String {
    if !message.text.trim().is_empty() {
        return snippet(&message.text);
    }
    let names: Vec<&str> = message
        .attachments
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|file| file.get("name").and_then(Value::as_str))
        .collect();
    snippet(&names.join(", "))
}

/// Where the work goes after the customer wrote: it stays where it is, goes back to the owner who
/// is there, or waits in the queue.
async fn follow(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    session: &Interaction,
) -> Result<(), Failure> {
    if moving.work.is_some() {
        return Ok(());
    }
    if let Some(owner) = moving.case.owner
        && is_there(tx, owner).await?
    {
        let to = Assign { user: owner, offer: None, medium: session.medium };
        return moving.assign(tx, Actor::Customer, to).await;
    }
    let place = Enqueue {
        queue: moving.case.queue,
        medium: session.medium,
        kind: WorkKind::Interaction,
        interaction: Some(session.id),
    };
    moving.enqueue(tx, Actor::Customer, place).await
}

/// Whether a person is signed in at a desk and takes work.
pub(crate) async fn is_there(tx: &Tx<'_>, user: model::UserId) -> Result<bool, Failure> {
    let state = presence::get(tx, user).await?.map(|found| found.state);
    if state.is_none_or(|state| state == Presence::Offline) {
        return Ok(false);
    }
    Ok(user_account::by_id(tx, user).await?.is_some_and(|user| takes_work(&user)))
}

/// Ends a session; a further word of the customer begins another.
pub async fn end_session(
    tx: &mut Tx<'_>,
    actor: Actor,
    moving: &Moving,
    mut session: Interaction,
) -> Result<(), Failure> {
    if session.state == InteractionState::Ended {
        return Ok(());
    }
    session.state = InteractionState::Ended;
    session.ended_at = Some(tx.now());
    interaction::save(tx, &session).await?;
    if actor != Actor::Customer {
        crate::hooks::send::tell_end(tx, &session).await?;
    }
    let ended = NewEvent {
        interaction: Some(session.id),
        ..moving.event(actor, EventBody::InteractionEnded)
    };
    tx.append(ended).await?;
    Ok(())
}
