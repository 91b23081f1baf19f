//! What the product must do, whatever the database.

pub(crate) mod backup;
pub(crate) mod chat;
pub(crate) mod demo;
pub(crate) mod desk;
pub(crate) mod erasure;
pub(crate) mod mail;
pub(crate) mod repeat;
pub(crate) mod routes_of_mail;
pub(crate) mod sides;

use serde_json::{Value, json};
use testkit::server::{Client, DeskSocket, TestServer, TestTenant};

/// An id of one's own for something sent.
pub(crate) fn fresh_id() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{:08x}-0000-4000-8000-{n:012x}", std::process::id())
}

/// Signs in, opens the live stream, follows the inbox and takes offers.
pub(crate) async fn ready_agent(
    server: &TestServer,
    tenant: &TestTenant,
    who: &str,
) -> (Client, DeskSocket) {
    let agent = server.login(tenant, who).await;
    let mut desk = agent.stream().await;
    assert_eq!(desk.follow(&["inbox"]).await, Vec::<String>::new());
    set_presence(&agent, "available").await;
    (agent, desk)
}

pub(crate) async fn set_presence(agent: &Client, state: &str) {
    let request = agent.request(reqwest::Method::PUT, "/api/v1/work/presence");
    let now = agent.send(request.json(&json!({"state": state}))).await.good();
    assert_eq!(now["state"], state);
}

/// The next offer that rings at a desk.
pub(crate) async fn offer(desk: &mut DeskSocket) -> Value {
    desk.hear("offer.created").await["data"].clone()
}

pub(crate) async fn accept(agent: &Client, offer: &Value) -> Value {
    let id = text(&offer["id"]);
    agent.act(&format!("/api/v1/work/offers/{id}/accept")).await.good()
}

pub(crate) async fn reply(agent: &Client, case: &str, words: &str, then: &str) -> Value {
    let input = json!({"text": words, "client_id": fresh_id(), "then": then});
    agent.post(&format!("/api/v1/cases/{case}/replies"), &input).await.good()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The texts of a thread, oldest first.
pub(crate) async fn thread(agent: &Client, case: &str) -> Vec<Value> {
    let thread = agent.get(&format!("/api/v1/cases/{case}/messages")).await.good();
    thread["messages"].as_array().cloned().unwrap_or_default()
}
