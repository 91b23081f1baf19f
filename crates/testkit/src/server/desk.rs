//! A desk's live stream.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};

use super::PATIENCE;
use super::socket::{Heard, Socket};

/// An open live stream; remembers what it heard until somebody asks for it.
#[derive(Debug)]
pub struct DeskSocket {
    socket: Socket,
    events: VecDeque<Value>,
    /// Log position of the last frame.
    pub seq: i64,
}

impl DeskSocket {
    pub(super) async fn open(server: SocketAddr, query: &str, cookie: &str) -> Result<Self, u16> {
        let socket = Socket::open(server, &format!("/api/v1/stream{query}"), cookie).await?;
        Ok(Self { socket, events: VecDeque::new(), seq: 0 })
    }

    /// Follows topics; returns when the server has dealt with the wish, with those it refused.
    pub async fn follow(&mut self, topics: &[&str]) -> Vec<String> {
        self.socket.say(&json!({"subscribe": topics})).await;
        self.socket.say(&json!({"ping": 1})).await;
        let mut refused = Vec::new();
        // The edge answers pings itself, so a refusal may come a moment after the pong.
        let mut patience = PATIENCE;
        loop {
            match self.socket.hear(patience).await {
                Heard::Frame(frame) if frame.get("refused").is_some() => {
                    refused.push(frame["refused"].as_str().unwrap_or_default().to_owned());
                }
                Heard::Frame(frame) if frame.get("pong").is_some() => {
                    patience = Duration::from_millis(300);
                }
                Heard::Frame(frame) => self.keep(&frame),
                Heard::Closed(code) => panic!("the stream was closed with {code}"),
                Heard::Silence => return refused,
            }
        }
    }

    /// The next event that is wanted; others are dropped.
    ///
    /// # Panics
    /// When it does not come within [`PATIENCE`].
    pub async fn event(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Vec::new();
        loop {
            while let Some(event) = self.events.pop_front() {
                if wanted(&event) {
                    return event;
                }
                seen.push(event["type"].clone());
            }
            match self.socket.hear(PATIENCE).await {
                Heard::Frame(frame) => self.keep(&frame),
                Heard::Closed(code) => panic!("{what}: the stream was closed with {code}"),
                Heard::Silence => panic!("{what}: not heard, only {seen:?}"),
            }
        }
    }

    /// The next event of a type.
    ///
    /// # Panics
    /// As [`DeskSocket::event`].
    pub async fn hear(&mut self, kind: &str) -> Value {
        self.event(kind, |event| event["type"] == kind).await
    }

    /// Everything that comes within a time.
    pub async fn listen(&mut self, time: Duration) -> Vec<Value> {
        let end = tokio::time::Instant::now() + time;
        while let Some(left) = end.checked_duration_since(tokio::time::Instant::now()) {
            match self.socket.hear(left).await {
                Heard::Frame(frame) => self.keep(&frame),
                Heard::Closed(_) | Heard::Silence => break,
            }
        }
        self.events.drain(..).collect()
    }

    fn keep(&mut self, frame: &Value) {
        self.seq = frame["seq"].as_i64().unwrap_or(self.seq).max(self.seq);
        if let Some(events) = frame["events"].as_array() {
            self.events.extend(events.iter().cloned());
        }
    }
}
