//! The page on which a customer proves an address.

use api::{Code, Problem};
use serde_json::json;

use crate::support::{Ask, Edge};

fn door(state: &str) -> serde_json::Value {
    json!({"company": "暮らし <の> 道具", "address": "h•••@example.jp", "state": state})
}

#[tokio::test]
async fn an_address_is_proven_by_a_button_and_not_by_looking() {
    let edge = Edge::new();
    edge.fake.answers("proofs.door", door("waiting"));
    let reply = edge.send(Ask::get("/v/7KQ4MX2P9DAA").header("accept-language", "ja")).await;
    assert_eq!(edge.fake.calls(), ["proofs.door 7KQ4MX2P9DAA"], "looking proves nothing");
    let page = reply.text();
    assert!(page.contains("確認する") && page.contains("<form method=\"post\">"));
    assert!(page.contains("h•••@example.jp"));
    assert!(page.contains("暮らし &lt;の&gt; 道具"), "escaped");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
    edge.fake.answers("proofs.prove", door("proven"));
    let reply = edge.send(Ask::post("/v/7KQ4MX2P9DAA").form(&[])).await;
    assert_eq!(reply.status, 200);
    assert!(!reply.text().contains("<form"), "nothing is left to press");
}

#[tokio::test]
async fn what_is_over_says_so_in_the_reader_s_language() {
    let edge = Edge::new();
    for state in ["expired", "locked", "undelivered"] {
        edge.fake.answers("proofs.door", door(state));
        let reply = edge.send(Ask::get("/v/7KQ4MX2P9DAA").header("accept-language", "en")).await;
        let page = reply.text();
        assert!(page.contains("Ask for a new mail") && !page.contains("<form"), "{state}");
    }
    edge.fake.refuses("proofs.door", Problem::new(Code::NotFound));
    let reply = edge.send(Ask::get("/v/NONE").header("accept-language", "en")).await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
}
