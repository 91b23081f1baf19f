//! Sending answers: the outbox's effect `mail.send`. At least once, always under the same
//! Message-ID, so that a second copy is recognised as the same mail.

use api::Code;
use channels::email::smtp::{self, Envelope, SmtpError};
use channels::email::{
    Mailbox, OutboundFile, OutboundMail, message_id, render, reply_address, side_address,
};
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseStatus, ChannelId, DeliveryState, Medium, MessageId, TenantId, WorkKind};
use serde_json::{Value, json};
use store::interaction;
use store::mail_ref::{self, MailRef};
use store::message::{self, Message};
use store::outbox::{self, Effect};
use store::{BlobId, StoreError, TenantStore, Tx, attachment, channel};

use super::letterhead::Letterhead;
use super::settings::{MailSettings, reply_key};
use crate::App;
use crate::cases::flow::{Assign, Enqueue, Moving};
use crate::cases::{rows, written_line};
use crate::failure::Failure;
use crate::files::scan;
use crate::inbound;
use crate::outbox::Trouble;
use crate::sides;

/// What the thread says when an answer did not arrive.
pub(super) const UNDELIVERED: &str = "メールを届けられませんでした。宛先を確認してください";

/// Does one `mail.send`.
pub async fn perform(app: &App, effect: &Effect) -> Result<(), Trouble> {
    let store = app.of(effect.tenant);
    let Some((id, channel)) = payload(&effect.payload) else {
        return Err(Trouble::last("unreadable", "the effect cannot be read"));
    };
    let Some(stored) = message::find(&store, id).await? else {
        return Err(Trouble::last("gone", "the message is gone"));
    };
    match stored.delivery {
        Some(DeliveryState::Sent) => return Ok(()),
        Some(DeliveryState::Failed) => {
            return Err(Trouble::last("failed", "it is known not to have arrived"));
        }
        _ => {}
    }
    let letter = compose(app, &store, (effect.tenant, channel), &stored).await?;
    let raw = render(&letter.mail);
    smtp::send(&letter.smtp, &letter.envelope, &raw).await.map_err(|error| match error {
        SmtpError::Permanent { .. } | SmtpError::Invalid { .. } => {
            Trouble::last(error.code(), error.to_string())
        }
        _ => Trouble::later(error.code(), error.to_string()),
    })?;
    let sent = message_id(&letter.mail.id, &letter.mail.domain);
    store
        .write(app.now(), move |tx| {
            Box::pin(async move { note_sent(tx, &stored, channel, &sent).await })
        })
        .await?;
    Ok(())
}

fn payload(payload: &Value) -> Option<(MessageId, ChannelId)> {
    let id = |key: &str| payload.get(key)?.as_str();
    Some((id("message")?.parse().ok()?, id("channel")?.parse().ok()?))
}

struct Letter {
    smtp: smtp::SmtpSettings,
    envelope: Envelope,
    mail: OutboundMail,
}

async fn compose(
    app: &App,
    store: &TenantStore,
    (tenant, id): (TenantId, ChannelId),
    stored: &Message,
) -> Result<Letter, Trouble> {
    let channel = channel::get(store, id).await?;
    let channel = channel.ok_or_else(|| Trouble::last("gone", "the channel is gone"))?;
    let settings = MailSettings::open(app, tenant, &channel)?;
    let smtp = settings.smtp();
    let smtp = smtp.ok_or_else(|| Trouble::later("no_server", "the channel has no SMTP server"))?;
    let head = Letterhead::of(&stored.envelope);
    let head = head.ok_or_else(|| Trouble::last("no_address", "no address to send to"))?;
    let to = head.mail.to.into_iter().map(|to| Mailbox { name: to.name, address: to.address });
    let to: Vec<Mailbox> = to.collect();
    let receivers = to.iter().map(|to| to.address.clone()).collect();
    let domain = smtp.from.address.rsplit('@').next().unwrap_or("localhost").to_owned();
    let mail = OutboundMail {
        id: stored.id.to_string(),
        domain,
        from: smtp.from.clone(),
        reply_to: Some(match stored.side {
            Some(side) => side_address(&smtp.from.address, side, &reply_key(app, tenant)),
            None => reply_address(&smtp.from.address, stored.case, &reply_key(app, tenant)),
        }),
        to,
        cc: Vec::new(),
        subject: head.mail.subject,
        date: stored.at,
        text: body(stored, settings.signature()),
        html: None,
        attachments: files(app, tenant, stored).await?,
        in_reply_to: head.in_reply_to,
        references: head.references,
        automatic: false,
        loop_marker: channel.id.to_string(),
    };
    let envelope = Envelope { from: Some(smtp.from.address.clone()), to: receivers };
    Ok(Letter { smtp, envelope, mail })
}

fn body(stored: &Message, signature: Option<&str>) -> String {
    match signature {
        Some(signature) => format!("{}\n\n-- \n{signature}\n", stored.text),
        None => format!("{}\n", stored.text),
    }
}

