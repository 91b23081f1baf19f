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

use super::consents;
use super::handling::Handling;
use super::progress::Progress;
use super::promises::Promises;
use super::replies::Replies;
use super::{CHANNEL_KEY, FORM_KEY, LoadOptions, TENANT};
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
    let replies = Replies::of(world);
    let handling = Handling::of(world);
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
                replies.store(&tx).await?;
                handling.store(&tx).await?;
                consents::purposes(&tx).await?;
                announce(&mut tx).await
            })
        })
        .await?;
    Ok(id)
}

async fn announce(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for part in [
        "tenant",
        "users",
        "queues",
        "categories",
        "channels",
        "hours",
        "sla",
        "templates",
        "dispositions",
        "procedures",
        "consent_purposes",
    ] {
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
    let channel = |door: &world::Channel| match door.kind {
        ChannelKind::WebChat => Channel {
            public_key: Some(CHANNEL_KEY.to_owned()),
            secrets: sealed.clone(),
            ..plain(door, chat_settings())
        },
        ChannelKind::Email => plain(door, mail_settings(mail_to)),
        ChannelKind::Form => form(door, world),
        ChannelKind::Api => plain(door, json!({})),
    };
    Ok(world.channels.iter().map(channel).collect())
}

fn plain(door: &world::Channel, config: Value) -> Channel {
    Channel {
        id: door.id,
        kind: door.kind,
        name: door.name.clone(),
        active: true,
        public_key: None,
        queue: door.queue,
        config,
        secrets: None,
        cursor: Value::Null,
        last_ok_at: None,
        last_error: None,
        version: 1,
    }
}

fn form(door: &world::Channel, world: &World) -> Channel {
    Channel { public_key: Some(FORM_KEY.to_owned()), ..plain(door, form_settings(world)) }
}

fn form_settings(world: &World) -> Value {
    let leaves = world.categories.iter().filter(|category| category.parent.is_some());
    let categories: Vec<_> = leaves.map(|category| category.id).collect();
    let fields = json!({"fields": [
        {"key": "about", "input": "category", "required": true, "categories": categories,
         "label": {"ja": "お問い合わせの種類", "en": "What is it about?"}},
        {"key": "name", "input": "name", "required": true,
         "label": {"ja": "お名前", "en": "Name"}},
        {"key": "email", "input": "email", "required": true,
         "label": {"ja": "メールアドレス", "en": "E-mail address"},
         "help": {"ja": "このアドレスにお返事します。", "en": "We answer to this address."}},
        {"key": "phone", "input": "phone", "label": {"ja": "電話番号", "en": "Phone number"}},
        {"key": "order", "input": "order", "label": {"ja": "ご注文番号", "en": "Order number"},
         "help": {"ja": "「K-」から始まる番号です。", "en": "It begins with “K-”."}},
        {"key": "bought", "input": "date", "label": {"ja": "お買い上げ日", "en": "Day of purchase"}},
        {"key": "wish", "input": "choice", "required": true,
         "label": {"ja": "ご希望", "en": "What would you like?"},
         "choices": [{"ja": "回答がほしい", "en": "An answer"},
                     {"ja": "交換・修理をしたい", "en": "An exchange or a repair"},
                     {"ja": "返品・返金をしたい", "en": "To return it"},
                     {"ja": "意見として伝えたい", "en": "Only to tell you"}]},
        {"key": "message", "input": "long_text", "required": true,
         "label": {"ja": "お問い合わせ内容", "en": "Your inquiry"}},
        {"key": "files", "input": "files", "files": 5,
         "label": {"ja": "写真・資料", "en": "Photos and documents"},
         "help": {"ja": "破損や不良品のときは、写真を添えてください。",
                  "en": "Where something is broken, please add a photo."}},
    ]});
    json!({
        "title_ja": "こより お問い合わせ",
        "title_en": "Contact Koyori",
        "intro_ja": "一営業日のうちにお返事します。お急ぎのときは、チャットをご利用ください。",
        "intro_en": "We answer within one business day. If it is urgent, please use the chat.",
        "done_ja": "お返事は、ご入力のメールアドレスにお送りします。",
        "done_en": "We will answer to your e-mail address.",
        "form": fields.to_string(),
    })
}

/// Adds the form to a demo that was made before there were forms.
pub(super) async fn add_form(
    shop: &TenantStore,
    now: Timestamp,
    world: &World,
) -> Result<(), StoreError> {
    let doors = channel::all(shop).await?;
    let made = doors.iter().any(|channel| channel.kind == ChannelKind::Form);
    let door = world.channels.iter().find(|door| door.kind == ChannelKind::Form);
    let Some(door) = door.filter(|_| !made) else { return Ok(()) };
    let form = form(door, world);
    shop.write(now, move |tx| {
        Box::pin(async move {
            channel::insert(tx, &form).await?;
            let changed = EventBody::SettingsChanged { part: "channels".to_owned() };
            tx.append(NewEvent::bare(Actor::System, changed)).await?;
            Ok::<_, StoreError>(())
        })
    })
    .await?;
    Ok(())
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
