//! The desk's stream over a real connection.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use model::limits::{DESK_SOCKETS_PER_PERSON_MAX, FRAME_BYTES_MAX};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::Edge;
use crate::support::fakes::DeskEnd;
use crate::support::sockets::{Socket, connect, pass};

const COOKIE: (&str, &str) = ("cookie", "madoguchi_session=session.agent.ja");

async fn open(edge: &Edge, address: SocketAddr) -> (Socket, DeskEnd) {
    let origin = format!("http://{address}");
    let headers = [COOKIE, ("origin", origin.as_str())];
    let mut socket = connect(address, "/api/v1/stream?since=7", &headers).await.ok().unwrap();
    assert_eq!(socket.hear().await, json!({ "version": "build-7" }));
    (socket, edge.fake.desks.lock().unwrap().pop().unwrap())
}

async fn served() -> (Edge, SocketAddr) {
    let edge = Edge::new();
    edge.fake.answers("live.desk", Value::Null);
    let address = edge.listen().await;
    (edge, address)
}

#[tokio::test]
async fn frames_go_out_in_order_and_come_in_parsed() {
    let (edge, address) = served().await;
    let (mut socket, mut line) = open(&edge, address).await;
    assert_eq!(edge.fake.calls(), ["live.desk Some(7)"]);
    for seq in 8..12 {
        line.frames.send(json!({ "seq": seq, "events": [] }).to_string().into()).await.unwrap();
    }
    for seq in 8..12 {
        assert_eq!(socket.hear().await["seq"], seq);
    }
    socket.say(r#"{"subscribe":["inbox"],"unsubscribe":["board"]}"#).await;
    let frame = line.input.recv().await.unwrap();
    assert_eq!((frame.subscribe, frame.unsubscribe), (vec!["inbox".into()], vec!["board".into()]));
    socket.say(r#"{"ping":3}"#).await;
    assert_eq!(socket.hear().await, json!({ "pong": 3 }));
    assert!(line.input.try_recv().is_err(), "a bare ping is answered at the edge");
}

#[tokio::test]
async fn a_stream_needs_a_session_and_our_own_page() {
    let (edge, address) = served().await;
    let own = format!("http://{address}");
    for (headers, status) in [
        (vec![("origin", own.as_str())], 401),
        (vec![COOKIE], 403),
        (vec![COOKIE, ("origin", "http://evil.test")], 403),
        (vec![COOKIE, ("origin", "null")], 403),
        (vec![("cookie", "madoguchi_session=session.system_admin.ja"), ("origin", &own)], 403),
    ] {
        let refused = connect(address, "/api/v1/stream", &headers).await.err();
        assert_eq!(refused, Some(status), "{headers:?}");
    }
    assert_eq!(edge.fake.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_bad_frame_ends_the_stream_with_the_reason() {
    let (edge, address) = served().await;
    let topics = vec!["x"; 201];
    let many = json!({ "subscribe": topics }).to_string();
    for (frame, code, word) in [
        (Message::text("{"), 1007, "no frame"),
        (Message::text(r#"{"subscribe":"inbox"}"#), 1007, "no frame"),
        (Message::binary(vec![1, 2]), 1003, "text"),
        (Message::text(many), 1008, "topics"),
        (Message::text("x".repeat(FRAME_BYTES_MAX + 1)), 1009, "large"),
    ] {
        let (mut socket, mut line) = open(&edge, address).await;
        socket.send(frame).await;
        let (got, reason) = socket.end().await;
        assert_eq!(got, code, "{reason}");
        assert!(reason.contains(word), "{reason}");
        assert!(line.input.recv().await.is_none(), "the line is let go");
    }
}

#[tokio::test]
async fn a_flood_of_frames_ends_the_stream() {
    let (edge, address) = served().await;
    let (mut socket, _line) = open(&edge, address).await;
    // Twice the burst: the machine would have to take ten seconds to make it a fair rate.
    for _ in 0..200 {
        socket.say(r#"{"subscribe":[]}"#).await;
    }
    assert_eq!(socket.end().await.0, 1008);
}

#[tokio::test]
async fn when_the_line_ends_the_desk_is_told_to_come_again() {
    let (edge, address) = served().await;
    let (mut socket, line) = open(&edge, address).await;
    drop(line);
    assert_eq!(socket.end().await.0, 1001);
}

#[tokio::test]
async fn a_person_has_so_many_streams_and_gets_them_back() {
    let (edge, address) = served().await;
    let origin = format!("http://{address}");
    let headers = [COOKIE, ("origin", origin.as_str())];
    let mut open_ones = Vec::new();
    for _ in 0..DESK_SOCKETS_PER_PERSON_MAX {
        open_ones.push(open(&edge, address).await);
    }
    assert_eq!(connect(address, "/api/v1/stream", &headers).await.err(), Some(429));
    let (socket, line) = open_ones.pop().unwrap();
    drop((socket, line));
    for _ in 0..100 {
        if connect(address, "/api/v1/stream", &headers).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place was not given back");
}

#[tokio::test]
async fn a_stream_does_not_outlive_its_session() {
    let (edge, address) = served().await;
    let (mut socket, _line) = open(&edge, address).await;
    let used = edge.fake.resolved.load(Ordering::Relaxed);
    edge.fake.signed_out.store(true, Ordering::Relaxed);
    pass(Duration::from_secs(31)).await;
    assert_eq!(socket.end().await.0, 4401);
    let after = edge.fake.resolved.load(Ordering::Relaxed);
    assert_eq!(after, used, "an open tab does not keep a session alive");
}

/// A client that neither reads nor leaves: its buffers fill, a write blocks, and it is let go.
#[tokio::test]
async fn a_client_that_does_not_read_is_dropped() {
    let (edge, address) = served().await;
    let (_socket, line) = open(&edge, address).await;
    let frame: api::stream::Frame = "x".repeat(1_000_000).into();
    let full = async { while line.frames.send(frame.clone()).await.is_ok() {} };
    let blocked = tokio::time::timeout(Duration::from_secs(2), full).await;
    assert!(blocked.is_err(), "the buffers end somewhere");
    assert!(!line.frames.is_closed(), "not yet");
    pass(Duration::from_secs(21)).await;
    tokio::time::timeout(Duration::from_secs(5), line.frames.closed()).await.unwrap();
}

/// A client whose machine sleeps: the connection stands, but no ping is answered.
#[tokio::test]
async fn a_client_that_is_silent_is_dropped() {
    let (edge, address) = served().await;
    let (_socket, line) = open(&edge, address).await;
    pass(Duration::from_secs(40)).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!line.frames.is_closed(), "not yet");
    pass(Duration::from_secs(6)).await;
    tokio::time::timeout(Duration::from_secs(5), line.frames.closed()).await.unwrap();
}
