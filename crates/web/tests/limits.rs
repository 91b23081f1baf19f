//! What is over a limit is refused by name, and harms nobody else.

use model::limits::{
    ATTACHMENT_BYTES_MAX, CHAT_SESSIONS_PER_MINUTE, JSON_BYTES_MAX, SIGN_INS_PER_MINUTE,
    UPLOAD_BYTES_PER_ADDRESS_DAY,
};
use model::permission::Role;
use serde_json::json;
use web::WebConfig;

use crate::support::fakes::Mischief;
use crate::support::{Ask, Edge, samples};

#[tokio::test]
async fn a_json_body_has_a_limit() {
    let edge = Edge::new();
    let path = format!("/api/v1/cases/{}/notes", samples::ID);
    let note = |bytes: usize| {
        let frame = json!({ "text": "", "client_id": "x" }).to_string().len();
        let body = json!({ "text": "a".repeat(bytes - frame), "client_id": "x" });
        edge.send(Ask::post(&path).role(Role::Agent).json(&body))
    };
    assert_eq!(note(JSON_BYTES_MAX).await.code(), "conflict", "the largest one passes");
    let reply = note(JSON_BYTES_MAX + 1).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, "too_large"));
}

#[tokio::test]
async fn a_file_has_a_limit() {
    let edge = Edge::new();
    let upload = |bytes: usize| {
        edge.send(Ask::post("/api/v1/files").role(Role::Agent).file("a", &vec![0; bytes]))
    };
    assert_eq!(upload(ATTACHMENT_BYTES_MAX).await.code(), "conflict", "the largest one passes");
    assert_eq!(edge.fake.calls().len(), 1);
    let reply = upload(ATTACHMENT_BYTES_MAX + 1).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, "too_large"));
    let reply = upload(ATTACHMENT_BYTES_MAX + 200_000).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, "too_large"));
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn an_address_may_begin_so_many_chats_a_minute() {
    let trusted = vec!["10.0.0.1".parse().unwrap()];
    let edge = Edge::with(WebConfig { trusted_proxies: trusted, ..WebConfig::default() });
    let begin = |client: &str| {
        let ask = Ask::post("/chat/v1/sessions").json(&json!({ "channel": "key" }));
        edge.send(ask.peer("10.0.0.1").header("x-forwarded-for", client))
    };
    for _ in 0..CHAT_SESSIONS_PER_MINUTE {
        assert_eq!(begin("198.51.100.1").await.code(), "conflict");
    }
    let reply = begin("198.51.100.1").await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (429, "too_many"));
    assert_eq!(reply.header("retry-after"), "2");
    assert_eq!(begin("198.51.100.2").await.code(), "conflict");
}

/// Whoever is refused for one visitor would come as the next one.
#[tokio::test(start_paused = true)]
async fn an_address_may_send_so_many_bytes_a_day() {
    let edge = Edge::new();
    let big = vec![0; ATTACHMENT_BYTES_MAX];
    let upload = |visitor: u32, peer: &str| {
        let bearer = format!("Bearer visitor-{visitor}");
        let ask = Ask::post("/chat/v1/uploads").peer(peer).header("authorization", &bearer);
        edge.send(ask.file("a", &big))
    };
    for visitor in 0..UPLOAD_BYTES_PER_ADDRESS_DAY / u32::try_from(big.len()).unwrap() {
        assert_eq!(upload(visitor, "203.0.113.5").await.code(), "conflict", "it reaches the port");
    }
    let reply = upload(1_000, "203.0.113.5").await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (429, "too_many"));
    assert_eq!(upload(1_000, "203.0.113.6").await.code(), "conflict", "another address");
    let seconds = reply.header("retry-after").parse().unwrap();
    tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
    assert_eq!(upload(1_000, "203.0.113.5").await.code(), "conflict");
}

#[tokio::test(start_paused = true)]
async fn an_address_may_try_to_sign_in_so_often() {
    let spared = vec!["127.0.0.1".parse().unwrap()];
    let edge = Edge::with(WebConfig { unlimited_addresses: spared, ..WebConfig::default() });
    let attempt = |peer: &str| {
        let body = json!({ "email": "a@example.jp", "password": "x" });
        // Naming another address oneself does not help.
        let ask = Ask::post("/api/v1/sign-in").peer(peer).json(&body);
        edge.send(ask.header("x-forwarded-for", "198.51.100.77"))
    };
    for _ in 0..SIGN_INS_PER_MINUTE {
        assert_eq!(attempt("203.0.113.5").await.code(), "conflict");
        assert_eq!(attempt("127.0.0.1").await.code(), "conflict");
    }
    assert_eq!(attempt("203.0.113.5").await.code(), "too_many");
    assert_eq!(attempt("127.0.0.1").await.code(), "conflict", "spared");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_is_given_up() {
    let edge = Edge::new();
    edge.fake.misbehaves("cases.counts", Mischief::Hang);
    let begun = tokio::time::Instant::now();
    let reply = edge.send(Ask::get("/api/v1/cases/counts").role(Role::Agent)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "unavailable"));
    assert_eq!(begun.elapsed().as_secs(), 30);
}
