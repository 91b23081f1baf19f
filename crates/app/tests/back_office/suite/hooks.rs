//! The API channel: what a messenger tells, once, and only when it is the one.

use api::admin::{Channel, ChannelChange, NewChannel};
use api::case::{CaseQuery, Reply};
use api::hook::{HookDirection, HookRequest};
use api::ports::{Admin as _, Cases as _, Hooks as _};
use api::{Answer, Caller, Code, Locale, Problem};
use app::intake::file_pending;
use jiff::SignedDuration;
use model::permission::Role;
use model::{ChannelKind, DeliveryState, Medium, MessageKind};
use serde_json::{Value, json};
use store::{channel, intake, message, outbox};

use crate::world::{Backend, World, refused};

async fn door(world: &World, by: &Caller) -> (Channel, String) {
    let queue = world.app.queues(by).await.unwrap()[0].id;
    let settings = [("endpoint".to_owned(), "https://bot.example/hook".to_owned())].into();
    let (kind, name) = (ChannelKind::Api, "アプリ".to_owned());
    let made =
        world.app.create_channel(by, NewChannel { kind, name, queue, settings }).await.unwrap();
    let secret = world.app.issue_hook_secret(by, made.id, HookDirection::In).await.unwrap().secret;
    (made, secret)
}

fn message_of(id: &str, sender: &str, text: &str) -> Value {
    json!({"type": "message.created", "data": {
        "id": id, "sender": {"id": sender, "name": "花子"}, "text": text,
        "files": [{"name": "a.txt", "content": "aGFuYQ=="}, {"name": "x.exe", "content": "TVqQAA=="}],
    }})
}

/// Signs and tells; answers whether it had come before.
async fn tell(world: &World, door: &Channel, secret: &str, body: &Value) -> Answer<bool> {
    tell_as(world, door, secret, (&body["data"]["id"].to_string(), body)).await
}

async fn tell_as(
    world: &World,
    door: &Channel,
    secret: &str,
    (id, body): (&str, &Value),
) -> Answer<bool> {
    let (body, now) = (body.to_string(), world.app.now());
    let request = HookRequest {
        id: id.to_owned(),
        timestamp: now.as_second().to_string(),
        signature: channels::hooks::sign(&[secret], (id, now), body.as_bytes()),
        body: body.into(),
    };
    Ok(world.app.receive(door.public_key.as_deref().unwrap(), request).await?.duplicate)
}

