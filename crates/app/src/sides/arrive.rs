//! What comes back from people outside, and what becomes of the mails to them.

use language::mask;
use model::event::{EventBody, NewEvent};
use model::{
    Actor, CaseStatus, DeliveryState, MessageId, MessageKind, SideId, SideState, SideWay, UserId,
};
use serde_json::{Value, json};
use store::message::{self, Message};
use store::side::{self, Side};
use store::{StoreError, Tx, reading, retention};

use super::list::people;
use crate::cases::flow::Moving;
use crate::cases::{hold, written};
use crate::failure::Failure;
use crate::inbound::Words;
use crate::mail::send::delivery;

/// Mails before the one that is answered that are named in an answer.
const REFERENCES_MAX: usize = 50;

/// What came.
pub(crate) enum Came {
    /// A person's words.
    Person {
        /// From an address that was not asked.
        stranger: bool,
        /// The mail's Message-ID.
        message_id: Option<String>,
        /// The mails before it.
        references: Vec<String>,
    },
    /// A machine's: an answering machine, a report.
    Machine,
}

/// Whether mails of a conversation go to an address.
pub(crate) fn was_asked(side: &Side, address: Option<&str>) -> bool {
    let Some(address) = address else { return false };
    people(side).iter().any(|one| one.address.eq_ignore_ascii_case(address))
}

/// Keeps what came beside the case. A person's words are an answer: the case shows something new,
/// who has it is called, and when it was put off until then, it is taken up again. The caller saves
/// the case afterwards.
pub(crate) async fn keep(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    (side, came): (&mut Side, Came),
    words: Words,
) -> Result<Message, Failure> {
    let stranger = matches!(came, Came::Person { stranger: true, .. });
    let stored = stored(tx, (moving, side), words, stranger).await?;
    side.last_at = Some(tx.now());
    let Came::Person { message_id, references, .. } = came else {
        side::save(tx, side).await?;
        return Ok(stored);
    };
    side.state = SideState::Answered;
    side.waiting_since = None;
    side.remind_at = None;
    side.thread = thread(message_id, references);
    let wakes = std::mem::take(&mut side.wakes);
    side::save(tx, side).await?;
    let body = EventBody::SideChanged { side: side.id, state: side.state };
    tx.append(moving.event(Actor::System, body)).await?;
    moving.case.last_seq = stored.seq;
    call(tx, moving, side.started_by).await?;
    if wakes && moving.case.status == CaseStatus::OnHold {
        let line = ("side_answered", "社外から回答が届いたため、保留を終えました".to_owned());
        hold::take_up(tx, moving, line).await?;
    }
    Ok(stored)
}

/// What the next mail answers.
fn thread(message_id: Option<String>, mut references: Vec<String>) -> Value {
    references.extend(message_id.clone());
    let first = references.len().saturating_sub(REFERENCES_MAX);
    json!({"in_reply_to": message_id, "references": references.split_off(first)})
}

/// Calls who has the case; when nobody has, who asked.
pub(super) async fn call(tx: &Tx<'_>, moving: &Moving, asked_by: UserId) -> Result<(), StoreError> {
    let user = moving.case.owner.unwrap_or(asked_by);
    reading::call(tx, user, moving.case.id, moving.case.last_seq).await
}

/// Stores what came as a note. Numbers that may not be kept are masked once more.
async fn stored(
    tx: &mut Tx<'_>,
    (moving, side): (&Moving, &Side),
    words: Words,
    stranger: bool,
) -> Result<Message, Failure> {
    let id: MessageId = tx.id();
    let added = EventBody::NoteAdded { message: id, mentions: Vec::new() };
    let added =
        NewEvent { interaction: Some(side.interaction), ..moving.event(Actor::System, added) };
    let seq = tx.append(added).await?;
    let mut envelope = words.envelope;
    if let Some(parts) = envelope.as_object_mut() {
        parts.insert("side".to_owned(), json!({"way": SideWay::In, "stranger": stranger}));
    }
    let stored = Message {
        id,
        case: moving.case.id,
        interaction: side.interaction,
        customer: moving.case.customer,
        kind: MessageKind::Note,
        author: None,
        at: tx.now(),
        seq,
        text: mask(&words.text).into_owned(),
        html_blob: words.html_blob,
        subject: words.subject,
        envelope,
        attachments: words.attachments,
        client_id: words.client_id,
        delivery: None,
        side: Some(side.id),
    };
    if !message::insert_once(tx, &stored).await? {
        return Err(Failure::SentBefore);
    }
    if moving.case.cleared.is_some() {
        retention::goes_on(tx, moving.case.id).await?;
    }
    Ok(stored)
}

/// A mail of ours went out: the next one names it.
pub(crate) async fn sent(tx: &Tx<'_>, id: SideId, message_id: &str) -> Result<(), StoreError> {
    let Some(side) = side::get(tx, id).await? else { return Ok(()) };
    let known = side.thread.get("references").cloned().unwrap_or_default();
    let mut references: Vec<String> = serde_json::from_value(known).unwrap_or_default();
    if references.iter().any(|one| one == message_id) {
        return Ok(());
    }
    references.push(message_id.to_owned());
    // An answer to theirs while there is one, else a further mail of ours.
    let answers = side.thread.get("in_reply_to").filter(|id| id.is_string()).cloned();
    let answers = answers.unwrap_or_else(|| json!(message_id));
    let first = references.len().saturating_sub(REFERENCES_MAX);
    let references = references.split_off(first);
    side::set_thread(tx, id, json!({"in_reply_to": answers, "references": references})).await
}

/// A mail of ours did not arrive: it says so, and who has the case is called. The customer's side of
/// the case stays as it is.
pub(crate) async fn not_delivered(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    failed: &Message,
) -> Result<(), Failure> {
    message::set_delivery(tx, failed.id, DeliveryState::Failed).await?;
    moving.case.last_seq = tx.append(delivery(failed, DeliveryState::Failed)).await?;
    let text = "社外へのメールを届けられませんでした。宛先を確認してください".to_owned();
    written::inner_line(tx, moving, failed.interaction, ("side_undelivered", text)).await?;
    let asked_by = match failed.side {
        Some(id) => side::get(tx, id).await?.map(|side| side.started_by),
        None => None,
    };
    if let Some(user) = asked_by.or(failed.author) {
        call(tx, moving, user).await?;
    }
    Ok(())
}
