//! The pages on which a customer takes a link.

use api::{Code, Problem};
use serde_json::json;

use crate::support::{Ask, Edge};

fn door(edge: &Edge, state: &str) {
    let door = json!({
        "company": "暮らし <の> 道具", "title": "ご相談チャット", "state": state, "channel": "key-1",
    });
    edge.fake.answers("handovers.door", door);
}

#[tokio::test]
async fn a_link_is_taken_by_a_button_and_its_token_stays_in_the_browser() {
    let edge = Edge::new();
    door(&edge, "open");
    let reply = edge.send(Ask::get("/c/7KQ4MX2P9DAA").header("accept-language", "ja")).await;
    assert_eq!(edge.fake.calls(), ["handovers.door 7KQ4MX2P9DAA"], "looking takes nothing");
    let page = reply.text();
    assert!(page.contains("チャットを開く") && page.contains("<form method=\"post\">"));
    assert!(page.contains("暮らし &lt;の&gt; 道具"), "escaped");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
    let taken = json!({"channel": "key-1", "visitor": "token-of-the-visitor"});
    edge.fake.answers("handovers.take", taken);
    let reply = edge.send(Ask::post("/c/7KQ4MX2P9DAA").form(&[])).await;
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), "/widget/key-1", "an address gives nobody's token away");
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("madoguchi_handover=token-of-the-visitor; Path=/; Max-Age=60;"));
    assert!(cookie.contains("SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn what_cannot_be_taken_says_why_in_the_reader_s_language() {
    let edge = Edge::new();
    for (state, words) in [("taken", "was opened before"), ("expired", "too old")] {
        door(&edge, state);
        let reply = edge.send(Ask::get("/c/7KQ4MX2P9DAA").header("accept-language", "en")).await;
        let page = reply.text();
        assert!(page.contains(words) && !page.contains("<form"), "{state}");
    }
    edge.fake.refuses("handovers.door", Problem::new(Code::NotFound));
    let reply = edge.send(Ask::get("/c/NONE").header("accept-language", "en")).await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_code_is_typed_in_as_it_was_read_out() {
    let edge = Edge::new();
    let reply = edge.send(Ask::get("/c").header("accept-language", "ja")).await;
    assert!(reply.text().contains("name=\"code\""));
    let reply = edge.send(Ask::get("/c?code=7kq4-mx2p+9daa")).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/c/7kq4mx2p9daa"));
    assert!(edge.fake.calls().is_empty());
}

#[tokio::test]
async fn codes_are_not_tried_out_by_the_thousand() {
    let edge = Edge::new();
    edge.fake.refuses("handovers.door", Problem::new(Code::NotFound));
    let mut seen = 0;
    for code in 0..200 {
        let reply = edge.send(Ask::get(&format!("/c/{code:012}"))).await;
        if reply.status == 429 {
            assert!(reply.header("retry-after").parse::<u32>().is_ok());
            return;
        }
        seen += 1;
    }
    panic!("{seen} codes were looked at");
}

#[tokio::test]
async fn looking_at_a_withdrawal_changes_nothing_and_one_press_does() {
    let edge = Edge::new();
    let door = |withdrawn| {
        json!({
            "company": "こより", "purpose": "ご案内 <b>", "channel": "mail", "withdrawn": withdrawn,
        })
    };
    edge.fake.answers("consents.door", door(false));
    let reply = edge.send(Ask::get("/u/abc").header("accept-language", "ja")).await;
    let page = reply.text();
    assert_eq!(reply.status, 200, "{page}");
    assert!(page.contains("停止する") && page.contains("ご案内 &lt;b&gt;"), "{page}");
    assert!(page.contains("<form method=\"post\">"), "it works without scripts");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(edge.fake.calls(), ["consents.door abc"]);
    edge.fake.answers("consents.withdraw", door(true));
    // As a mail program does it, RFC 8058: no session, no page before.
    let form = [("List-Unsubscribe", "One-Click")];
    let reply = edge.send(Ask::post("/u/abc").form(&form).header("accept-language", "en")).await;
    assert!(reply.text().contains("Stopped") && !reply.text().contains("<button"));
    assert_eq!(edge.fake.calls().pop(), Some("consents.withdraw abc".to_owned()));
}
