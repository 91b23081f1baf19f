//! The visitor's socket over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use api::chat::{ChatOut, ChatState};
use api::{Code, Problem};
use model::limits::{CHAT_MESSAGES_PER_WINDOW, MESSAGE_CHARS_MAX};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::support::Edge;
use crate::support::samples::{ID, chat_message};
use crate::support::sockets::{Socket, connect, pass};

async fn served() -> (Edge, SocketAddr) {
    let edge = Edge::new();
    for name in ["chat.line", "chat.read", "chat.end", "chat.typing"] {
        edge.fake.answers(name, Value::Null);
    }
    edge.fake.answers("chat.send", chat_message(12, ID));
    let address = edge.listen().await;
    (edge, address)
}

async fn plain(address: SocketAddr) -> Socket {
    connect(address, "/chat/v1/stream", &[]).await.ok().unwrap()
}

/// A socket after its hello, and the app's end of the line.
async fn greeted(edge: &Edge, address: SocketAddr) -> (Socket, mpsc::Sender<ChatOut>) {
    let mut socket = plain(address).await;
    socket.say(r#"{"t":"hello","visitor":"visitor-1","since":9}"#).await;
    socket.say(r#"{"t":"ping"}"#).await;
    assert_eq!(socket.hear().await, json!({ "t": "pong" }));
    let line = edge.fake.chats.lock().unwrap().pop().unwrap();
    (socket, line)
}

fn send(text: &str) -> String {
    json!({ "t": "send", "cid": ID, "text": text }).to_string()
}

#[tokio::test]
async fn a_conversation() {
    let (edge, address) = served().await;
    let (mut socket, line) = greeted(&edge, address).await;
    assert_eq!(edge.fake.calls(), ["chat.line 00000000-0000-0000-0000-000000000001 9"]);

    let state = ChatState::Active;
    line.send(ChatOut::Ready { last: 9, state, agent: Some("佐藤".into()) }).await.unwrap();
    assert_eq!(
        socket.hear().await,
        json!({ "t": "ready", "last": 9, "state": "active", "agent": "佐藤" })
    );
    socket.say(send("こんにちは")).await;
    let ack = socket.hear().await;
    assert_eq!((&ack["t"], &ack["cid"], &ack["m"]["n"]), (&json!("ack"), &json!(ID), &json!(12)));

    for frame in
        [r#"{"t":"typing"}"#, r#"{"t":"typing"}"#, r#"{"t":"read","n":12}"#, r#"{"t":"end"}"#]
    {
        socket.say(frame).await;
    }
    socket.say(r#"{"t":"ping"}"#).await;
    assert_eq!(socket.hear().await["t"], "pong");
    let calls = edge.fake.calls();
    assert_eq!(calls, ["chat.send こんにちは 0", "chat.typing", "chat.read 12", "chat.end"]);
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_in_the_visitors_language() {
    let (edge, address) = served().await;
    let (mut socket, _line) = greeted(&edge, address).await;
    edge.fake.calls();
    let files = vec![ID; 11];
    for (frame, code) in [
        (send(&"字".repeat(MESSAGE_CHARS_MAX + 1)), "too_large"),
        (send("  "), "invalid"),
        (json!({ "t": "send", "cid": "1", "text": "a" }).to_string(), "invalid"),
        (json!({ "t": "send", "cid": ID, "files": files }).to_string(), "invalid"),
    ] {
        socket.say(frame).await;
        let refused = socket.hear().await;
        assert_eq!((&refused["t"], &refused["code"]), (&json!("refused"), &json!(code)));
    }
    assert_eq!(edge.fake.calls(), Vec::<String>::new(), "no port was asked");

    edge.fake.refuses("chat.send", Problem::new(Code::StorageFull));
    socket.say(send("a")).await;
    assert_eq!(
        socket.hear().await,
        json!({
            "t": "refused", "cid": ID, "code": "storage_full", "retry_after": 5,
            "title": Code::StorageFull.title(api::Locale::En),
        })
    );
}

#[tokio::test]
async fn the_rate_of_messages_holds_across_connections() {
    let (edge, address) = served().await;
    let (mut socket, mut _line) = greeted(&edge, address).await;
    let (begun, mut stored) = (Instant::now(), 0);
    let refused = loop {
        if stored == CHAT_MESSAGES_PER_WINDOW / 2 {
            (socket, _line) = greeted(&edge, address).await;
        }
        socket.say(send("a")).await;
        let answer = socket.hear().await;
        if answer["t"] != "ack" {
            break answer;
        }
        stored += 1;
    };
    // One more for every second that this took.
    let most = CHAT_MESSAGES_PER_WINDOW + 1 + u32::try_from(begun.elapsed().as_secs()).unwrap();
    assert!((CHAT_MESSAGES_PER_WINDOW..=most).contains(&stored), "{stored}");
    assert_eq!((&refused["code"], &refused["retry_after"]), (&json!("too_many"), &json!(1)));
    assert_eq!(refused["cid"], ID);
}

#[tokio::test]
async fn the_first_frame_must_be_a_hello_with_a_good_token() {
    let (_edge, address) = served().await;
    for frame in [r#"{"t":"ping"}"#, "{", &send("a")] {
        let mut socket = plain(address).await;
        socket.say(frame).await;
        assert_eq!(socket.end().await.0, 1008, "{frame}");
    }
    let mut socket = plain(address).await;
    socket.say(r#"{"t":"hello","visitor":"stolen"}"#).await;
    assert_eq!(socket.hear().await, json!({ "t": "resync" }));
    assert_eq!(socket.end().await.0, 4401);
}

#[tokio::test]
async fn a_server_that_cannot_now_says_later() {
    let (edge, address) = served().await;
    edge.fake.refuses("chat.line", Problem::new(Code::Unavailable));
    let mut socket = plain(address).await;
    socket.say(r#"{"t":"hello","visitor":"visitor-1"}"#).await;
    assert_eq!(socket.end().await.0, 1013);
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let (_edge, address) = served().await;
    let mut socket = plain(address).await;
    pass(Duration::from_secs(11)).await;
    assert_eq!(socket.end().await.0, 1008);
}

#[tokio::test]
async fn a_bad_frame_ends_the_socket_with_the_reason() {
    let (edge, address) = served().await;
    for frame in ["{", r#"{"t":"dance"}"#, r#"{"t":"read"}"#, r#"{"t":"send","cid":1}"#] {
        let (mut socket, _line) = greeted(&edge, address).await;
        socket.say(frame).await;
        assert_eq!(socket.end().await.0, 1007, "{frame}");
    }
    let (mut socket, _line) = greeted(&edge, address).await;
    socket.say(r#"{"t":"hello","visitor":"visitor-2"}"#).await;
    assert_eq!(socket.end().await.0, 1008, "who it is does not change half-way");
}

#[tokio::test]
async fn a_pending_write_does_not_hold_up_what_comes_in() {
    let (edge, address) = served().await;
    let (mut socket, line) = greeted(&edge, address).await;
    edge.fake.misbehaves("chat.send", crate::support::fakes::Mischief::Hang);
    socket.say(send("slow")).await;
    line.send(ChatOut::Typing { name: "佐藤".into() }).await.unwrap();
    assert_eq!(socket.hear().await, json!({ "t": "typing", "name": "佐藤" }));
}
