//! What a messenger tells: somebody wrote, read, left, or could not be reached.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::MessageId;
use model::limits::{
    ATTACHMENT_BYTES_MAX, ATTACHMENTS_PER_MESSAGE_MAX, HOOK_BYTES_MAX, MESSAGE_CHARS_MAX,
    NAME_CHARS_MAX,
};
use serde::Deserialize;

use crate::text::{Text, mail_address};

/// Characters of an id of the messenger's.
const ID_CHARS_MAX: usize = 200;

/// What was told, as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "type")]
    kind: String,
    /// Stands in every webhook of the convention; when it arrived counts here.
    #[serde(default, rename = "timestamp")]
    _timestamp: Option<String>,
    data: serde_json::Value,
}

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The messenger's id of this person; never changes.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail address, as the person says.
    #[serde(default)]
    pub email: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    name: String,
    #[serde(default, rename = "mime")]
    _mime: Option<String>,
    content: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMessage {
    id: String,
    sender: Sender,
    #[serde(default)]
    text: String,
    #[serde(default)]
    files: Vec<RawFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnded {
    sender: Sender,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatus {
    message: MessageId,
    sender: Sender,
    #[serde(default)]
    reason: String,
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Name.
    pub name: String,
    /// Content.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// A message of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The messenger's id of it; the same twice is one message.
    pub id: String,
    /// Text.
    pub text: String,
    /// Files.
    pub files: Vec<File>,
}

/// A message of the centre that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Which.
    pub message: MessageId,
    /// Why, as the messenger says.
    pub reason: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookBody {
    /// Somebody wrote.
    Message(Message),
    /// Somebody has read up to a message of the centre.
    Read(MessageId),
    /// A message of the centre did not arrive.
    Failed(Unsent),
    /// Somebody left the conversation.
    Ended,
}

/// What a messenger tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// About whom.
    pub sender: Sender,
    /// What happened.
    pub body: HookBody,
}

/// Why a request is not taken; told to whoever sent it, and nothing was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which field.
    pub field: &'static str,
    /// What is wrong with it.
    pub text: Text,
}

/// Reads a request.
///
/// # Errors
/// [`Refused`]; never panics, whatever the bytes are.
pub fn read(body: &[u8]) -> Result<Hook, Refused> {
    if body.len() > HOOK_BYTES_MAX {
        let megabytes = HOOK_BYTES_MAX / (1024 * 1024);
        return Err(Refused {
            field: "body",
            text: Text::owned(
                format!("本文は{megabytes}MBまでです。"),
                format!("A request has at most {megabytes} MB."),
            ),
        });
    }
    let raw: Raw = serde_json::from_slice(body).map_err(|error| wrong("body", &error))?;
    let hook = match raw.kind.as_str() {
        "message.created" => message(data(raw.data)?)?,
        "message.read" => {
            let RawStatus { message, sender, .. } = data(raw.data)?;
            Hook { sender, body: HookBody::Read(message) }
        }
        "message.failed" => {
            let RawStatus { message, sender, reason } = data(raw.data)?;
            let reason = clean(&reason).chars().take(NAME_CHARS_MAX).collect();
            Hook { sender, body: HookBody::Failed(Unsent { message, reason }) }
        }
        "conversation.ended" => {
            let RawEnded { sender } = data(raw.data)?;
            Hook { sender, body: HookBody::Ended }
        }
        _ => {
            return Err(Refused {
                field: "type",
                text: Text::fixed(
                    "message.created、message.read、message.failed、conversation.ended のいずれかです。",
                    "One of message.created, message.read, message.failed, conversation.ended.",
                ),
            });
        }
    };
    Ok(Hook { sender: checked_sender(hook.sender)?, ..hook })
}

fn data<T: serde::de::DeserializeOwned>(data: serde_json::Value) -> Result<T, Refused> {
    serde_json::from_value(data).map_err(|error| wrong("data", &error))
}

fn wrong(field: &'static str, error: &serde_json::Error) -> Refused {
    Refused {
        field,
        text: Text::owned(format!("読み取れません({error})。"), format!("Not readable: {error}.")),
    }
}

fn checked_sender(sender: Sender) -> Result<Sender, Refused> {
    if !is_id(&sender.id) {
        return Err(no_id("data.sender.id"));
    }
    let name = sender.name.map(|name| clean(&name).replace('\n', " ").trim().to_owned());
    let name = name.map(|name| name.chars().take(NAME_CHARS_MAX).collect::<String>());
    let email = sender.email.as_deref().and_then(mail_address);
    Ok(Sender { id: sender.id, name: name.filter(|name| !name.is_empty()), email })
}

