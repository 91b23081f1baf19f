//! A chat over the real widget protocol, answered from the desk.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::server::{Database, TestServer, until};

use super::{accept, fresh_id, offer, ready_agent, reply, text, thread};

/// Sign-in, board, message, offer, accept, reply, resolve, end.
pub(crate) async fn whole(database: Database) {
    let mut server = TestServer::start(database).await;
    let (agent, mut desk) = ready_agent(&server, &server.a, "agent").await;
    let supervisor = server.login(&server.a, "supervisor").await;
    let row = board_row(&supervisor.get("/api/v1/board").await.good(), &server.a.queue);
    assert_eq!((&row["waiting"], &row["available"]), (&json!(0), &json!(1)), "{row}");

    let mut visitor = server.visit(&server.a).await;
    assert_eq!(visitor.session["state"], "none");
    let cid = fresh_id();
    let sent = visitor.send(&cid, "荷物が届きません。注文は先週です。").await;
    assert_eq!((&sent["cid"], &sent["from"]), (&json!(cid), &json!("customer")));

    let offered = offer(&mut desk).await;
    assert_eq!(offered["medium"], "chat");
    assert_eq!(offered["customer"]["anonymous"], true);
    let case = text(&offered["case"]);
    let taken = accept(&agent, &offered).await;
    assert_eq!((&taken["status"], &taken["owner"]), (&json!("assigned"), &agent.me["id"]));
    let state = visitor.event("an agent", |f| f["t"] == "state" && f["state"] == "active").await;
    assert_eq!(state["agent"], agent.me["name"]);

    assert!(desk.follow(&[&format!("case:{case}")]).await.is_empty());
    let said = reply(&agent, &case, "お調べします。", "keep").await;
    let heard = visitor.hear("message").await["m"].clone();
    assert_eq!((&heard["text"], &heard["from"]), (&json!("お調べします。"), &json!("agent")));
    assert_eq!(heard["name"], agent.me["name"]);
    let of_reply = |e: &Value| e["type"] == "message.created" && e["id"] == said["id"];
    let live = desk.event("the reply", of_reply).await;
    assert_eq!(live["topic"], format!("case:{case}"));

    let row = board_row(&supervisor.get("/api/v1/board").await.good(), &server.a.queue);
    assert_eq!((&row["waiting"], &row["in_progress"]), (&json!(0), &json!(1)), "{row}");
    let resolved = agent.act(&format!("/api/v1/cases/{case}/resolve")).await.good();
    assert_eq!(resolved["status"], "resolved");
    visitor.event("the end", |f| f["t"] == "state" && f["state"] == "ended").await;
    until("the board is empty", || async {
        let row = board_row(&supervisor.get("/api/v1/board").await.good(), &server.a.queue);
        (row["in_progress"] == 0 && row["waiting"] == 0).then_some(())
    })
    .await;
    assert!(server.is_whole(), "a job ended");
}

fn board_row(board: &Value, queue: &str) -> Value {
    let rows = board["queues"].as_array().unwrap();
    rows.iter().find(|row| row["queue"] == queue).unwrap().clone()
}

/// What was said during an absence is replayed once; what was sent twice is there once.
pub(crate) async fn reconnect(database: Database) {
    let server = TestServer::start(database).await;
    let (agent, mut desk) = ready_agent(&server, &server.a, "agent").await;
    let mut visitor = server.visit(&server.a).await;
    let first = visitor.send(&fresh_id(), "もしもし").await;
    let offered = offer(&mut desk).await;
    let case = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    visitor.event("an agent", |f| f["state"] == "active").await;

    // The ack is lost with the connection: the visitor does not know whether this one arrived.
    let unsure = fresh_id();
    visitor.say(&unsure, "聞こえますか").await;
    until("the message is stored", || async {
        thread(&agent, &case).await.iter().any(|m| m["text"] == "聞こえますか").then_some(())
    })
    .await;
    let since = first["n"].as_i64().unwrap();
    let gone = visitor;
    let _ = reply(&agent, &case, "聞こえます。", "keep").await;
    let (mut visitor, missed) = gone.reconnect(since).await;
    let texts: Vec<&str> = missed.iter().map(|m| m["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["聞こえますか", "聞こえます。"]);
    assert!(missed.windows(2).all(|pair| pair[0]["n"].as_i64() < pair[1]["n"].as_i64()));

    let again = visitor.send(&unsure, "聞こえますか").await;
    assert_eq!(again["id"], missed[0]["id"], "the same cid is the same message");
    let rest = visitor.listen(Duration::from_millis(500)).await;
    assert!(rest.iter().all(|frame| frame["t"] != "message"), "{rest:?}");
    let inbound = thread(&agent, &case).await;
    let inbound = inbound.iter().filter(|m| m["kind"] == "inbound").count();
    assert_eq!(inbound, 2, "nothing is lost, nothing is doubled");

    // Another tab of the same browser begins where this one is.
    let start = json!({"channel": server.a.chat_key, "visitor": visitor.token});
    let resumed = server.nobody().post("/chat/v1/sessions", &start).await.good();
    assert_eq!(resumed["messages"].as_array().unwrap().len(), 3);
    assert_eq!(resumed["state"], "active");
}

/// A refused offer goes to the next agent; the customer keeps the place.
pub(crate) async fn decline(database: Database) {
    let server = TestServer::start(database).await;
    let (first, mut first_desk) = ready_agent(&server, &server.a, "agent").await;
    let mut visitor = server.visit(&server.a).await;
    visitor.send(&fresh_id(), "在庫はありますか").await;
    let offered = offer(&mut first_desk).await;
    let (second, mut second_desk) = ready_agent(&server, &server.a, "agent2").await;
    let path = format!("/api/v1/work/offers/{}/decline", text(&offered["id"]));
    let declined = first.act(&path).await;
    assert!(declined.status.is_success(), "{}", declined.text);
    let next = offer(&mut second_desk).await;
    assert_eq!(next["work"], offered["work"]);
    assert_eq!(next["enqueued_at"], offered["enqueued_at"], "the place in the queue is kept");
    let late = first.act(&format!("/api/v1/work/offers/{}/accept", text(&offered["id"]))).await;
    assert_eq!(late.code(), "offer_gone");
    let taken = accept(&second, &next).await;
    assert_eq!(taken["owner"], second.me["id"]);
}
