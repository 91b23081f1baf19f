//! What a mail is to the rest of Madoguchi.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A person or organisation as a mail header names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mailbox {
    /// The name as it is to be shown, if there is one.
    pub name: Option<String>,
    /// The address as it was written (its domain may be in any case).
    pub address: String,
}

/// A mail that came in, readable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InboundMail {
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// References as they stood, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Who wrote it; `None` when no header tells.
    pub from: Option<Mailbox>,
    /// Where answers should go, when not to the writer.
    pub reply_to: Vec<Mailbox>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// Addresses the mail was really delivered to, as mail servers noted them.
    pub delivered_to: Vec<String>,
    /// The subject, decoded, one line; empty when there is none.
    pub subject: String,
    /// When it says it was written; `None` when missing or impossible.
    pub date: Option<Timestamp>,
    /// The whole text: the plain parts, or the HTML turned into text. Line ends are `\n`.
    pub text: String,
    /// The text without quoted history and signature, as far as they can be told apart.
    pub new_text: String,
    /// The HTML, sanitised; `None` when there is none.
    pub html: Option<String>,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// Set when no person wrote it.
    pub automatic: Option<Automatic>,
    /// Value of the loop header (`automatic::LOOP_HEADER`): which Madoguchi channel sent the mail.
    /// When it is one's own, the mail has come back, whoever wrote it.
    pub loop_marker: Option<String>,
}

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, safe to show and to offer for saving; made up when the mail gave none.
    pub name: String,
    /// `type/subtype` as the sender claims it, lower case.
    pub mime: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Content-ID without angle brackets; the HTML refers to it as `cid:`.
    pub content_id: Option<String>,
    /// Whether the sender meant it to be shown inside the text.
    pub inline: bool,
}

/// Why a mail is taken to be written by a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Automatic {
    /// An answering machine: out of office, receipt confirmations (RFC 3834).
    AutoReply,
    /// A delivery report about a mail that could not be delivered (RFC 3464 or a bare bounce).
    Bounce {
        /// The address that failed.
        failed_recipient: Option<String>,
        /// Enhanced status code (RFC 3463) such as `5.1.1`; a class of 4 is only a delay.
        status: Option<String>,
        /// Message-ID of the mail that failed, without angle brackets.
        original_message_id: Option<String>,
    },
    /// From a mailing list or a bulk sender.
    MailingList,
    /// An automatic mail of a Madoguchi that has come back, or talks to another one.
    Loop,
}

/// Why raw bytes could not be made into an [`InboundMail`]. The bytes become a work item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unparseable {
    /// Nothing that could be called a header.
    #[error("the message has no header")]
    NoHeader,
    /// Neither a sender nor anything to read.
    #[error("the message has neither a sender nor a readable body")]
    NothingToRead,
    /// Over `model::limits::MAIL_BYTES_MAX`.
    #[error("the message has {bytes} bytes, more than allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Over `model::limits::MIME_PARTS_MAX`.
    #[error("the message has more parts than allowed")]
    TooManyParts,
    /// Over `model::limits::MIME_DEPTH_MAX`.
    #[error("the parts of the message are nested deeper than allowed")]
    TooDeep,
    /// A header field or the sum of them is over the limit.
    #[error("the header of the message is longer than allowed")]
    HeaderTooLong,
}

impl Unparseable {
    /// A stable word for the reason, for logs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoHeader => "no_header",
            Self::NothingToRead => "nothing_to_read",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyParts => "too_many_parts",
            Self::TooDeep => "too_deep",
            Self::HeaderTooLong => "header_too_long",
        }
    }
}
