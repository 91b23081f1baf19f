//! Editable things carry a version, and changing one names it.

use model::permission::Role;
use serde_json::json;

use crate::support::{Ask, Edge, samples};

fn change() -> Ask {
    let path = format!("/api/v1/cases/{}", samples::ID);
    Ask::new("PATCH", &path).role(Role::Agent).json(&json!({ "category": null }))
}

#[tokio::test]
async fn a_change_goes_by_the_version_it_was_read_with() {
    let edge = Edge::new();
    edge.fake.answers("cases.change", samples::case(42));
    let reply = edge.send(change().header("if-match", "\"41\"")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("etag"), "\"42\"");
    let call = edge.fake.calls().pop().unwrap();
    assert!(call.contains(" 41 CaseChange"), "{call}");
    assert!(call.contains("category: Some(None)"), "null is not absent: {call}");
}

#[tokio::test]
async fn without_a_readable_version_nothing_is_changed() {
    let edge = Edge::new();
    assert_eq!(edge.send(change()).await.code(), "version_needed");
    for tag in ["*", "W/\"41\"", "41", "\"a\""] {
        assert_eq!(edge.send(change().header("if-match", tag)).await.code(), "malformed", "{tag}");
    }
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn reading_gives_the_version() {
    let edge = Edge::new();
    edge.fake.answers(
        "cases.get",
        json!({
            "case": samples::case(5), "interactions": [], "work": null, "ties": [], "sides": [],
            "reply": { "interaction": null, "channel_kind": null, "to": null, "asked": [], "online": false },
        }),
    );
    let path = format!("/api/v1/cases/{}", samples::ID);
    let reply = edge.send(Ask::get(&path).role(Role::Analyst)).await;
    assert_eq!(reply.header("etag"), "\"5\"");
    assert_eq!(reply.header("cache-control"), "no-store");
}
