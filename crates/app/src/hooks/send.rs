//! Telling a messenger: the outbox's effect `hook.send`. At least once, always under the same
//! `webhook-id`, so that a second one is recognised.

use channels::hooks::{
    Author, ENDPOINT, Ended, HookError, Outbound, Ping, SentFile, SentMessage, Target, post, sign,
};
use model::event::{EventBody, NewEvent};
use model::{Actor, ChannelId, ChannelKind, DeliveryState, InteractionId, MessageId, TenantId};
use serde_json::{Value, json};
use store::channel::{self, Channel};
use store::interaction::{self, Interaction};
use store::message::{self, Message};
use store::outbox::{self, Effect};
use store::{StoreError, TenantStore, Tx, user_account};

use super::file_away::FAILED;
use super::secret::{self, HookDirection};
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::rows;
use crate::failure::Failure;
use crate::mail::send::note_failure;
use crate::outbox::Trouble;
use crate::tokens::file_url;

/// The outbox effect that tells a messenger.
pub(crate) const SEND_HOOK: &str = "hook.send";

/// What a session remembers of a messenger's person.
const SENDER: &str = "sender";

/// Registers that a messenger is to be told of an answer.
pub(crate) async fn tell(
    tx: &mut Tx<'_>,
    channel: ChannelId,
    stored: &Message,
) -> Result<(), StoreError> {
    let payload = json!({"message": stored.id, "channel": channel});
    let (lane, now) = (channel.to_string(), tx.now());
    tx.outbox((SEND_HOOK, &lane), &stored.id.to_string(), payload, now).await?;
    Ok(())
}

/// Registers that a messenger is to be told of an end, if the session is one of a messenger's.
pub(crate) async fn tell_end(tx: &mut Tx<'_>, session: &Interaction) -> Result<(), StoreError> {
    if session.thread.get(SENDER).is_none() {
        return Ok(());
    }
    let channel = channel::get(tx, session.channel).await?;
    if channel.is_none_or(|channel| channel.kind != ChannelKind::Api || !channel.active) {
        return Ok(());
    }
    let payload = json!({"ended": session.id, "channel": session.channel});
    let (lane, now) = (session.channel.to_string(), tx.now());
    tx.outbox((SEND_HOOK, &lane), &format!("{}:ended", session.id), payload, now).await?;
    Ok(())
}

/// Does one `hook.send`.
pub(crate) async fn perform(app: &App, effect: &Effect) -> Result<(), Trouble> {
    let store = app.of(effect.tenant);
    let gone = |what: &str| Trouble::last("gone", format!("the {what} is gone"));
    let id: ChannelId = named(&effect.payload, "channel")
        .ok_or_else(|| Trouble::last("unreadable", "the effect cannot be read"))?;
    let channel = channel::get(&store, id).await?.ok_or_else(|| gone("channel"))?;
    let message: Option<MessageId> = named(&effect.payload, "message");
    let stored = match message {
        Some(id) => Some(message::find(&store, id).await?.ok_or_else(|| gone("message"))?),
        None => None,
    };
    match stored.as_ref().and_then(|stored| stored.delivery) {
        Some(DeliveryState::Sent | DeliveryState::Read) => return Ok(()),
        Some(DeliveryState::Failed) => {
            return Err(Trouble::last("failed", "it is known not to have arrived"));
        }
        Some(DeliveryState::Queued) | None => {}
    }
    let told = match &stored {
        Some(stored) => Outbound::Message(written(app, &store, stored).await?),
        None => {
            let session: InteractionId =
                named(&effect.payload, "ended").ok_or_else(|| gone("conversation"))?;
            let session = interaction::get(&store, session).await?;
            let session = session.ok_or_else(|| gone("conversation"))?;
            Outbound::Ended(Ended { conversation: session.id, to: sender(&session)? })
        }
    };
    let sent = once(app, effect.tenant, &channel, (&effect.key, &told)).await?;
    note_health(app, &store, &channel, sent.as_ref().err()).await?;
    if let Err(error) = sent {
        let why = error.to_string();
        let again = error.is_transient();
        return Err(if again {
            Trouble::later(error.code(), why)
        } else {
            Trouble::last(error.code(), why)
        });
    }
    if let Some(stored) = stored {
        store
            .write(app.now(), move |tx| Box::pin(async move { note_sent(tx, &stored).await }))
            .await?;
    }
    Ok(())
}

