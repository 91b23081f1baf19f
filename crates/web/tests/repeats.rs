//! A request that comes again with its `Idempotency-Key` does nothing again.

use std::time::Duration;

use api::{Code, Problem};
use model::permission::Role;
use serde_json::json;

use crate::support::fakes::Mischief;
use crate::support::{Ask, Edge, samples};

fn open(key: &str) -> Ask {
    let body = json!({
        "customer": samples::ID, "channel": samples::ID, "to": "a@example.jp", "subject": "件名",
        "text": "本文", "client_id": samples::ID,
    });
    let ask = Ask::post("/api/v1/cases").role(Role::Agent).json(&body);
    ask.header("idempotency-key", key)
}

fn take(key: &str) -> Ask {
    let path = format!("/api/v1/cases/{}/take", samples::ID);
    Ask::post(&path).role(Role::Agent).header("idempotency-key", key)
}

#[tokio::test]
async fn the_same_answer_comes_again_with_its_tag() {
    let edge = Edge::new();
    edge.fake.answers("cases.open", samples::case(3));
    let first = edge.send(open("a")).await;
    assert_eq!((first.status.as_u16(), first.header("idempotency-replayed")), (201, ""));
    let again = edge.send(open("a")).await;
    assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (201, "true"));
    assert_eq!((again.header("etag"), &again.body), ("\"3\"", &first.body));
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!(edge.fake.calls().len(), 1, "it was done once");
    let other = edge.send(take("a")).await;
    assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "invalid"));
    assert_eq!(other.json()["field"], "Idempotency-Key");
    assert!(other.text().contains("新しいキー"), "{}", other.text());
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_gives_the_key_back_and_a_fault_does_not() {
    let edge = Edge::new();
    edge.fake.refuses("cases.take", Problem::new(Code::OverCapacity));
    assert_eq!(edge.send(take("a")).await.code(), "over_capacity");
    edge.fake.answers("cases.take", samples::case(4));
    assert_eq!(edge.send(take("a")).await.status, 200);

    edge.fake.refuses("cases.take", Problem::new(Code::Unavailable));
    assert_eq!(edge.send(take("b")).await.code(), "unavailable");
    edge.fake.answers("cases.take", samples::case(4));
    edge.fake.calls();
    let again = edge.send(take("b")).await;
    assert_eq!((again.status.as_u16(), again.header("retry-after")), (409, "5"));
    assert!(again.text().contains("まだ終わっていません"), "{}", again.text());

    edge.fake.misbehaves("cases.take", Mischief::Panic);
    assert_eq!(edge.send(take("c")).await.code(), "internal");
    assert_eq!(edge.send(take("c")).await.status, 409);
    assert_eq!(edge.fake.calls().len(), 1, "nothing was tried twice");
}

/// The client's connection breaks while the request is under way.
#[tokio::test]
async fn who_leaves_finds_the_answer_later() {
    let edge = Edge::new();
    edge.fake.answers("cases.take", samples::case(4));
    edge.fake.misbehaves("cases.take", Mischief::Slow);
    let lost = tokio::time::timeout(Duration::from_millis(50), edge.send(take("a"))).await;
    assert!(lost.is_err(), "it was not answered yet");
    assert_eq!(edge.send(take("a")).await.status, 409, "under way");
    tokio::time::sleep(Duration::from_millis(600)).await;
    let again = edge.send(take("a")).await;
    assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (200, "true"));
    assert_eq!(edge.fake.calls().len(), 1);
}

#[tokio::test]
async fn keys_are_read_strictly_and_only_where_they_count() {
    let edge = Edge::new();
    edge.fake.answers("cases.take", samples::case(4));
    for key in ["", "a b", &"k".repeat(201)] {
        assert_eq!(edge.send(take(key)).await.code(), "malformed", "{key}");
    }
    assert_eq!(edge.send(take(&"k".repeat(200))).await.status, 200);
    edge.fake.calls();
    let upload = || {
        let ask = Ask::post("/api/v1/files").role(Role::Agent).file("a.png", b"png");
        ask.header("idempotency-key", "u")
    };
    for _ in 0..2 {
        edge.send(upload()).await;
    }
    assert_eq!(edge.fake.calls().len(), 2, "an upload takes no key");
    let stranger = Ask::post("/api/v1/cases").header("idempotency-key", "a b");
    assert_eq!(edge.send(stranger).await.code(), "sign_in_needed");
}
