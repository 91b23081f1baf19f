//! A visitor's line to the server: survives lost connections without losing or doubling anything.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::super::Stage;
use super::super::backoff::Backoff;
use super::super::error::ActorError;
use super::super::http::read;
use super::super::socket::Socket;
use super::wire::{Frame, Session};
use crate::dice::Dice;

const PING: &str = r#"{"t":"ping"}"#;
/// How long a message may go unacknowledged before it is sent again.
const ACK: Duration = Duration::from_secs(15);
const HELLO: Duration = Duration::from_secs(15);
const TRIES: u32 = 6;

/// How a wait for the agent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waited {
    Answered,
    Ended,
    Nothing,
}

/// The line; `socket` is `None` while the connection is lost.
pub(super) struct Line {
    stage: Arc<Stage>,
    dice: Dice,
    visitor: String,
    socket: Option<Socket>,
    /// Highest number that arrived.
    since: i64,
    /// Highest number that was marked as read.
    read: i64,
    /// Answers of agents that nobody has looked at yet.
    answers: u32,
    acknowledged: Option<String>,
    ended: bool,
}

impl Line {
    pub(super) async fn open(
        stage: Arc<Stage>,
        session: Session,
        seed: u64,
    ) -> Result<Self, ActorError> {
        let mut line = Self {
            stage,
            dice: Dice::new(seed, 12),
            visitor: session.visitor,
            socket: None,
            since: session.last,
            read: session.last,
            answers: 0,
            acknowledged: None,
            ended: false,
        };
        line.connect().await?;
        Ok(line)
    }

    pub(super) fn visitor(&self) -> &str {
        &self.visitor
    }

    /// Loses the connection without a word, as phones do.
    pub(super) fn lose(&mut self) {
        self.socket = None;
    }

    pub(super) async fn close(self) {
        if let Some(socket) = self.socket {
            socket.close().await;
        }
    }

    /// Connects until it works or `TRIES` are used up.
    async fn connect(&mut self) -> Result<(), ActorError> {
        let mut backoff = Backoff::new();
        for attempt in 1.. {
            match self.connect_once().await {
                Ok(()) => break,
                Err(error) if attempt >= TRIES => return Err(error),
                Err(error) => sleep(backoff.failed(&error)).await,
            }
        }
        Ok(())
    }

    async fn connect_once(&mut self) -> Result<(), ActorError> {
        let url = self.stage.client.socket_url("/chat/v1/stream");
        let origin = self.stage.client.base().to_owned();
        let headers = [(tokio_tungstenite::tungstenite::http::header::ORIGIN, origin.as_str())];
        let mut socket = Socket::open(&url, &headers, PING).await?;
        let hello = json!({ "t": "hello", "visitor": self.visitor, "since": self.since });
        socket.say(hello.to_string()).await?;
        let deadline = Instant::now() + HELLO;
        loop {
            let text = socket.hear(deadline).await?;
            let text = text.ok_or(ActorError::Unexpected("no ready after hello"))?;
            let frame = serde_json::from_str(&text)?;
            if matches!(frame, Frame::Resync) {
                self.begin_again().await?;
                return Err(ActorError::Unexpected("resync"));
            }
            let ready = matches!(frame, Frame::Ready { .. });
            self.take(frame)?;
            if ready {
                self.socket = Some(socket);
                return Ok(());
            }
        }
    }

    /// The server asks for a new session.
    async fn begin_again(&mut self) -> Result<(), ActorError> {
        let body = json!({
            "channel": self.stage.channel_key,
            "visitor": self.visitor,
            "locale": "ja",
        });
        let request = self.stage.client.request(Method::POST, "/chat/v1/sessions").json(&body);
        let session: Session = read(request).await?;
        if session.visitor != self.visitor {
            self.since = 0;
        }
        self.visitor = session.visitor;
        Ok(())
    }

