//! Outgoing webhooks against a real listener: signed, tried again, once for each event whatever
//! breaks, switched off when nobody takes them, sent again by hand.

use std::time::Duration;

use api::customer::NewCustomer;
use api::ports::{Customers as _, Privacy as _, Webhooks as _};
use api::privacy::NewErasure;
use api::webhook::{
    DeliveryQuery, MadeWebhook, NewWebhook, ReplaySince, Webhook, WebhookChange, WebhookDelivery,
};
use api::{Caller, Code};
use app::Config;
use channels::hooks::verify;
use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::{Actor, CustomerId, WebhookId, WebhookKind, WebhookState};
use store::log_cursor;

use crate::listener::Listener;
use crate::world::{Backend, World, config, refused};

fn customer(name: &str) -> NewCustomer {
    serde_json::from_value(serde_json::json!({"name": name})).unwrap()
}

async fn made(world: &World, by: &Caller, url: String) -> MadeWebhook {
    let kinds = vec![WebhookKind::CustomerCreated];
    let new = NewWebhook { name: "基幹連携".to_owned(), url, kinds };
    world.app.create_webhook(by, new).await.unwrap()
}

/// A customer, a second after whatever was before.
async fn arrives(world: &World, name: &str) -> CustomerId {
    world.clock.forward(SignedDuration::from_secs(1));
    world.app.create(&world.admin, customer(name)).await.unwrap().id
}

async fn told(world: &World, id: WebhookId) -> Vec<WebhookDelivery> {
    let query = DeliveryQuery::default();
    world.app.webhook_deliveries(&world.admin, id, query).await.unwrap().items
}

async fn only(world: &World, by: &Caller) -> Webhook {
    world.app.webhooks(by).await.unwrap().pop().unwrap()
}