/// The files that go along. None goes out that the virus scanner has not seen.
async fn files(
    app: &App,
    tenant: TenantId,
    stored: &Message,
) -> Result<Vec<OutboundFile>, Trouble> {
    let store = app.of(tenant);
    let shown = rows::files(stored.attachments.clone());
    let ids: Vec<_> = shown.iter().map(|file| file.id).collect();
    let mut files = Vec::with_capacity(ids.len());
    for file in attachment::many(&store, &ids).await? {
        scan::handing_out(app, tenant, &file).await.map_err(|problem| match problem.code {
            Code::Infected => Trouble::last("infected", problem.to_string()),
            _ => Trouble::later("unscanned", problem.to_string()),
        })?;
        let blob: BlobId = file.blob.parse()?;
        files.push(OutboundFile {
            name: file.name,
            mime: file.mime,
            bytes: store.blobs().get(&blob).await?,
            content_id: None,
        });
    }
    Ok(files)
}

async fn note_sent(
    tx: &mut Tx<'_>,
    stored: &Message,
    channel: ChannelId,
    sent: &str,
) -> Result<(), StoreError> {
    match stored.side {
        Some(side) => sides::arrive::sent(tx, side, sent).await?,
        None => {
            let place = MailRef { case: stored.case, interaction: stored.interaction };
            mail_ref::remember(tx, channel, sent, place).await?;
        }
    }
    let now = message::find(tx, stored.id).await?;
    if now.is_some_and(|now| now.delivery == Some(DeliveryState::Failed)) {
        // A report that it did not arrive was faster than this note.
        return Ok(());
    }
    message::set_delivery(tx, stored.id, DeliveryState::Sent).await?;
    tx.append(delivery(stored, DeliveryState::Sent)).await?;
    Ok(())
}

/// How far a message got, for the log.
pub(crate) const fn delivery(stored: &Message, state: DeliveryState) -> NewEvent {
    NewEvent {
        customer: Some(stored.customer),
        case: Some(stored.case),
        interaction: Some(stored.interaction),
        actor: Actor::System,
        body: EventBody::MessageDelivery { message: stored.id, state },
    }
}

/// The message of ours that a Message-ID names.
#[must_use]
pub fn message_of(message_id: &str) -> Option<MessageId> {
    message_id.split('@').next()?.parse().ok()
}

/// An answer is given up: it says so, the case needs somebody again, and the effect is over, all
/// in one write. What is known to have failed is not said a second time.
pub async fn give_up(app: &App, effect: &Effect, why: String) -> Result<(), StoreError> {
    let store = app.of(effect.tenant);
    let (effect, id) = (effect.id, payload(&effect.payload).map(|(id, _)| id));
    let given_up = store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                outbox::bury_own(tx, effect, &why).await?;
                let stored = match id {
                    Some(id) => message::find(tx, id).await?,
                    None => None,
                };
                let fails = |stored: &Message| stored.delivery != Some(DeliveryState::Failed);
                if let Some(stored) = stored.filter(fails) {
                    let mut moving = Moving::read(tx, stored.case).await?;
                    note_failure(tx, &mut moving, stored, UNDELIVERED.to_owned()).await?;
                    moving.save(tx).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await;
    match given_up {
        Ok(_) => Ok(()),
        Err(Failure::Store(error)) => Err(error),
        Err(failure) => Err(StoreError::Other(api::Problem::from(failure).to_string())),
    }
}

/// Marks an answer as failed, says so in the thread, and brings its case back to the owner who is
/// there, or to its queue.
pub async fn note_failure(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    failed: Message,
    line: String,
) -> Result<(), Failure> {
    if failed.side.is_some() {
        return sides::arrive::not_delivered(tx, moving, &failed).await;
    }
    message::set_delivery(tx, failed.id, DeliveryState::Failed).await?;
    tx.append(delivery(&failed, DeliveryState::Failed)).await?;
    written_line(tx, moving, failed.interaction, ("delivery_failed", line)).await?;
    moving.case.waiting_since.get_or_insert(tx.now());
    let session = interaction::get(tx, failed.interaction).await?;
    let medium = session.map_or(Medium::Mail, |session| session.medium);
    if moving.work.is_some() {
        return Ok(());
    }
    let open = moving.case.status != CaseStatus::Resolved;
    match moving.case.owner {
        Some(user) if open && inbound::is_there(tx, user).await? => {
            let to = Assign { user, offer: None, medium };
            moving.assign(tx, Actor::System, to).await
        }
        _ => {
            let place = Enqueue {
                queue: moving.case.queue,
                medium,
                kind: WorkKind::DeliveryFailed,
                interaction: Some(failed.interaction),
            };
            moving.enqueue(tx, Actor::System, place).await
        }
    }
}

/// The outbox payload of a mail.
#[must_use]
pub fn effect(message: MessageId, channel: ChannelId) -> Value {
    json!({"message": message, "channel": channel})
}
