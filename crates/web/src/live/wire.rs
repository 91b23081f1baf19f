//! What both sockets share: bounded writes, bounded silence, and a reason when they end.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use model::limits::{DESK_GONE_SECONDS, FRAMES_PER_SECOND, WRITE_BLOCKED_SECONDS_MAX};
use tokio::time::{Instant, timeout};

use crate::limits::{Bucket, Pace};

/// The writing half.
pub(crate) type Writer = SplitSink<WebSocket, Message>;
/// The reading half.
pub(crate) type Reader = SplitStream<WebSocket>;

/// How often a quiet client is pinged; its answer is what counts as a sign of life.
pub(crate) const PING: Duration = Duration::from_secs(25);
/// How long a client may be silent, its answers to pings included.
const SILENCE: Duration = Duration::from_secs(DESK_GONE_SECONDS as u64);
const BLOCKED: Duration = Duration::from_secs(WRITE_BLOCKED_SECONDS_MAX as u64);
/// How long the goodbye may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why a socket ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The client left or cannot be reached.
    Gone,
    /// We close it: code (RFC 6455 §7.4) and reason, at most 123 bytes.
    Close(u16, &'static str),
}

impl End {
    /// A frame that is none of the protocol's.
    pub(crate) const UNREADABLE: Self = Self::Close(1007, "this is no frame of the protocol");
    /// A frame that is not text.
    const BINARY: Self = Self::Close(1003, "frames are text");
    const TOO_LARGE: Self = Self::Close(1009, "the frame is too large");
    const TOO_MANY: Self = Self::Close(1008, "too many frames");
    const SILENT: Self = Self::Close(1001, "nothing was heard for too long");
    /// The server let go of the line, e.g. because it stops.
    pub(crate) const AWAY: Self = Self::Close(1001, "the line ended; connect again");
    /// The session is over: sign in again.
    pub(crate) const SIGNED_OUT: Self = Self::Close(4401, "the session is over");
    /// Something changed that the line was opened with.
    pub(crate) const REOPEN: Self = Self::Close(1012, "your permissions changed; connect again");
}

/// Writes one message; a client that blocks it for too long is given up.
pub(crate) async fn write(writer: &mut Writer, message: Message) -> Result<(), End> {
    match timeout(BLOCKED, writer.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Reads text frames, within the limits of rate, size and silence.
pub(crate) struct Ear {
    reader: Reader,
    pace: Pace,
    bucket: Bucket,
}

impl Ear {
    pub(crate) fn new(reader: Reader) -> Self {
        let pace = Pace::new(FRAMES_PER_SECOND * 10, Duration::from_secs(10));
        Self { reader, pace, bucket: Bucket::new(Instant::now()) }
    }

    /// The next text frame.
    pub(crate) async fn next(&mut self) -> Result<Utf8Bytes, End> {
        loop {
            let message = match timeout(SILENCE, self.reader.next()).await {
                Err(_) => return Err(End::SILENT),
                Ok(None) => return Err(End::Gone),
                Ok(Some(Err(error))) => return Err(broken(&error)),
                Ok(Some(Ok(message))) => message,
            };
            self.bucket.take(self.pace, Instant::now()).map_err(|_| End::TOO_MANY)?;
            match message {
                Message::Text(text) => return Ok(text),
                Message::Binary(_) => return Err(End::BINARY),
                Message::Close(_) => return Err(End::Gone),
                Message::Ping(_) | Message::Pong(_) => {}
            }
        }
    }

    /// Says why it ends, and waits shortly for the client to have heard it: closing with unread
    /// input in the buffer would throw the reason away.
    pub(crate) async fn part(mut self, mut writer: Writer, end: End) {
        let End::Close(code, reason) = end else { return };
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        let goodbye = async {
            writer.send(Message::Close(Some(frame))).await.ok();
            while let Some(Ok(_)) = self.reader.next().await {}
        };
        timeout(FAREWELL, goodbye).await.ok();
    }
}

fn broken(error: &axum::Error) -> End {
    let text = error.to_string();
    if text.contains("too long") {
        End::TOO_LARGE
    } else if text.contains("UTF-8") || text.contains("utf-8") {
        End::UNREADABLE
    } else {
        End::Gone
    }
}