/// Tries the connection: a signed ping.
pub(crate) async fn ping(
    app: &App,
    tenant: TenantId,
    channel: &Channel,
) -> Result<Result<(), HookError>, StoreError> {
    let told = Outbound::Ping(Ping { channel: channel.name.clone() });
    let id = format!("ping-{}", app.store.id::<MessageId>(app.now()));
    once(app, tenant, channel, (&id, &told)).await
}

/// Signs and sends. The outer error is the store's, the inner one the other side's.
async fn once(
    app: &App,
    tenant: TenantId,
    channel: &Channel,
    (id, told): (&str, &Outbound),
) -> Result<Result<(), HookError>, StoreError> {
    let secrets = secret::good(app, tenant, (channel, HookDirection::Out))?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let now = app.now();
    let body = told.bytes(now);
    let signature = sign(&secrets, (id, now), &body);
    // Without a secret nobody could tell that it comes from here.
    let url =
        channel.config.get(ENDPOINT).and_then(Value::as_str).filter(|_| !signature.is_empty());
    let Some(url) = url else { return Ok(Err(HookError::Address)) };
    let target = Target { url: url.to_owned(), allow_private: app.config.hooks_allow_private };
    Ok(post(&target, (id, now.as_second(), &signature), body).await)
}

fn named<T: std::str::FromStr>(payload: &Value, key: &str) -> Option<T> {
    payload.get(key)?.as_str()?.parse().ok()
}

fn sender(session: &Interaction) -> Result<String, Trouble> {
    let sender = session.thread.get(SENDER).and_then(Value::as_str);
    sender.map(str::to_owned).ok_or_else(|| Trouble::last("no_address", "nobody to send to"))
}

async fn written(app: &App, store: &TenantStore, stored: &Message) -> Result<SentMessage, Trouble> {
    let session = interaction::get(store, stored.interaction).await?;
    let session = session.ok_or_else(|| Trouble::last("gone", "the conversation is gone"))?;
    let names = user_account::names(store, stored.author).await?;
    let author = stored.author.and_then(|id| names.get(&id).cloned());
    let (sealer, base) = (app.store.sealer(), app.config.public_url.trim_end_matches('/'));
    let file = |file: api::file::FileView| SentFile {
        url: format!("{base}{}", file_url(sealer, store.tenant(), file.id)),
        name: file.name,
        mime: file.mime,
        bytes: file.bytes,
    };
    Ok(SentMessage {
        id: stored.id,
        conversation: stored.interaction,
        to: sender(&session)?,
        author: author.map(|name| Author { name }),
        text: stored.text.clone(),
        files: rows::files(stored.attachments.clone()).into_iter().map(file).collect(),
    })
}

/// Shows on the channel's page whether it works, when that changed.
async fn note_health(
    app: &App,
    store: &TenantStore,
    channel: &Channel,
    trouble: Option<&HookError>,
) -> Result<(), StoreError> {
    let trouble = trouble.map(ToString::to_string);
    if trouble == channel.last_error && channel.last_ok_at.is_some() {
        return Ok(());
    }
    let id = channel.id;
    store
        .write(app.now(), move |tx| {
            Box::pin(async move { channel::set_health(tx, id, trouble).await })
        })
        .await?;
    Ok(())
}

async fn note_sent(tx: &mut Tx<'_>, stored: &Message) -> Result<(), StoreError> {
    let now = message::find(tx, stored.id).await?;
    if now.is_some_and(|now| now.delivery != Some(DeliveryState::Queued)) {
        // The messenger was faster to say that it failed.
        return Ok(());
    }
    message::set_delivery(tx, stored.id, DeliveryState::Sent).await?;
    tx.append(NewEvent {
        customer: Some(stored.customer),
        case: Some(stored.case),
        interaction: Some(stored.interaction),
        actor: Actor::System,
        body: EventBody::MessageDelivery { message: stored.id, state: DeliveryState::Sent },
    })
    .await?;
    Ok(())
}

/// An answer is given up: it says so and its case needs somebody again, in one write.
pub(crate) async fn give_up(app: &App, effect: &Effect, why: String) -> Result<(), StoreError> {
    let store = app.of(effect.tenant);
    let (effect, id) = (effect.id, named::<MessageId>(&effect.payload, "message"));
    let given_up = store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                outbox::bury_own(tx, effect, &why).await?;
                let stored = match id {
                    Some(id) => message::find(tx, id).await?,
                    None => None,
                };
                let fails = |stored: &Message| stored.delivery == Some(DeliveryState::Queued);
                if let Some(stored) = stored.filter(fails) {
                    let mut moving = Moving::read(tx, stored.case).await?;
                    note_failure(tx, &mut moving, stored, FAILED.to_owned()).await?;
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