    fn take(&mut self, frame: Frame) -> Result<(), ActorError> {
        match frame {
            Frame::Message { m } => {
                // A replay may repeat what is known already.
                if m.n > self.since && m.from == "agent" {
                    self.answers += 1;
                }
                self.since = self.since.max(m.n);
            }
            Frame::Ack { cid, m } => {
                self.since = self.since.max(m.n);
                self.acknowledged = Some(cid);
            }
            Frame::Ready { last, state } => {
                self.since = self.since.max(last);
                self.ended = state == "ended";
            }
            Frame::State { state } => self.ended = state == "ended",
            Frame::Refused { cid, code, retry_after } => {
                tracing::debug!(cid, code, "chat message refused");
                return Err(ActorError::Refused { status: 0, code, retry_after });
            }
            Frame::Resync => self.socket = None,
            Frame::Other => {}
        }
        Ok(())
    }

    /// Hears one frame; a lost connection is made again. `false` when time is up.
    async fn step(&mut self, deadline: Instant) -> Result<bool, ActorError> {
        let Some(socket) = &mut self.socket else {
            sleep(self.stage.pace.between(&mut self.dice, 1, 8)).await;
            self.connect().await?;
            return Ok(true);
        };
        match socket.hear(deadline).await {
            Ok(Some(text)) => {
                self.take(serde_json::from_str(&text)?)?;
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) => {
                tracing::debug!(%error, "chat connection lost");
                self.socket = None;
                Ok(true)
            }
        }
    }

    /// Lets time pass while listening.
    pub(super) async fn pass(&mut self, time: Duration) -> Result<(), ActorError> {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline && self.step(deadline).await? {}
        Ok(())
    }

    /// Waits until an agent has answered or the conversation is over.
    pub(super) async fn await_answer(&mut self, patience: Duration) -> Result<Waited, ActorError> {
        let deadline = Instant::now() + patience;
        loop {
            if self.answers > 0 {
                self.answers = 0;
                return Ok(Waited::Answered);
            }
            if self.ended {
                return Ok(Waited::Ended);
            }
            if Instant::now() >= deadline || !self.step(deadline).await? {
                return Ok(Waited::Nothing);
            }
        }
    }

    /// Sends a message until it is durable: the same id again after every interruption.
    pub(super) async fn send(&mut self, text: &str, files: &[String]) -> Result<(), ActorError> {
        let cid = uuid::Builder::from_random_bytes(self.dice.bytes16()).into_uuid().to_string();
        let frame = json!({ "t": "send", "cid": cid, "text": text, "files": files });
        let mut backoff = Backoff::new();
        let mut last = ActorError::Unexpected("no acknowledgement");
        for _ in 0..TRIES {
            match self.try_send(&cid, &frame).await {
                Ok(true) => {
                    self.ended = false;
                    return Ok(());
                }
                Ok(false) => self.socket = None,
                Err(error) => {
                    sleep(backoff.failed(&error)).await;
                    last = error;
                }
            }
        }
        Err(last)
    }

    async fn try_send(&mut self, cid: &str, frame: &Value) -> Result<bool, ActorError> {
        if self.socket.is_none() {
            self.connect().await?;
        }
        if !self.say(frame).await {
            return Ok(false);
        }
        let deadline = Instant::now() + ACK;
        while self.acknowledged.as_deref() != Some(cid) {
            if self.socket.is_none() || !self.step(deadline).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Says something on the open connection; `false` when there is none (any more).
    async fn say(&mut self, frame: &Value) -> bool {
        let Some(socket) = &mut self.socket else { return false };
        let said = socket.say(frame.to_string()).await;
        if said.is_err() {
            self.socket = None;
        }
        said.is_ok()
    }

    /// Tells that the customer types; lost ones do not matter.
    pub(super) async fn typing(&mut self) {
        self.say(&json!({ "t": "typing" })).await;
    }

    /// Marks everything that came as read.
    pub(super) async fn mark_read(&mut self) {
        if self.since > self.read && self.say(&json!({ "t": "read", "n": self.since })).await {
            self.read = self.since;
        }
    }

    /// Ends the conversation.
    pub(super) async fn end(&mut self) -> Result<(), ActorError> {
        if self.socket.is_none() {
            self.connect().await?;
        }
        self.say(&json!({ "t": "end" })).await;
        self.pass(Duration::from_millis(200)).await
    }
}
