//! A visitor of a shop's page: the widget's protocol.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};

use super::PATIENCE;
use super::client::Client;
use super::socket::{Heard, Socket};

/// A visitor with an open chat.
#[derive(Debug)]
pub struct ChatSocket {
    server: SocketAddr,
    socket: Socket,
    /// The visitor's token.
    pub token: String,
    /// What the server said when the session began.
    pub session: Value,
}

impl ChatSocket {
    /// Begins a session with `start` (at least `channel`) and opens the stream.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open(server: SocketAddr, start: &Value) -> Self {
        let reply = Client::new(server).post("/chat/v1/sessions", start).await;
        let session = reply.good();
        let token = session["visitor"].as_str().unwrap_or_default().to_owned();
        let since = session["last"].as_i64().unwrap_or(0);
        let mut chat = Self::connect(server, token, since).await;
        chat.session = session;
        chat.hear("ready").await;
        chat
    }

    async fn connect(server: SocketAddr, token: String, since: i64) -> Self {
        let opened = Socket::open(server, "/chat/v1/stream", "").await;
        let mut socket = opened.unwrap_or_else(|status| panic!("the chat was refused: {status}"));
        socket.say(&json!({"t": "hello", "visitor": token, "since": since})).await;
        Self { server, socket, token, session: Value::Null }
    }

    /// The same visitor after a lost connection: replays what came after `since`; the messages
    /// are returned when the server is ready.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn reconnect(self, since: i64) -> (Self, Vec<Value>) {
        let Self { server, socket, token, session } = self;
        drop(socket);
        let mut chat = Self::connect(server, token, since).await;
        chat.session = session;
        let mut missed = Vec::new();
        loop {
            let frame = chat.next().await;
            match frame["t"].as_str() {
                Some("message") => missed.push(frame["m"].clone()),
                Some("ready") => return (chat, missed),
                _ => {}
            }
        }
    }

    /// Sends a message under an id of one's own, without waiting.
    pub async fn say(&mut self, cid: &str, text: &str) {
        self.frame(&json!({"t": "send", "cid": cid, "text": text, "files": []})).await;
    }

    /// Sends a frame.
    pub async fn frame(&mut self, frame: &Value) {
        self.socket.say(frame).await;
    }

    /// Sends a message and waits until it is durable; returns it.
    pub async fn send(&mut self, cid: &str, text: &str) -> Value {
        self.say(cid, text).await;
        let frame = self.event("the ack", |f| f["t"] == "ack" && f["cid"] == cid).await;
        frame["m"].clone()
    }

    /// The next frame of a kind; others are dropped.
    ///
    /// # Panics
    /// When it does not come within [`PATIENCE`].
    pub async fn hear(&mut self, kind: &str) -> Value {
        self.event(kind, |frame| frame["t"] == kind).await
    }

    /// The next frame that is wanted; others are dropped.
    ///
    /// # Panics
    /// When it does not come within [`PATIENCE`].
    pub async fn event(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Vec::new();
        loop {
            match self.socket.hear(PATIENCE).await {
                Heard::Frame(frame) if wanted(&frame) => return frame,
                Heard::Frame(frame) => seen.push(frame),
                Heard::Closed(code) => panic!("{what}: the chat was closed with {code}"),
                Heard::Silence => panic!("{what}: not heard, only {seen:?}"),
            }
        }
    }

    /// Everything that comes within a time.
    pub async fn listen(&mut self, time: Duration) -> Vec<Value> {
        let end = tokio::time::Instant::now() + time;
        let mut heard = Vec::new();
        while let Some(left) = end.checked_duration_since(tokio::time::Instant::now()) {
            match self.socket.hear(left).await {
                Heard::Frame(frame) => heard.push(frame),
                Heard::Closed(_) | Heard::Silence => break,
            }
        }
        heard
    }

    async fn next(&mut self) -> Value {
        self.event("a frame", |_| true).await
    }
}
