//! From a journalled request of a messenger to what it means.

use api::Code;
use api::chat::{ChatContact, ChatSend, Visitor};
use api::file::Upload;
use channels::hooks::{File, HookBody, Message, Sender, Unsent, read};
use model::{AttachmentId, ChannelId, DeliveryState, IdentityKind, VisitorId};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::intake::{Intake, IntakeState, Outcome};
use store::{StoreError, TenantStore, Tx, identity, interaction, message};
use uuid::Builder;

use crate::cases::flow::Moving;
use crate::chat::{send, start};
use crate::failure::Failure;
use crate::intake::unreadable::settle;
use crate::intake::{Filed, journal};
use crate::mail::send::note_failure;
use crate::{App, files};

/// What the thread says when an answer did not arrive.
pub(super) const FAILED: &str = "メッセンジャーにメッセージを届けられませんでした";

/// Files a request of the journal.
pub(crate) async fn file(app: &App, store: &TenantStore, item: &Intake) -> Result<Filed, Failure> {
    let Some(raw) = journal::raw(store, item).await? else { return Ok(Err("nothing")) };
    let Ok(hook) = read(&raw) else { return Ok(Err("malformed")) };
    let by = Visitor {
        tenant: store.tenant(),
        id: visitor(item.channel, &hook.sender.id),
        channel: item.channel,
        locale: api::Locale::Ja,
    };
    match hook.body {
        HookBody::Message(message) => write(app, item, (&by, hook.sender), message).await?,
        HookBody::Read(id) => {
            if let Some(stored) = own(store, &by, id).await? {
                send::read(app, &by, stored.seq).await?;
            }
            done(app, store, item).await?;
        }
        HookBody::Failed(unsent) => failed(app, store, item, (by, unsent)).await?,
        HookBody::Ended => {
            send::end(app, &by).await?;
            done(app, store, item).await?;
        }
    }
    Ok(Ok(()))
}

/// The visitor that a messenger's person is here: the same person always the same visitor, and no
/// two channels share one.
fn visitor(channel: ChannelId, sender: &str) -> VisitorId {
    let mut digest = Sha256::new();
    digest.update(b"madoguchi api visitor v1");
    digest.update(channel.0.as_bytes());
    digest.update(sender.as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest.finalize()).for_each(|(to, from)| *to = from);
    VisitorId(Builder::from_random_bytes(bytes).into_uuid())
}

async fn write(
    app: &App,
    item: &Intake,
    (by, sender): (&Visitor, Sender),
    message: Message,
) -> Result<(), Failure> {
    let store = app.of(by.tenant);
    let (kept, refused) = keep(app, by, message.files).await?;
    let mut text = language::mask(&message.text).into_owned();
    for name in &refused {
        text.push_str(&format!("\n(受け取れない種類のファイル: {name})"));
    }
    let input = ChatSend { cid: message.id, text: text.trim().to_owned(), files: kept };
    let (item, by) = (item.clone(), by.clone());
    let again = item.clone();
    let written = store
        .write(app.now(), move |tx| {
            Box::pin(async move { take_in(tx, &item, (by, sender), input).await })
        })
        .await;
    match written {
        Ok(_) => Ok(()),
        // The same message by another way: it is there.
        Err(Failure::SentBefore) => end(app, &store, &again, IntakeState::Duplicate).await,
        Err(failure) => Err(failure),
    }
}

async fn take_in(
    tx: &mut Tx<'_>,
    item: &Intake,
    (by, sender): (Visitor, Sender),
    input: ChatSend,
) -> Result<(), Failure> {
    let value = by.id.to_string();
    let known = identity::find(tx, IdentityKind::Visitor, &value).await?.is_some();
    if !known && (sender.name.is_some() || sender.email.is_some()) {
        let contact = ChatContact { name: sender.name.clone(), email: sender.email };
        start::claim(tx, &by, contact).await?;
    }
    let thread = json!({"sender": sender.id, "name": sender.name});
    let stored = send::write(tx, &by, (input, thread)).await?;
    let outcome = Outcome {
        state: IntakeState::Processed,
        error: None,
        message: Some(stored.id),
        case: Some(stored.case),
    };
    settle(tx, item, &outcome).await
}

/// Keeps a message's files; answers which were kept, and the names of those that are not taken.
async fn keep(
    app: &App,
    by: &Visitor,
    brought: Vec<File>,
) -> Result<(Vec<AttachmentId>, Vec<String>), Failure> {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for file in brought {
        let upload = Upload {
            name: file.name.clone(),
            mime: "application/octet-stream".to_owned(),
            content: file.content.into(),
        };
        match files::keep(app, by.tenant, upload, files::Owner::Visitor(by.id)).await {
            Ok(file) => kept.push(file.id),
            Err(problem) => match problem.code {
                // There will be room again: the journal keeps it until then.
                Code::StorageFull | Code::Unavailable => return Err(StoreError::Busy.into()),
                _ => refused.push(file.name),
            },
        }
    }
    Ok((kept, refused))
}

/// A message of the centre, if it went to this person.
async fn own(
    store: &TenantStore,
    by: &Visitor,
    id: model::MessageId,
) -> Result<Option<message::Message>, StoreError> {
    let Some(stored) = message::find(store, id).await? else { return Ok(None) };
    let session = interaction::get(store, stored.interaction).await?;
    Ok(session.is_some_and(|session| session.visitor == Some(by.id)).then_some(stored))
}

async fn failed(
    app: &App,
    store: &TenantStore,
    item: &Intake,
    (by, unsent): (Visitor, Unsent),
) -> Result<(), Failure> {
    let stored = own(store, &by, unsent.message).await?;
    let Some(stored) =
        stored.filter(|one| one.delivery.is_some() && one.delivery != Some(DeliveryState::Failed))
    else {
        return done(app, store, item).await;
    };
    let why = match unsent.reason.trim() {
        "" => FAILED.to_owned(),
        reason => format!("{FAILED}({reason})"),
    };
    let item = item.clone();
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let mut moving = Moving::read(tx, stored.case).await?;
                let outcome = Outcome {
                    state: IntakeState::Processed,
                    error: None,
                    message: Some(stored.id),
                    case: Some(stored.case),
                };
                note_failure(tx, &mut moving, stored, why).await?;
                moving.save(tx).await?;
                settle(tx, &item, &outcome).await
            })
        })
        .await?;
    Ok(())
}

async fn done(app: &App, store: &TenantStore, item: &Intake) -> Result<(), Failure> {
    end(app, store, item, IntakeState::Processed).await
}

async fn end(
    app: &App,
    store: &TenantStore,
    item: &Intake,
    state: IntakeState,
) -> Result<(), Failure> {
    let item = item.clone();
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let outcome = Outcome { state, error: None, message: None, case: None };
                settle(tx, &item, &outcome).await
            })
        })
        .await?;
    Ok(())
}
