//! The chat protocol as far as an actor needs it, written from its description alone: types of the
//! server would hide a server that does not keep to it.

use serde::Deserialize;

/// Answer of `POST /chat/v1/sessions`.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub(super) visitor: String,
    pub(super) last: i64,
}

/// Answer of `POST /chat/v1/uploads`.
#[derive(Debug, Deserialize)]
pub(super) struct Uploaded {
    pub(super) id: String,
}

/// A message.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) n: i64,
    pub(super) from: String,
}

/// A frame of the server.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Frame {
    Ready {
        last: i64,
        state: String,
    },
    Ack {
        cid: String,
        m: Message,
    },
    Message {
        m: Message,
    },
    State {
        state: String,
    },
    Refused {
        cid: String,
        code: String,
        retry_after: Option<u64>,
    },
    Resync,
    /// Typing, read marks, pongs, and whatever comes in later versions.
    #[serde(other)]
    Other,
}
