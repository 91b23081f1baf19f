//! What goes wrong is told in one form, in the caller's language, and tells no secrets.

use api::{Code, Locale, Problem};
use model::permission::Role;
use serde_json::json;

use crate::support::fakes::Mischief;
use crate::support::{Ask, Edge, ask};

#[tokio::test]
async fn a_stranger_is_answered_in_the_language_of_the_browser() {
    let edge = Edge::new();
    let ja = edge.send(Ask::get("/api/v1/me")).await;
    assert_eq!(ja.status, 401);
    assert_eq!(
        ja.json(),
        json!({
            "type": "/docs/problems#sign_in_needed", "title": "サインインしてください。",
            "status": 401, "code": "sign_in_needed",
        })
    );
    assert_eq!(ja.header("content-language"), "ja");
    let en = edge.send(Ask::get("/api/v1/me").header("accept-language", "en-GB,ja;q=0.5")).await;
    assert_eq!(en.json()["title"], "Please sign in.");
}

#[tokio::test]
async fn a_person_is_answered_in_the_language_of_the_desk() {
    let edge = Edge::new();
    let ask = Ask::get("/api/v1/board")
        .session(&ask::session(Role::Agent, Locale::En))
        .header("accept-language", "ja");
    let reply = edge.send(ask).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["title"], Code::Forbidden.title(Locale::En));

    let problem = Problem::invalid("to", "宛先が不正です。", "That is no address.");
    edge.fake.refuses("cases.get", problem);
    let path = format!("/api/v1/cases/{}", crate::support::samples::ID);
    let reply = edge.send(Ask::get(&path).session(&ask::session(Role::Agent, Locale::En))).await;
    assert_eq!(reply.json()["detail"], "That is no address.");
    assert_eq!(reply.json()["field"], "to");
}

#[tokio::test]
async fn a_visitor_is_answered_in_the_language_of_the_widget() {
    let edge = Edge::new();
    let ask = Ask::get("/chat/v1/messages?before=1")
        .header("authorization", "Bearer visitor-1")
        .header("accept-language", "ja");
    assert_eq!(edge.send(ask).await.json()["title"], Code::Conflict.title(Locale::En));
}

#[tokio::test]
async fn when_to_come_back_stands_in_the_header_too() {
    let edge = Edge::new();
    edge.fake.refuses("cases.counts", Problem::new(Code::StorageFull));
    let reply = edge.send(Ask::get("/api/v1/cases/counts").role(Role::Agent)).await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("retry-after"), "5");
    assert_eq!(reply.json()["retry_after"], 5);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let edge = Edge::new();
    for path in ["/api", "/api/v1/nothing", "/api/v2/me", "/chat/v1/none", "/api/v1/me/"] {
        let reply = edge.send(Ask::get(path).role(Role::Admin)).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, "not_found"), "{path}");
    }
    let reply = edge.send(Ask::new("DELETE", "/api/v1/me").role(Role::Admin)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (405, "method_not_allowed"));
    assert_eq!(reply.header("allow"), "GET,HEAD,PATCH");
    for path in ["/api/v1/cases/12", "/api/v1/cases/%ff", "/api/v1/customers/x/orders"] {
        let reply = edge.send(Ask::get(path).role(Role::Admin)).await;
        assert_eq!(reply.code(), "not_found", "{path}");
    }
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_read_says_where() {
    let edge = Edge::new();
    let path = format!("/api/v1/cases/{}/replies", crate::support::samples::ID);
    let send = |body: &'static str| {
        edge.send(Ask::post(&path).role(Role::Agent).text("application/json", body))
    };
    let reply = send(r#"{"text": "a" "#).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "malformed"));
    assert_eq!(reply.json()["detail"], "JSON の 1 行 13 文字目が正しくありません。");
    let reply = send(r#"{"text": "a", "client_id": "x", "txet": 1}"#).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (422, "invalid"));
    assert_eq!(reply.json()["field"], "txet");
    let reply = send(r#"{"text": "a"}"#).await;
    assert_eq!(reply.json()["field"], "client_id");

    let reply = edge.send(Ask::get("/api/v1/cases?limit=many").role(Role::Agent)).await;
    assert_eq!(reply.code(), "malformed");
    assert!(reply.text().contains("limit"), "{}", reply.text());
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_panic_is_an_internal_error_without_its_text() {
    let edge = Edge::new();
    edge.fake.misbehaves("cases.counts", Mischief::Panic);
    let reply = edge.send(Ask::get("/api/v1/cases/counts").role(Role::Agent)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (500, "internal"));
    assert!(!reply.text().contains("42"), "{}", reply.text());
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
}
