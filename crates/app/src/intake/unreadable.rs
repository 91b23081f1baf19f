//! What cannot be read becomes a work item with the raw bytes attached.

use api::file::FileView;
use model::event::{EventBody, NewEvent};
use model::{Actor, AttachmentId, ChannelKind, CustomerId, Medium, VisitorId, WorkKind};
use serde_json::json;
use store::attachment::{self, Attachment, Scan};
use store::customer::{self, Customer};
use store::intake::{self, Intake, IntakeState, Outcome};
use store::{StoreError, TenantStore, Tx, channel};

use crate::App;
use crate::cases::flow::Enqueue;
use crate::cases::written_line;
use crate::failure::Failure;
use crate::files;
use crate::inbound::{self, NewMatter, NewSession, Words};

/// Shows an input that cannot be read.
pub(crate) async fn show(
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
    let kept = Kept::of(channel.kind);
    let customer = unknown_sender(tx).await?;
    let matter = NewMatter {
        customer,
        channel: channel.id,
        queue: channel.queue,
        subject: format!("読み取れない{}", kept.name),
    };
    let mut moving = inbound::new_case(tx, Actor::System, matter).await?;
    let session =
        NewSession { channel: channel.id, medium: Medium::Task, visitor: None, thread: json!({}) };
    let session = inbound::new_session(tx, Actor::System, &moving, session).await?;
    let raw = raw_file(tx, &item, &kept).await?;
    let shown: Vec<FileView> = raw.iter().map(files::desk_view).collect();
    let words = Words {
        text: format!("この{}は読み取れませんでした({why})。原文を添付しています。", kept.name),
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
pub(crate) async fn settle(tx: &Tx<'_>, item: &Intake, outcome: &Outcome) -> Result<(), Failure> {
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

/// How the raw input of a kind of channel is called and kept.
struct Kept {
    name: &'static str,
    file: &'static str,
    mime: &'static str,
}

impl Kept {
    const fn of(kind: ChannelKind) -> Self {
        let (name, file, mime) = match kind {
            ChannelKind::Email => ("メール", "original.eml", "message/rfc822"),
            ChannelKind::Form => ("フォーム送信", "inquiry.json", "application/json"),
            ChannelKind::Api => ("Webhook", "webhook.json", "application/json"),
            ChannelKind::WebChat => ("入力", "original.bin", "application/octet-stream"),
        };
        Self { name, file, mime }
    }
}

/// The raw bytes, and the files that came with them.
async fn raw_file(tx: &Tx<'_>, item: &Intake, kept: &Kept) -> Result<Vec<Attachment>, Failure> {
    let mut files = attachment::of_visitor(tx, VisitorId(item.id.0)).await?;
    files.retain(|file| file.message.is_none());
    let Some(blob) = &item.blob else { return Ok(files) };
    let file = Attachment {
        id: tx.id::<AttachmentId>(),
        blob: blob.to_string(),
        name: kept.file.to_owned(),
        mime: kept.mime.to_owned(),
        bytes: item.bytes,
        visitor: None,
        user: None,
        message: None,
        created_at: tx.now(),
        scan: Scan::Unasked,
    };
    attachment::insert(tx, std::slice::from_ref(&file)).await?;
    files.insert(0, file);
    Ok(files)
}
