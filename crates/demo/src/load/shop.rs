//! Everything that stands before the first customer: tenant, staff, queues, categories, doors.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use channels::web_chat;
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{Actor, ChannelKind, TenantId};
use serde_json::{Value, json};
use store::category::Category;
use store::channel::{self, Channel};
use store::queue::Queue;
use store::tenant::{self, Tenant};
use store::user_account::{self, PasswordHash, User};
use store::{Store, StoreError, TenantStore, Tx, category, queue};

use super::progress::Progress;
use super::promises::Promises;
use super::{CHANNEL_KEY, LoadOptions, TENANT};
use crate::world::{self, World};
use crate::{SHOP, SHOP_MAIL};

/// Under the shop's answers by mail.
const SIGNATURE: &str = "暮らしの道具 こより お客さま窓口\nsupport@koyori.example\n\
     (このメールはデモです。実在の店舗ではありません)";

/// Makes the tenant and everything that is set up in it, in one write.
pub(super) async fn open(
    store: &Store,
    world: &World,
    options: &LoadOptions,
    progress: &Progress,
) -> Result<TenantId, StoreError> {
    let id: TenantId = store.id(options.now);
    let shop = Tenant {
        id,
        slug: TENANT.to_owned(),
        name: SHOP.to_owned(),
        demo: true,
        settings: progress.settings(),
        created_at: options.now,
    };
    let staff = staff(world, options.now, &options.password);
    let queues = queues(world);
    let categories = categories(world);
    let channels = channels(store, id, world, options.mail_to)?;
    let promises = Promises::of(world);
    store
        .system()
        .write(options.now, move |system| {
            Box::pin(async move {
                tenant::insert(system, &shop).await?;
                let mut tx = system.tenant(id);
                for user in &staff {
                    user_account::insert(&tx, user).await?;
                }
                for (queue, members) in &queues {
                    queue::insert(&tx, queue).await?;
                    queue::set_members(&tx, queue.id, members).await?;
                }
                for category in &categories {
                    category::insert(&tx, category).await?;
                }
                for channel in &channels {
                    channel::insert(&tx, channel).await?;
                }
                promises.store(&tx).await?;
                announce(&mut tx).await
            })
        })
        .await?;
    Ok(id)
}

async fn announce(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for part in ["tenant", "users", "queues", "categories", "channels", "hours", "sla"] {
        let changed = EventBody::SettingsChanged { part: part.to_owned() };
        tx.append(NewEvent::bare(Actor::System, changed)).await?;
    }
    Ok(())
}

fn staff(world: &World, now: Timestamp, password: &PasswordHash) -> Vec<User> {
    let user = |person: &world::Staff| User {
        id: person.id,
        email: person.email.clone(),
        name: person.name.clone(),
        password_hash: password.clone(),
        roles: person.roles.clone(),
        locale: "ja".to_owned(),
        active: true,
        chat_capacity: person.chat_capacity,
        mail_capacity: person.mail_capacity,
        created_at: now,
        version: 1,
    };
    world.staff.iter().map(user).collect()
}

fn queues(world: &World) -> Vec<(Queue, Vec<model::UserId>)> {
    let queue = |queue: &world::Queue| Queue {
        id: queue.id,
        name: queue.name.clone(),
        offer_seconds: queue.offer_seconds,
        archived: false,
        version: 1,
    };
    world.queues.iter().map(|one| (queue(one), one.members.clone())).collect()
}

fn categories(world: &World) -> Vec<Category> {
    let category = |category: &world::Category| Category {
        id: category.id,
        parent: category.parent,
        name: category.name.clone(),
        position: category.position,
        archived: false,
        version: 1,
    };
    world.categories.iter().map(category).collect()
}

fn channels(
    store: &Store,
    tenant: TenantId,
    world: &World,
    mail_to: SocketAddr,
) -> Result<Vec<Channel>, StoreError> {
    let secret = hex(&store.sealer().sign("demo shop identity v1", tenant.0.as_bytes()));
    let secrets = BTreeMap::from([(web_chat::IDENTITY_SECRET.to_owned(), secret)]);
    let sealed = app::sealed::seal(store.sealer(), tenant, &secrets)?;
    let channel = |door: &world::Channel| {
        let chat = door.kind == ChannelKind::WebChat;
        Channel {
            id: door.id,
            kind: door.kind,
            name: door.name.clone(),
            active: true,
            public_key: chat.then(|| CHANNEL_KEY.to_owned()),
            queue: door.queue,
            config: if chat { chat_settings() } else { mail_settings(mail_to) },
            secrets: if chat { sealed.clone() } else { None },
            cursor: Value::Null,
            last_ok_at: None,
            last_error: None,
            version: 1,
        }
    };
    Ok(world.channels.iter().map(channel).collect())
}

fn chat_settings() -> Value {
    json!({
        "title": "こより お客さま窓口",
        "greeting": "こんにちは。「暮らしの道具 こより」です。ご注文・商品のことなど、お気軽にどうぞ。",
        "accent": "#7a4b2a",
        "locale": "ja",
        "closed_email": SHOP_MAIL,
        "ask_contact": "false",
    })
}

fn mail_settings(to: SocketAddr) -> Value {
    json!({
        "address": SHOP_MAIL,
        "from_name": SHOP,
        "signature": SIGNATURE,
        "smtp_host": to.ip().to_string(),
        "smtp_port": to.port().to_string(),
        "smtp_security": "plain",
    })
}

/// Leads the mail channel's answers to where the actors listen this time.
pub(super) async fn deliver_to(
    shop: &TenantStore,
    now: Timestamp,
    to: SocketAddr,
) -> Result<(), StoreError> {
    let channels = channel::all(shop).await?;
    let mail = channels.into_iter().find(|channel| channel.kind == ChannelKind::Email);
    let Some(mut mail) = mail else { return Ok(()) };
    let Some(settings) = mail.config.as_object_mut() else { return Ok(()) };
    // Who has led it to a server of their own keeps that.
    let own = settings.get("smtp_host").and_then(Value::as_str) != Some(&to.ip().to_string());
    if own {
        return Ok(());
    }
    settings.insert("smtp_port".to_owned(), Value::String(to.port().to_string()));
    shop.write(now, move |tx| Box::pin(async move { channel::save(tx, &mut mail).await })).await?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