/// Waits until the newest delivery stands so.
async fn reaches(world: &World, id: WebhookId, state: WebhookState, attempts: u32) {
    for _ in 0..400 {
        let newest = told(world, id).await.into_iter().next();
        if newest.is_some_and(|row| row.state == state && row.attempts == attempts) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{state} after {attempts} attempts: {:?}", told(world, id).await);
}

/// Lets time pass, and something happen, which wakes the outbox.
async fn later(world: &World, by: SignedDuration) {
    world.clock.forward(by);
    let body = EventBody::SettingsChanged { part: "tenant".to_owned() };
    let event = NewEvent::bare(Actor::System, body);
    world.store().write_events(world.app.now(), vec![event]).await.unwrap();
}

async fn world<B: Backend>() -> World {
    World::with::<B>(Config { hooks_allow_private: true, ..config() }).await
}

pub(crate) async fn each_event_is_told_once_signed_and_tried_again<B: Backend>() {
    let world = world::<B>().await;
    let (app, by, here) = (&world.app, &world.admin, Listener::start().await);
    arrives(&world, "前の人").await;
    let hook = made(&world, by, format!("{}/ours?x=1", here.base)).await;
    let bolt = world.other_tenant().await;
    let theirs = made(&world, &bolt, format!("{}/theirs", here.base)).await;
    let jobs = app.run().await.unwrap();

    // Not taken at first: the same again, five seconds later.
    here.says(&[500]);
    let person = arrives(&world, "印野 花子").await;
    let first = here.heard(1).await.remove(0);
    let id = hook.webhook.id;
    reaches(&world, id, WebhookState::Pending, 1).await;
    let row = told(&world, id).await.remove(0);
    assert_eq!((row.status, row.answer.as_deref()), (Some(500), Some("said!")));
    assert_eq!((row.error.as_deref(), row.customer), (Some("status"), Some(person)));
    assert!(only(&world, by).await.failing_since.is_some());
    later(&world, SignedDuration::from_secs(6)).await;
    let second = here.heard(2).await.remove(1);
    reaches(&world, id, WebhookState::Delivered, 2).await;
    let kept = only(&world, by).await;
    assert_eq!((kept.failing_since, kept.last_ok_at), (None, Some(app.now())));
    assert_eq!(
        (&first.body, first.header("webhook-id")),
        (&second.body, row.event.to_string().as_str())
    );
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    for came in [&first, &second] {
        let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let [message, at, signature] = headers.map(|name| came.header(name));
        let now = app.now();
        verify(&[&hook.secret], (message, at, signature), &came.body, now).unwrap();
        assert!(verify(&[&theirs.secret], (message, at, signature), &came.body, now).is_err());
        assert_eq!(came.path, "/ours?x=1");
    }
    let body = first.json();
    assert_eq!(
        (&body["type"], &body["data"]["customer"]),
        (&"customer.created".into(), &person.to_string().into())
    );
    assert!(!String::from_utf8_lossy(&first.body).contains("印野"), "ids only");

    // A new secret: for a day both sign.
    let fresh = app.issue_webhook_secret(by, id).await.unwrap().secret;
    app.test_webhook(by, id).await.unwrap();
    let ping = here.heard(3).await.remove(2);
    for secret in [&fresh, &hook.secret] {
        let headers = (
            ping.header("webhook-id"),
            ping.header("webhook-timestamp"),
            ping.header("webhook-signature"),
        );
        verify(&[secret], headers, &ping.body, app.now()).unwrap();
    }

    // The process dies before it has noted how far it got: nothing is told twice, nothing is lost.
    drop(jobs);
    arrives(&world, "後の人").await;
    let system = app.store.system();
    let forgets = system
        .write(app.now(), |tx| Box::pin(async move { log_cursor::set(tx, "webhooks", 0).await }));
    forgets.await.unwrap();
    let _jobs = app.run().await.unwrap();
    here.heard(4).await;
    reaches(&world, id, WebhookState::Delivered, 1).await;
    assert_eq!(told(&world, id).await.len(), 2, "one row for each event since it was made");
    assert!(app.webhook_deliveries(&bolt, id, DeliveryQuery::default()).await.is_err());
    assert_eq!(refused(app.replay_delivery(&bolt, row.id).await), Code::NotFound);

    // Once more by hand, one and all of them.
    let again = app.replay_delivery(by, row.id).await.unwrap();
    assert_eq!((again.state, again.replays), (WebhookState::Pending, 1));
    let replayed = here.heard(5).await.remove(4);
    assert_eq!(replayed.header("webhook-id"), first.header("webhook-id"));
    for _ in 0..100 {
        if told(&world, id).await.iter().all(|row| row.state == WebhookState::Delivered) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let since = app.now() - SignedDuration::from_hours(1);
    let begun = app.replay_webhook(by, id, ReplaySince { since }).await.unwrap();
    assert_eq!((begun.count, begun.next), (2, None));
    here.heard(7).await;
    assert!(here.heard(7).await.iter().all(|came| came.path != "/theirs"));

    // What an address said of a person goes with the person.
    reaches(&world, id, WebhookState::Delivered, 1).await;
    let erased = NewErasure { confirm: "印野 花子".to_owned(), reason: "申し出".to_owned() };
    app.erase_person(by, person, erased).await.unwrap();
    let rows = told(&world, id).await;
    let answers = |of: bool| {
        let rows = rows.iter().filter(move |row| (row.customer == Some(person)) == of);
        rows.filter_map(|row| row.answer.as_deref()).collect::<Vec<_>>()
    };
    assert_eq!((answers(true), answers(false)), (vec![], vec!["said!"]));
}

pub(crate) async fn an_address_that_takes_nothing_is_switched_off<B: Backend>() {
    let world = world::<B>().await;
    let (app, by, here) = (&world.app, &world.admin, Listener::start().await);
    let none = NewWebhook { name: "x".to_owned(), url: here.base.clone(), kinds: Vec::new() };
    assert_eq!(refused(app.create_webhook(by, none).await), Code::Invalid);
    let id = made(&world, by, here.base.clone()).await.webhook.id;
    let _jobs = app.run().await.unwrap();

    // It says that it is gone.
    here.says(&[410]);
    arrives(&world, "一").await;
    here.heard(1).await;
    reaches(&world, id, WebhookState::Failed, 1).await;
    let off = only(&world, by).await;
    assert_eq!((off.active, off.switched_off.as_deref()), (false, Some("gone")));
    assert!(world.audited().await.contains(&"webhook.switched_off".to_owned()));

    // What happens meanwhile is kept, and sent when it is asked for.
    arrives(&world, "二").await;
    reaches(&world, id, WebhookState::Held, 0).await;
    let since = app.now() - SignedDuration::from_mins(1);
    assert_eq!(refused(app.replay_webhook(by, id, ReplaySince { since }).await), Code::Conflict);
    let on = WebhookChange { active: Some(true), ..WebhookChange::default() };
    let on = app.change_webhook(by, id, off.version, on).await.unwrap();
    assert_eq!((on.active, on.switched_off, on.failing_since), (true, None, None));
    assert_eq!(app.replay_webhook(by, id, ReplaySince { since }).await.unwrap().count, 2);
    here.heard(3).await;
    reaches(&world, id, WebhookState::Delivered, 1).await;

    // It fails for days.
    here.says(&[503, 503, 200]);
    arrives(&world, "三").await;
    here.heard(4).await;
    reaches(&world, id, WebhookState::Pending, 1).await;
    assert!(only(&world, by).await.active);
    later(&world, SignedDuration::from_hours(73)).await;
    here.heard(5).await;
    reaches(&world, id, WebhookState::Pending, 2).await;
    let off = only(&world, by).await;
    assert_eq!((off.active, off.switched_off.as_deref()), (false, Some("failing")));
    assert_eq!(off.last_error.as_deref(), Some("status 503"));
    later(&world, SignedDuration::from_mins(6)).await;
    reaches(&world, id, WebhookState::Held, 2).await;
    here.heard(5).await;
}

pub(crate) async fn an_address_at_home_is_refused<B: Backend>() {
    let world = World::new::<B>().await;
    let new = |url: &str| NewWebhook {
        name: "x".to_owned(),
        url: url.to_owned(),
        kinds: vec![WebhookKind::CaseOpened],
    };
    for url in ["http://crm.example/", "ftp://crm.example/", "https://a:b@crm.example/", ""] {
        let refusal = world.app.create_webhook(&world.admin, new(url)).await.unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::Invalid, Some("url")), "{url}");
    }
    let made = world.app.create_webhook(&world.admin, new("https://127.0.0.1/")).await.unwrap();
    let tried = world.app.test_webhook(&world.admin, made.webhook.id).await.unwrap();
    assert!(!tried.ok && tried.text.contains("--hooks-allow-private"), "{tried:?}");
}
