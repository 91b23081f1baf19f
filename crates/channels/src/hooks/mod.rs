//! The API channel: a messenger of one's own, attached by signed webhooks in both directions
//! (Standard Webhooks); outgoing webhooks are signed and sent by the same code. `docs/api-channel.md` is its contract; here is how it is signed, read and
//! written. The client at the end is the only part that touches the network.

mod client;
mod outbound;
mod read;
mod redact;
mod sign;

pub use crate::http::endpoint;
pub use client::{HookError, Reply, Target, post, send};
pub use outbound::{Author, Ended, Outbound, Ping, SentFile, SentMessage};
pub use read::{File, Hook, HookBody, Message, Refused, Sender, Unsent, read};
pub use redact::redact;
pub use sign::{SignatureError, secret, sign, verify};

/// The setting with the address that is told what the centre does.
pub const ENDPOINT: &str = "endpoint";
