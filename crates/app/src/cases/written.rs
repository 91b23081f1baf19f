//! What a colleague writes into a thread: replies, notes, and the lines of the system.

use api::file::FileView;
use api::{Answer, Problem};
use model::event::{EventBody, NewEvent};
use model::{
    Actor, AttachmentId, DeliveryState, InteractionId, MessageId, MessageKind, SideId, UserId,
};
use serde_json::{Value, json};
use store::attachment;
use store::message::{self, Message};
use store::{StoreError, Tx, retention};

use super::flow::Moving;
use crate::failure::Failure;
use crate::files;

/// A message of the centre before it is stored.
pub(crate) struct Outgoing {
    /// In which session.
    pub interaction: InteractionId,
    /// What kind of entry.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// As whom its event names the writer.
    pub actor: Actor,
    /// Text.
    pub text: String,
    /// Subject of a mail.
    pub subject: Option<String>,
    /// Files to take along.
    pub files: Vec<AttachmentId>,
    /// Head of a mail, mentions.
    pub envelope: Value,
    /// The writer's own id, as stored.
    pub client_id: Option<String>,
    /// How far it got, for messages that go out.
    pub delivery: Option<DeliveryState>,
    /// The conversation with somebody outside that it belongs to.
    pub side: Option<SideId>,
}

/// How a colleague's own id is stored.
pub(crate) fn colleague_id(user: UserId, client_id: &str) -> String {
    format!("u:{user}:{client_id}")
}

/// Stores an entry of the thread with its event.
pub(crate) async fn store(
    tx: &mut Tx<'_>,
    moving: &Moving,
    outgoing: Outgoing,
) -> Result<Message, Failure> {
    let id: MessageId = tx.id();
    let attachments = taken_files(tx, &outgoing, id).await?;
    let seq = tx.append(event(moving, &outgoing, id)).await?;
    let stored = Message {
        id,
        case: moving.case.id,
        interaction: outgoing.interaction,
        customer: moving.case.customer,
        kind: outgoing.kind,
        author: outgoing.author,
        at: tx.now(),
        seq,
        text: outgoing.text,
        html_blob: None,
        subject: outgoing.subject,
        envelope: outgoing.envelope,
        attachments,
        client_id: outgoing.client_id,
        delivery: outgoing.delivery,
        side: outgoing.side,
    };
    message::insert(tx, &stored).await?;
    if moving.case.cleared.is_some() {
        retention::goes_on(tx, moving.case.id).await?;
    }
    Ok(stored)
}

fn event(moving: &Moving, outgoing: &Outgoing, id: MessageId) -> NewEvent {
    let body = match outgoing.kind {
        MessageKind::Outbound => EventBody::MessageSent { message: id },
        MessageKind::Note => EventBody::NoteAdded {
            message: id,
            mentions: outgoing
                .envelope
                .get("mentions")
                .and_then(|mentions| serde_json::from_value(mentions.clone()).ok())
                .unwrap_or_default(),
        },
        MessageKind::Inbound => EventBody::MessageReceived { message: id, automatic: false },
        MessageKind::System => EventBody::ThreadSystem { message: id },
    };
    NewEvent { interaction: Some(outgoing.interaction), ..moving.event(outgoing.actor, body) }
}

/// The files a message takes along: uploads of its writer that no other message has.
async fn taken_files(
    tx: &Tx<'_>,
    outgoing: &Outgoing,
    message: MessageId,
) -> Result<Value, Failure> {
    if outgoing.files.is_empty() {
        return Ok(json!([]));
    }
    let stored = attachment::many(tx, &outgoing.files).await?;
    let mut shown: Vec<FileView> = Vec::with_capacity(stored.len());
    for id in &outgoing.files {
        let own = stored
            .iter()
            .find(|file| file.id == *id)
            .filter(|file| file.message.is_none() && file.user == outgoing.author);
        let file = own.ok_or_else(|| {
            Problem::invalid(
                "files",
                "添付ファイルが見つからないか、すでに使われています。もう一度アップロードしてください。",
                "A file is not there or was used already. Upload it again.",
            )
        })?;
        shown.push(files::desk_view(file));
    }
    attachment::take(tx, &outgoing.files, message).await?;
    serde_json::to_value(shown).map_err(|error| StoreError::Other(error.to_string()).into())
}

/// Stores a line of the system that colleagues see and customers do not; else as [`system_line`].
pub(crate) async fn inner_line(
    tx: &mut Tx<'_>,
    moving: &Moving,
    interaction: InteractionId,
    (code, text): (&str, String),
) -> Result<(), Failure> {
    line(tx, moving, interaction, (MessageKind::Note, json!({"code": code}), text)).await
}

/// Stores a line of the system, such as "transferred to …"; `code` names the text in the desk's
/// and the widget's language files, `text` is what history shows without them.
pub(crate) async fn system_line(
    tx: &mut Tx<'_>,
    moving: &Moving,
    interaction: InteractionId,
    (code, text): (&str, String),
) -> Result<(), Failure> {
    line(tx, moving, interaction, (MessageKind::System, json!({"code": code}), text)).await
}

/// Stores the line that a case went on to a colleague or a department, by its name; else as
/// [`system_line`].
pub(crate) async fn transferred_line(
    tx: &mut Tx<'_>,
    moving: &Moving,
    interaction: InteractionId,
    name: &str,
) -> Result<(), Failure> {
    let envelope = json!({"code": "transferred", "about": name});
    let text = format!("{name} に転送されました");
    line(tx, moving, interaction, (MessageKind::System, envelope, text)).await
}

async fn line(
    tx: &mut Tx<'_>,
    moving: &Moving,
    interaction: InteractionId,
    (kind, envelope, text): (MessageKind, serde_json::Value, String),
) -> Result<(), Failure> {
    let line = Outgoing {
        interaction,
        kind,
        author: None,
        actor: Actor::System,
        text,
        subject: None,
        files: Vec::new(),
        envelope,
        client_id: None,
        delivery: None,
        side: None,
    };
    store(tx, moving, line).await?;
    Ok(())
}

/// Checks of what a colleague wrote.
pub(crate) fn checked(
    text: &str,
    files: &[AttachmentId],
    client_id: &str,
) -> Answer<(String, String)> {
    let text = crate::validate::message(text, files.len())?;
    let client_id = crate::validate::client_id(client_id)?;
    Ok((text, client_id))
}
