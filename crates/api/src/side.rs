//! Conversations with people outside about a case (社外への問い合わせ), and the address book of
//! those people. The customer sees nothing of them.

use jiff::Timestamp;
use model::{
    AttachmentId, CaseId, ChannelId, MessageId, PartnerId, SideId, SideState, SideWay, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::{MailAddress, Message};

/// A conversation with somebody outside about a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Side {
    /// Its id.
    pub id: SideId,
    /// About which case.
    pub case: CaseId,
    /// The mailbox through which it goes.
    pub channel: ChannelId,
    /// Subject.
    pub subject: String,
    /// To whom it goes.
    pub to: Vec<MailAddress>,
    /// Where it stands.
    pub state: SideState,
    /// Who began it.
    pub started_by: UserId,
    /// When it began.
    pub started_at: Timestamp,
    /// Since when an answer is waited for.
    pub waiting_since: Option<Timestamp>,
    /// When something was last said in it.
    pub last_at: Option<Timestamp>,
    /// When the case's owner is called if there is no answer.
    pub remind_at: Option<Timestamp>,
    /// Whether an answer ends the hold of the case.
    pub wakes: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A conversation with what was said in it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SideThread {
    /// The conversation.
    pub side: Side,
    /// Its mails, oldest first; of very many, the newest.
    pub messages: Vec<Message>,
}

/// What a note of such a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SideMark {
    /// Which conversation.
    pub id: SideId,
    /// Which way it went.
    pub way: SideWay,
    /// It came from an address that was not asked.
    #[serde(default)]
    pub stranger: bool,
}

/// What goes along with a mail to somebody outside. Nothing of the customer's does that is not named
/// here.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enclosed {
    /// Files that were uploaded for it.
    #[serde(default)]
    pub files: Vec<AttachmentId>,
    /// Files of the case's messages.
    #[serde(default)]
    pub case_files: Vec<AttachmentId>,
    /// Messages of the case that are quoted under the text, oldest first.
    #[serde(default)]
    pub quotes: Vec<MessageId>,
}

/// A conversation to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSide {
    /// The mailbox through which it goes.
    pub channel: ChannelId,
    /// To whom.
    pub to: Vec<String>,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// What goes along.
    #[serde(default)]
    pub enclosed: Enclosed,
    /// When the case's owner is called if there is no answer.
    #[serde(default)]
    pub remind_at: Option<Timestamp>,
    /// Puts the case off until the answer is there, and until this instant at the latest.
    #[serde(default)]
    pub hold_until: Option<Timestamp>,
    /// The sender's own id; sending it twice has no effect twice.
    pub client_id: String,
}

/// A further mail in a conversation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideWords {
    /// Text.
    pub text: String,
    /// What goes along.
    #[serde(default)]
    pub enclosed: Enclosed,
    /// The sender's own id; sending it twice has no effect twice.
    pub client_id: String,
}

/// What is to change of a conversation; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideChange {
    /// Whether nothing more is expected of it.
    #[serde(default)]
    pub closed: Option<bool>,
    /// When the case's owner is called if there is no answer; `null` for never.
    #[serde(default, deserialize_with = "crate::case::some")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub remind_at: Option<Option<Timestamp>>,
}

/// Somebody outside in the address book (社外の宛先).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Name of the company or department.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// What they are asked about.
    pub note: String,
    /// Whether it is out of use.
    pub archived: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A new entry of the address book.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPartner {
    /// Name of the company or department.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// What they are asked about.
    #[serde(default)]
    pub note: String,
}

/// What is to change of an entry; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerChange {
    /// Name of the company or department.
    #[serde(default)]
    pub name: Option<String>,
    /// Mail address.
    #[serde(default)]
    pub address: Option<String>,
    /// What they are asked about.
    #[serde(default)]
    pub note: Option<String>,
    /// Whether it is out of use.
    #[serde(default)]
    pub archived: Option<bool>,
}