fn is_id(id: &str) -> bool {
    let chars = id.chars().count();
    (1..=ID_CHARS_MAX).contains(&chars) && !id.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn no_id(field: &'static str) -> Refused {
    Refused {
        field,
        text: Text::owned(
            format!("1〜{ID_CHARS_MAX}文字の、空白を含まないIDを指定してください。"),
            format!("An id of 1 to {ID_CHARS_MAX} characters without white space."),
        ),
    }
}

/// Line breaks as everywhere here, no other control characters.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn message(raw: RawMessage) -> Result<Hook, Refused> {
    if !is_id(&raw.id) {
        return Err(no_id("data.id"));
    }
    let text = clean(&raw.text).trim_end().to_owned();
    let chars = text.chars().count();
    if chars > MESSAGE_CHARS_MAX {
        return Err(Refused {
            field: "data.text",
            text: Text::owned(
                format!("本文は{MESSAGE_CHARS_MAX}文字以内です(現在{chars}文字)。"),
                format!("At most {MESSAGE_CHARS_MAX} characters ({chars} now)."),
            ),
        });
    }
    if text.trim().is_empty() && raw.files.is_empty() {
        return Err(Refused {
            field: "data.text",
            text: Text::fixed("本文かファイルが必要です。", "A text or a file is needed."),
        });
    }
    if raw.files.len() > ATTACHMENTS_PER_MESSAGE_MAX {
        return Err(Refused {
            field: "data.files",
            text: Text::owned(
                format!("添付は{ATTACHMENTS_PER_MESSAGE_MAX}件までです。"),
                format!("At most {ATTACHMENTS_PER_MESSAGE_MAX} files."),
            ),
        });
    }
    let files = raw.files.into_iter().map(file).collect::<Result<Vec<_>, _>>()?;
    let message = Message { id: raw.id, text, files };
    Ok(Hook { sender: raw.sender, body: HookBody::Message(message) })
}

fn file(raw: RawFile) -> Result<File, Refused> {
    let content = STANDARD.decode(raw.content.as_bytes()).map_err(|_| Refused {
        field: "data.files.content",
        text: Text::fixed(
            "Base64として読み取れないファイルがあります。",
            "A file's content is no Base64.",
        ),
    })?;
    if content.is_empty() || content.len() > ATTACHMENT_BYTES_MAX {
        let megabytes = ATTACHMENT_BYTES_MAX / (1024 * 1024);
        return Err(Refused {
            field: "data.files.content",
            text: Text::owned(
                format!("ファイルは空でなく、1件{megabytes}MBまでです。"),
                format!("A file is not empty and has at most {megabytes} MB."),
            ),
        });
    }
    Ok(File { name: raw.name, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(body: &str) -> &'static str {
        read(body.as_bytes()).unwrap_err().field
    }

    #[test]
    fn a_message_is_read_with_its_sender_and_files() {
        let body = r#"{"type":"message.created","timestamp":"2026-11-23T00:00:00Z","data":{
            "id":"m-1","sender":{"id":"u-1","name":" 花\n子 ","email":"Hana@Example.jp"},
            "text":"写真\r\nです\u0000","files":[{"name":"a.txt","mime":"text/plain","content":"aGFuYQ=="}]}}"#;
        let hook = read(body.as_bytes()).unwrap();
        assert_eq!(hook.sender.name.as_deref(), Some("花 子"));
        assert_eq!(hook.sender.email.as_deref(), Some("hana@example.jp"));
        let HookBody::Message(message) = hook.body else { panic!("no message") };
        assert_eq!(
            (message.text.as_str(), message.files[0].content.as_slice()),
            ("写真\nです", &b"hana"[..])
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = |data: &str| format!(r#"{{"type":"message.created","data":{data}}}"#);
        assert_eq!(refused("{"), "body");
        assert_eq!(refused(r#"{"type":"x","data":{}}"#), "type");
        assert_eq!(refused(&message("{}")), "data");
        assert_eq!(refused(&message(r#"{"id":"","sender":{"id":"u"},"text":"a"}"#)), "data.id");
        assert_eq!(
            refused(&message(r#"{"id":"m","sender":{"id":"u 1"},"text":"a"}"#)),
            "data.sender.id"
        );
        assert_eq!(refused(&message(r#"{"id":"m","sender":{"id":"u"},"text":" "}"#)), "data.text");
        let file = r#"{"id":"m","sender":{"id":"u"},"files":[{"name":"a","content":"%"}]}"#;
        assert_eq!(refused(&message(file)), "data.files.content");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in any::<String>()) {
            let _ = read(&bytes);
            let data = serde_json::json!({"type": "message.created", "data": {
                "id": "m", "sender": {"id": "u", "name": text, "email": text}, "text": text,
            }});
            if let Ok(Hook { body: HookBody::Message(message), sender }) = read(data.to_string().as_bytes()) {
                prop_assert!(!message.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
                prop_assert!(sender.name.is_none_or(|name| !name.contains('\n') && !name.is_empty()));
            }
        }
    }
}
