//! Requests that come twice with their `Idempotency-Key`.

use std::time::Duration;

use model::{TenantId, UserId};
use serde_json::{Value, json};
use store::StoreError;
use store::idempotency;
use testkit::server::{Client, Database, Reply, TestServer};

const PATH: &str = "/api/v1/customers";

async fn count(client: &Client) -> usize {
    let page = client.get(PATH).await.good();
    page["items"].as_array().unwrap().len()
}

fn said(reply: &Reply) -> (u16, String) {
    (reply.status.as_u16(), reply.code())
}

fn tanaka() -> Value {
    json!({"name": "田中"})
}

/// Sent again, at once or later, it is done once; keys are a person's own.
pub(crate) async fn again(database: Database) {
    let server = TestServer::start(database).await;
    let agent = server.login(&server.a, "agent").await;
    let sent = (0..6).map(|_| {
        let agent = agent.clone();
        tokio::spawn(async move { agent.post_once("one", PATH, &tanaka()).await })
    });
    let (mut firsts, mut ids) = (0, Vec::new());
    for sent in sent.collect::<Vec<_>>() {
        let reply = sent.await.unwrap();
        if reply.status.as_u16() == 409 {
            assert_eq!(reply.code(), "conflict");
            continue;
        }
        firsts += usize::from(!reply.replayed);
        ids.push(reply.good()["id"].clone());
    }
    assert_eq!(firsts, 1);
    let later = agent.post_once("one", PATH, &tanaka()).await;
    assert!(later.replayed);
    ids.push(later.good()["id"].clone());
    ids.dedup();
    assert_eq!((ids.len(), count(&agent).await), (1, 1));

    let other = agent.post_once("one", PATH, &json!({"name": "佐藤"})).await;
    assert_eq!(said(&other), (422, "invalid".to_owned()));
    assert_eq!(count(&agent).await, 1);

    let colleague = server.login(&server.a, "agent2").await;
    assert!(!colleague.post_once("one", PATH, &tanaka()).await.replayed, "a key of one's own");
    let refused = agent.post_once("two", PATH, &json!({"name": ""})).await;
    assert_eq!(refused.status.as_u16(), 422);
    let mended = agent.post_once("two", PATH, &tanaka()).await;
    assert_eq!((mended.status.as_u16(), mended.replayed), (201, false), "{}", mended.text);

    server.clock.advance(Duration::from_hours(24));
    let agent = server.login(&server.a, "agent").await;
    assert!(!agent.post_once("one", PATH, &tanaka()).await.replayed, "after a day it is forgotten");
}

/// The process died after the claim: nobody knows whether it was done, so it is not done again.
pub(crate) async fn broken_off(database: Database) {
    let server = TestServer::start(database).await;
    let agent = server.login(&server.a, "agent").await;
    let tenant: TenantId = agent.me["tenant"]["id"].as_str().unwrap().parse().unwrap();
    let user: UserId = agent.id().parse().unwrap();
    assert!(agent.post_once("dead", PATH, &tanaka()).await.status.is_success());
    // What such a process leaves: the claim of the same request, without an answer.
    let store = server.store.tenant(tenant);
    let kept = idempotency::find(&store, user, "dead").await.unwrap().unwrap();
    let now = app::clock::Clock::now(&server.clock);
    store
        .write(now, move |tx| {
            Box::pin(async move {
                let hash = &kept.request_hash;
                // Expired in this instant, it is claimed anew.
                assert_eq!(idempotency::claim(tx, user, "dead", hash, tx.now()).await?, None);
                Ok::<(), StoreError>(())
            })
        })
        .await
        .unwrap();
    let reply = agent.post_once("dead", PATH, &tanaka()).await;
    assert_eq!(said(&reply), (409, "conflict".to_owned()));
    assert_eq!(reply.json()["retry_after"], 5);
    assert_eq!(count(&agent).await, 1);
    server.clock.advance(Duration::from_hours(24));
    let agent = server.login(&server.a, "agent").await;
    assert!(agent.post_once("dead", PATH, &tanaka()).await.status.is_success());
}
