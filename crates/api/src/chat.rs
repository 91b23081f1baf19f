//! The web chat as the widget sees it. The protocol is described in `docs/web-chat-protocol.md`.

use jiff::Timestamp;
use model::{AttachmentId, InteractionId, MessageId, TenantId, VisitorId, text_enum};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use utoipa::ToSchema;

use crate::caller::Locale;
use crate::file::FileView;

/// A visitor's browser after its token was checked.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The tenant whose channel it came through.
    pub tenant: TenantId,
    /// The browser.
    pub id: VisitorId,
    /// The channel.
    pub channel: model::ChannelId,
    /// The language of texts.
    pub locale: Locale,
}

/// Begins or resumes a visitor's session.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ChatStart {
    /// The key of the embedded script.
    pub channel: String,
    /// The token of an earlier answer.
    pub visitor: Option<String>,
    /// Who it is, signed by the shop.
    pub identity: Option<String>,
    /// Language of the widget.
    pub locale: Option<String>,
    /// Where the widget stands.
    pub page: Option<ChatPage>,
    /// What the visitor says about themselves; claimed, never proof.
    pub contact: Option<ChatContact>,
}

/// The page a widget stands on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatPage {
    /// Address.
    pub url: String,
    /// Title.
    #[serde(default)]
    pub title: String,
}

/// What a visitor says about themselves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatContact {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

text_enum! {
    /// Where a visitor's conversation stands.
    ChatState {
        /// None begun.
        None = "none",
        /// Nobody has answered yet.
        Waiting = "waiting",
        /// An agent has it.
        Active = "active",
        /// Over; the next word begins another.
        Ended = "ended",
    }
}

/// A visitor's session.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatSession {
    /// Keep it; it is another one when the browser changed hands.
    pub visitor: String,
    /// The latest messages, oldest first.
    pub messages: Vec<ChatMessage>,
    /// The highest number of them; 0 when there are none.
    pub last: i64,
    /// Whether there are older messages.
    pub more: bool,
    /// Where the conversation stands.
    pub state: ChatState,
    /// Who answers.
    pub agent: Option<String>,
    /// Who the visitor is known to be.
    pub identified: Option<Identified>,
    /// How the widget looks and what it takes.
    pub config: ChatConfig,
    /// Set while nobody is there.
    pub closed: Option<ChatClosed>,
}

/// Nobody is there now, and what a visitor can do meanwhile. To write is always possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatClosed {
    /// When somebody will be there again, if that is known.
    pub opens_at: Option<Timestamp>,
    /// The centre's own words; empty when it has none.
    pub text: String,
    /// An address that can be written to.
    pub email: Option<String>,
}

/// Who a visitor is known to be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Identified {
    /// Name.
    pub name: String,
}

/// How the widget looks and what it takes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatConfig {
    /// Heading.
    pub title: String,
    /// First words.
    pub greeting: String,
    /// Accent colour, `#rrggbb`.
    pub accent: String,
    /// Language when the page does not say.
    pub locale_default: Locale,
    /// Characters of one message.
    pub max_chars: usize,
    /// Files of one message.
    pub max_files: usize,
    /// What may be uploaded.
    pub upload: UploadLimits,
    /// Whether to ask for name and address first.
    pub ask_contact: bool,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// What may be uploaded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub max_bytes: usize,
    /// Media types.
    pub types: Vec<String>,
}

/// One message as the visitor sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatMessage {
    /// Its number: increasing, with gaps.
    pub n: i64,
    /// Its id.
    pub id: MessageId,
    /// The visitor's own id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
    /// `customer`, `agent`, `system`.
    pub from: String,
    /// The agent's name; in a line of the system whom it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which line of the system it is, for a widget that has words of its own for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Text.
    pub text: String,
    /// Files.
    pub files: Vec<FileView>,
    /// When.
    pub at: Timestamp,
}

/// Older messages.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatHistory {
    /// Oldest first.
    pub messages: Vec<ChatMessage>,
    /// Whether there are older ones.
    pub more: bool,
}

/// A frame from the widget.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ChatIn {
    /// First frame.
    Hello {
        /// The visitor's token.
        visitor: String,
        /// The highest number it has.
        #[serde(default)]
        since: i64,
    },
    /// A message.
    Send {
        /// The visitor's own id (UUID).
        cid: String,
        /// Text.
        #[serde(default)]
        text: String,
        /// Uploaded files.
        #[serde(default)]
        files: Vec<AttachmentId>,
    },
    /// The visitor types.
    Typing,
    /// The visitor has read up to a number.
    Read {
        /// The number.
        n: i64,
    },
    /// The visitor ends the conversation.
    End,
    /// Still there?
    Ping,
}

/// A frame to the widget.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ChatOut {
    /// Everything missed was sent.
    Ready {
        /// The highest number.
        last: i64,
        /// Where the conversation stands.
        state: ChatState,
        /// Who answers.
        agent: Option<String>,
    },
    /// A message is durable.
    Ack {
        /// The visitor's own id.
        cid: String,
        /// The message.
        m: ChatMessage,
    },
    /// A message.
    Message {
        /// The message.
        m: ChatMessage,
    },
    /// The agent types.
    Typing {
        /// Who.
        name: String,
    },
    /// The agent has seen up to a number.
    Read {
        /// The number.
        n: i64,
    },
    /// The conversation stands elsewhere.
    State {
        /// Where.
        state: ChatState,
        /// Who answers.
        agent: Option<String>,
    },
    /// A message was refused.
    Refused {
        /// The visitor's own id.
        cid: String,
        /// Stable code.
        code: String,
        /// In the visitor's language.
        title: String,
        /// Seconds to wait, when waiting helps.
        retry_after: Option<u32>,
    },
    /// Begin again with `POST /chat/v1/sessions`.
    Resync,
    /// Still here.
    Pong,
}

/// A message of a visitor before it is stored.
#[derive(Clone, Debug)]
pub struct ChatSend {
    /// The visitor's own id.
    pub cid: String,
    /// Text.
    pub text: String,
    /// Uploaded files.
    pub files: Vec<AttachmentId>,
}

/// A visitor's live line: what was missed, then what happens.
pub struct ChatLine {
    /// Frames to send, in order; the first ones replay what was missed.
    pub frames: mpsc::Receiver<ChatOut>,
    /// The interaction it follows, when there is one.
    pub interaction: Option<InteractionId>,
}

/// A page's request for a demo member's identity.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct DemoMember {
    /// Which member.
    pub member: String,
}

/// A demo member's signed identity.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DemoIdentity {
    /// For `data-identity`.
    pub identity: String,
}