pub(crate) async fn a_messenger_is_heard_once_and_only_when_it_is_the_one<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, store, by) = (&world.app, world.store(), &world.admin);
    let (ours, secret) = door(&world, by).await;
    let bolt = world.other_tenant().await;
    let (theirs, their_secret) = door(&world, &bolt).await;
    let words = message_of("m-1", "u-1", "届きません");
    for wrong in [their_secret.as_str(), "", "whsec_"] {
        assert_eq!(refused(tell(&world, &ours, wrong, &words).await), Code::Signature);
    }
    let unreadable = json!({"type": "message.created", "data": {}});
    let problem: Problem = tell(&world, &ours, &secret, &unreadable).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("data")));
    let both = tokio::join!(
        tell(&world, &ours, &secret, &words),
        tell_as(&world, &ours, &secret, ("another-id", &words)),
    );
    let mut known = [both.0.unwrap(), both.1.unwrap()];
    known.sort_unstable();
    assert_eq!(known, [false, true], "one message whatever the request is called");
    // The same person at another tenant's channel is somebody else.
    assert!(!tell(&world, &theirs, &their_secret, &words).await.unwrap());
    assert_eq!(file_pending(app).await.unwrap(), 2);
    let list = |by: Caller| async move { app.list(&by, CaseQuery::default()).await.unwrap().items };
    let (rows, others) = (list(by.clone()).await, list(bolt.clone()).await);
    assert_eq!((rows.len(), others.len()), (1, 1));
    assert_eq!((rows[0].customer.name.as_str(), rows[0].customer.anonymous), ("花子", true));
    let detail = app.get(by, rows[0].id).await.unwrap();
    assert_eq!(detail.interactions[0].medium, Medium::Chat);
    assert_eq!(detail.reply.channel_kind, Some(ChannelKind::Api));
    let thread = message::thread(&store, rows[0].id, i64::MAX, 9).await.unwrap();
    assert_eq!(thread[0].text, "届きません\n(受け取れない種類のファイル: x.exe)");
    assert_eq!(thread[0].attachments[0]["name"], "a.txt");
    let journal = intake::of_channel(&store, ours.id, None, 9).await.unwrap();
    assert_eq!((journal.len(), journal[0].message), (1, Some(thread[0].id)));

    // It goes on in the same conversation, and is answered through the outbox.
    tell(&world, &ours, &secret, &message_of("m-2", "u-1", "まだです")).await.unwrap();
    file_pending(app).await.unwrap();
    assert_eq!(list(by.clone()).await.len(), 1);
    let agent = world.colleague("agent@acme.jp", &[Role::Agent]).await;
    let reply = Reply {
        text: "お調べします".to_owned(),
        files: vec![],
        client_id: "client-id-1".to_owned(),
        subject: None,
        to: None,
        last_seq: None,
        then: None,
    };
    let sent = app.reply(&agent, rows[0].id, reply).await.unwrap();
    assert_eq!(sent.delivery, Some(DeliveryState::Queued));
    app.resolve(&agent, rows[0].id).await.unwrap();
    let effects = app
        .store
        .system()
        .write(app.now(), |tx| {
            Box::pin(async move { outbox::claim(tx, tx.now(), &outbox::Busy::default(), 9).await })
        })
        .await
        .unwrap()
        .value;
    let keys: Vec<&str> = effects.iter().map(|effect| effect.key.as_str()).collect();
    let ended = format!("{}:ended", detail.interactions[0].id);
    assert_eq!(keys, [sent.id.to_string().as_str(), ended.as_str()]);

    // Not arrived: the agent sees it. Somebody else's word about it counts for nothing.
    for (sender, seen) in [("u-2", false), ("u-1", true)] {
        let failed = json!({"type": "message.failed", "data": {
            "message": sent.id, "sender": {"id": sender}, "reason": "blocked",
        }});
        tell_as(&world, &ours, &secret, (sender, &failed)).await.unwrap();
        file_pending(app).await.unwrap();
        let thread = message::thread(&store, rows[0].id, i64::MAX, 9).await.unwrap();
        let told = |one: &message::Message| {
            one.kind == MessageKind::System && one.text.contains("blocked")
        };
        assert_eq!(thread.iter().any(told), seen);
    }

    // A new secret: the one before is good for a day. Neither is readable anywhere.
    let fresh = app.issue_hook_secret(by, ours.id, HookDirection::In).await.unwrap().secret;
    let again = message_of("m-3", "u-1", "もしもし");
    assert!(!tell(&world, &ours, &secret, &again).await.unwrap());
    assert!(tell(&world, &ours, &fresh, &again).await.unwrap());
    world.clock.forward(SignedDuration::from_hours(25));
    assert_eq!(refused(tell(&world, &ours, &secret, &again).await), Code::Signature);
    let stored = channel::get(&store, ours.id).await.unwrap().unwrap();
    assert!(!stored.config.to_string().contains("whsec_"));
    let shown = format!("{:?} {:?}", app.channels(by).await.unwrap(), world.audited().await);
    assert!(!shown.contains("whsec_") && shown.contains("channel.changed"));
    assert_eq!(
        refused(app.issue_hook_secret(&bolt, ours.id, HookDirection::Out).await),
        Code::NotFound
    );
    let off = ChannelChange { active: Some(false), ..ChannelChange::default() };
    app.change_channel(by, ours.id, stored.version, off).await.unwrap();
    assert_eq!(refused(tell(&world, &ours, &fresh, &again).await), Code::ChannelOff);
    let by = Caller { locale: Locale::En, ..by.clone() };
    let steps = app.test_channel(&by, ours.id).await.unwrap().steps;
    assert!(!steps[1].ok && steps[1].text.contains("secret"), "{steps:?}");
}
