//! What a messenger is told.

use jiff::Timestamp;
use model::{InteractionId, MessageId};
use serde::Serialize;

/// Who wrote for the centre.
#[derive(Debug, Serialize)]
pub struct Author {
    /// Name.
    pub name: String,
}

/// A file of an answer.
#[derive(Debug, Serialize)]
pub struct SentFile {
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Where to fetch it; the address carries its signature.
    pub url: String,
}

/// An answer of the centre.
#[derive(Debug, Serialize)]
pub struct SentMessage {
    /// Its id here: the same twice is one message.
    pub id: MessageId,
    /// In which conversation.
    pub conversation: InteractionId,
    /// To whom: the messenger's own id.
    pub to: String,
    /// Who wrote it; absent when nobody did.
    pub author: Option<Author>,
    /// Text.
    pub text: String,
    /// Files.
    pub files: Vec<SentFile>,
}

/// A conversation that the centre ended.
#[derive(Debug, Serialize)]
pub struct Ended {
    /// Which.
    pub conversation: InteractionId,
    /// With whom: the messenger's own id.
    pub to: String,
}

/// A try of the connection; nobody wrote anything.
#[derive(Debug, Serialize)]
pub struct Ping {
    /// The channel's name.
    pub channel: String,
}

/// What a messenger is told.
#[derive(Debug, Serialize)]
#[serde(tag = "type", content = "data")]
pub enum Outbound {
    /// The centre wrote.
    #[serde(rename = "message.created")]
    Message(SentMessage),
    /// The centre ended a conversation.
    #[serde(rename = "conversation.ended")]
    Ended(Ended),
    /// A try.
    #[serde(rename = "ping")]
    Ping(Ping),
}

#[derive(Serialize)]
struct Whole<'a> {
    timestamp: Timestamp,
    #[serde(flatten)]
    told: &'a Outbound,
}

impl Outbound {
    /// The bytes to be signed and sent.
    #[must_use]
    pub fn bytes(&self, at: Timestamp) -> Vec<u8> {
        serde_json::to_vec(&Whole { timestamp: at, told: self }).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_shape_of_the_convention() {
        let told =
            Outbound::Ended(Ended { conversation: InteractionId::from_u128(1), to: "u".into() });
        let text = String::from_utf8(told.bytes(Timestamp::UNIX_EPOCH)).unwrap();
        let head = r#"{"timestamp":"1970-01-01T00:00:00Z","type":"conversation.ended","data":{"#;
        assert!(text.starts_with(head), "{text}");
    }
}
