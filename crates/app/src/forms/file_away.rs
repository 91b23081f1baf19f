//! From a journalled inquiry to a case.

use api::Locale;
use api::file::FileView;
use channels::form::Inquiry;
use model::event::EventBody;
use model::{Actor, AttachmentId, FormInput, Medium, VisitorId};
use serde_json::{Value, json};
use store::attachment::{self, Attachment};
use store::intake::{Intake, IntakeState, Outcome};
use store::{StoreError, TenantStore, Tx, category, channel};

use super::customer;
use crate::App;
use crate::cases::flow::Moving;
use crate::consents::{self, Shown};
use crate::failure::Failure;
use crate::files;
use crate::inbound::{self, NewMatter, NewSession, Words};
use crate::intake::unreadable::settle;
use crate::intake::{Filed, journal};

/// Files an inquiry of the journal.
pub(crate) async fn file(app: &App, store: &TenantStore, item: &Intake) -> Result<Filed, Failure> {
    let Some(raw) = journal::raw(store, item).await? else { return Ok(Err("nothing")) };
    let inquiry = match Inquiry::parse(&raw) {
        Ok(inquiry) => inquiry,
        Err(why) => return Ok(Err(why.code())),
    };
    let item = item.clone();
    store
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &item, inquiry).await }))
        .await?;
    Ok(Ok(()))
}

async fn write(tx: &mut Tx<'_>, item: &Intake, inquiry: Inquiry) -> Result<(), Failure> {
    let channel = channel::get(tx, item.channel).await?.ok_or(StoreError::NotFound("channel"))?;
    let customer = customer::of(tx, &inquiry).await?;
    let matter = NewMatter {
        customer,
        channel: channel.id,
        queue: channel.queue,
        subject: inquiry.subject(),
    };
    let mut moving = inbound::new_case(tx, Actor::Customer, matter).await?;
    categorise(tx, &mut moving, &inquiry).await?;
    let session = NewSession {
        channel: channel.id,
        medium: Medium::Mail,
        visitor: None,
        thread: thread(&inquiry),
    };
    let session = inbound::new_session(tx, Actor::Customer, &moving, session).await?;
    let files = own_files(tx, item, &inquiry).await?;
    let shown: Vec<FileView> = files.iter().map(files::desk_view).collect();
    let words = Words {
        text: inquiry.text(),
        envelope: json!({"form": {"receipt": inquiry.receipt, "language": inquiry.language}}),
        attachments: json!(shown),
        client_id: Some(format!("f:{}:{}", channel.id, item.id)),
        ..Words::default()
    };
    let stored = inbound::receive(tx, &mut moving, &session, words).await?;
    let ids: Vec<AttachmentId> = files.iter().map(|file| file.id).collect();
    attachment::take(tx, &ids, stored.id).await?;
    for agreed in inquiry.consents {
        let from = (stored.case, stored.id, channel.id);
        let shown = Shown {
            text: agreed.wording,
            language: Locale::parse(&agreed.language).unwrap_or(Locale::Ja),
            version: agreed.version,
        };
        let to = (agreed.purpose, agreed.channels);
        consents::ticked(tx, (customer, item.received_at), from, to, shown).await?;
    }
    moving.save(tx).await?;
    let outcome = Outcome {
        state: IntakeState::Processed,
        error: None,
        message: Some(stored.id),
        case: Some(stored.case),
    };
    settle(tx, item, &outcome).await
}

/// The chosen category, unless it went out of use since.
async fn categorise(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    inquiry: &Inquiry,
) -> Result<(), Failure> {
    let Some(id) = inquiry.category else { return Ok(()) };
    if category::get(tx, id).await?.is_none_or(|found| found.archived) {
        return Ok(());
    }
    moving.case.category = Some(id);
    let body = EventBody::CaseCategorised { category: Some(id) };
    tx.append(moving.event(Actor::Customer, body)).await?;
    Ok(())
}

/// What the session remembers for the answer by mail.
fn thread(inquiry: &Inquiry) -> Value {
    let to = inquiry.answer(FormInput::Email);
    json!({
        "to": to,
        "to_name": inquiry.answer(FormInput::Name),
        "subject": inquiry.subject(),
        "people": to.into_iter().collect::<Vec<_>>(),
        "phone": inquiry.answer(FormInput::Phone),
        "receipt": inquiry.receipt,
    })
}

/// The inquiry's files, in its order. What was taken out again before sending is not among them.
async fn own_files(
    tx: &Tx<'_>,
    item: &Intake,
    inquiry: &Inquiry,
) -> Result<Vec<Attachment>, StoreError> {
    if inquiry.files.is_empty() {
        return Ok(Vec::new());
    }
    let mut own = attachment::of_visitor(tx, VisitorId(item.id.0)).await?;
    own.retain(|file| file.message.is_none());
    let found = inquiry.files.iter().filter_map(|wanted| own.iter().find(|f| f.id == wanted.id));
    Ok(found.cloned().collect())
}
