//! The desk's stream: frames of the line go out as they come, the desk's frames go in.

use std::time::Duration;

use api::Caller;
use api::ports::Origin;
use api::stream::{DeskFrame, DeskLine, Frame};
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::StreamExt as _;
use model::UserId;
use model::limits::TOPICS_PER_CLIENT_MAX;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::wire::{Ear, End, PING, Writer, write};
use crate::limits::Seat;
use crate::state::Web;

/// How often the session behind an open stream is looked at again.
const RECHECK: Duration = Duration::from_secs(30);
/// Answers to pings that may wait to be written.
const PONGS_MAX: usize = 16;

/// Who a stream belongs to.
pub(crate) struct Desk {
    pub(crate) web: Web,
    pub(crate) by: Caller,
    pub(crate) token: String,
    pub(crate) origin: Origin,
    /// Held for as long as the stream is open.
    pub(crate) seat: Seat<UserId>,
}

/// Serves one stream until either side ends it.
pub(crate) async fn run(desk: Desk, line: DeskLine, socket: WebSocket) {
    let _open = desk.web.config.traffic.opened("desk");
    let (mut writer, reader) = socket.split();
    let mut ear = Ear::new(reader);
    let (pongs, answers) = mpsc::channel(PONGS_MAX);
    let end = tokio::select! {
        end = outward(&desk.web, &mut writer, line.frames, answers) => end,
        end = inward(&mut ear, line.input, pongs) => end,
        end = desk.watch() => end,
    };
    tracing::debug!(user = %desk.by.user, ?end, "desk stream ended");
    ear.part(writer, end).await;
    drop(desk.seat);
}

/// Writes: the build first, then frames, answers and pings.
async fn outward(
    web: &Web,
    writer: &mut Writer,
    mut frames: mpsc::Receiver<Frame>,
    mut answers: mpsc::Receiver<Utf8Bytes>,
) -> End {
    let hello = serde_json::json!({ "version": web.config.version }).to_string();
    let mut next = Message::Text(hello.into());
    let mut pings = interval_at(Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if let Err(end) = write(writer, next).await {
            return end;
        }
        next = tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => Message::Text(Utf8Bytes::from(&*frame)),
                None => return End::AWAY,
            },
            Some(answer) = answers.recv() => Message::Text(answer),
            _ = pings.tick() => Message::Ping(Bytes::new()),
        };
    }
}

/// Reads: pings are answered here, everything else goes to the line.
async fn inward(
    ear: &mut Ear,
    input: mpsc::Sender<DeskFrame>,
    pongs: mpsc::Sender<Utf8Bytes>,
) -> End {
    loop {
        let text = match ear.next().await {
            Ok(text) => text,
            Err(end) => return end,
        };
        let Ok(mut frame) = serde_json::from_str::<DeskFrame>(&text) else {
            return End::UNREADABLE;
        };
        if frame.subscribe.len() + frame.unsubscribe.len() > TOPICS_PER_CLIENT_MAX {
            return End::Close(1008, "too many topics");
        }
        if let Some(ping) = frame.ping.take() {
            let pong = serde_json::json!({ "pong": ping }).to_string();
            // When so many wait, the client does not read; the writer will notice.
            pongs.try_send(pong.into()).ok();
        }
        let empty =
            frame.subscribe.is_empty() && frame.unsubscribe.is_empty() && frame.typing.is_none();
        if !empty && input.send(frame).await.is_err() {
            return End::AWAY;
        }
    }
}

impl Desk {
    /// Ends the stream when the session does, or when the person may do other things than at its
    /// beginning: a stream must not outlive a sign-out or a dismissal.
    async fn watch(&self) -> End {
        loop {
            tokio::time::sleep(RECHECK).await;
            match self.web.ports.accounts.peek(&self.token, &self.origin).await {
                Ok(None) => return End::SIGNED_OUT,
                Ok(Some(now)) if now.roles != self.by.roles => return End::REOPEN,
                // Not being able to look is no reason to cut everybody off.
                Ok(Some(_)) | Err(_) => {}
            }
        }
    }
}
