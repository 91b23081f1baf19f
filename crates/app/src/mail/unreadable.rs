//! What cannot be read becomes a work item with the raw bytes attached.

use api::file::FileView;
use model::event::{EventBody, NewEvent};
use model::{Actor, AttachmentId, CustomerId, Medium, WorkKind};
use serde_json::json;
use store::attachment::{self, Attachment};
use store::customer::{self, Customer};
use store::intake::{self, Intake, IntakeState, Outcome};
use store::{StoreError, TenantStore, Tx, channel};

use crate::App;
use crate::cases::flow::Enqueue;
use crate::cases::written_line;
use crate::failure::Failure;
use crate::files;
use crate::inbound::{self, NewMatter, NewSession, Words};

/// Shows a mail that cannot be read.
pub(super) async fn show(
    app: &App,
    store: &TenantStore,
    item: &Intake,
    why: &'static str,
) -> Result<(), Failure> {
    let item = item.clone();
    store.write(app.now(), move |tx| Box::pin(async move { write(tx, item, why).await })).await?;
    Ok(())
}

async fn write(tx: &mut Tx<'_>, item: Intake, why: &str) -> Result<(), Failure> {
    let channel = channel::get(tx, item.channel).await?.ok_or(StoreError::NotFound("channel"))?;
    let customer = unknown_sender(tx).await?;
    let matter = NewMatter {
        customer,
        channel: channel.id,
        queue: channel.queue,
        subject: "読み取れないメール".to_owned(),
    };
    let mut moving = inbound::new_case(tx, Actor::System, matter).await?;
    let session =
        NewSession { channel: channel.id, medium: Medium::Task, visitor: None, thread: json!({}) };
    let session = inbound::new_session(tx, Actor::System, &moving, session).await?;
    let raw = raw_file(tx, &item).await?;
    let shown: Vec<FileView> = raw.iter().map(files::desk_view).collect();
    let words = Words {
        text: format!("このメールは読み取れませんでした({why})。原文を添付しています。"),
        envelope: json!({"code": "unreadable", "reason": why}),
        attachments: json!(shown),
        ..Words::default()
    };
    let stored = inbound::store_words(tx, &mut moving, &session, words).await?;
    attachment::take(tx, &raw.iter().map(|file| file.id).collect::<Vec<_>>(), stored.id).await?;
    written_line(tx, &moving, session.id, ("unreadable", format!("理由: {why}"))).await?;
    let event = NewEvent {
        interaction: Some(session.id),
        ..moving.event(
            Actor::System,
            EventBody::IntakeUnparseable { intake: item.id, channel: channel.id },
        )
    };
    tx.append(event).await?;
    let place = Enqueue {
        queue: channel.queue,
        medium: Medium::Task,
        kind: WorkKind::Unparseable,
        interaction: Some(session.id),
    };
    moving.enqueue(tx, Actor::System, place).await?;
    moving.save(tx).await?;
    let outcome = Outcome {
        state: IntakeState::Unparseable,
        error: Some(why.to_owned()),
        message: Some(stored.id),
        case: Some(moving.case.id),
    };
    settle(tx, &item, &outcome).await
}

/// Notes what became of a journal row; somebody else's result is not overwritten.
pub(super) async fn settle(tx: &Tx<'_>, item: &Intake, outcome: &Outcome) -> Result<(), Failure> {
    if intake::settle(tx, item.id, outcome).await? {
        Ok(())
    } else {
        Err(StoreError::Conflict("intake".into()).into())
    }
}

async fn unknown_sender(tx: &mut Tx<'_>) -> Result<CustomerId, Failure> {
    let now = tx.now();
    let id: CustomerId = tx.id();
    let unknown = Customer {
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
    customer::insert(tx, &unknown).await?;
    Ok(id)
}

async fn raw_file(tx: &Tx<'_>, item: &Intake) -> Result<Vec<Attachment>, Failure> {
    let Some(blob) = &item.blob else { return Ok(Vec::new()) };
    let file = Attachment {
        id: tx.id::<AttachmentId>(),
        blob: blob.to_string(),
        name: "original.eml".to_owned(),
        mime: "message/rfc822".to_owned(),
        bytes: item.bytes,
        visitor: None,
        user: None,
        message: None,
        created_at: tx.now(),
    };
    attachment::insert(tx, std::slice::from_ref(&file)).await?;
    Ok(vec![file])
}
