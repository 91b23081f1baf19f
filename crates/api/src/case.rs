//! Cases, interactions, messages.

use jiff::Timestamp;
use model::{
    AttachmentId, CaseId, CaseStatus, CategoryId, ChannelId, ChannelKind, CustomerId,
    DeliveryState, DispositionId, InteractionId, InteractionState, Medium, MessageId, MessageKind,
    Priority, QueueId, RetentionPart, UserId, WorkItemId, WorkState, text_enum,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::case_work::{CaseTie, Walk};
use crate::file::FileView;
use crate::promise::{CaseSla, SlaDetail};
use crate::side::{Side, SideMark};

text_enum! {
    /// A list of the inbox.
    CaseView {
        /// 自分の担当: open cases that I own.
        Mine = "mine",
        /// 待ち: cases nobody has yet, the longest wait first.
        Waiting = "waiting",
        /// 未読: cases that I own with something new.
        Unread = "unread",
        /// メンション: open cases in which a colleague called me and I have not looked yet.
        Mentions = "mentions",
        /// 保留: cases that I have put off.
        Held = "held",
        /// すべて: every open case.
        Open = "open",
        /// 解決済み.
        Resolved = "resolved",
        /// Everything.
        All = "all",
    }
}

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// Which list; `all` when absent.
    pub view: Option<CaseView>,
    /// Only this state.
    pub status: Option<CaseStatus>,
    /// Only this queue.
    pub queue: Option<QueueId>,
    /// Only this channel.
    pub channel: Option<ChannelId>,
    /// Only channels of this kind.
    pub channel_kind: Option<ChannelKind>,
    /// Only this owner.
    pub owner: Option<UserId>,
    /// Only this customer.
    pub customer: Option<CustomerId>,
    /// Only this category.
    pub category: Option<CategoryId>,
    /// Only those that ended so.
    pub disposition: Option<DispositionId>,
    /// `true`: only those whose work is offered to an agent right now.
    pub offered: Option<bool>,
    /// Words of the subject, the customer's name, or a case number.
    pub q: Option<String>,
    /// From an earlier page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted.
    pub limit: Option<u32>,
}

/// One line of the inbox.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// Its number, as people say it.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// What kind of matter.
    pub category: Option<CategoryId>,
    /// Where it waits or waited.
    pub queue: QueueId,
    /// Who has it.
    pub owner: Option<UserId>,
    /// The door it came through.
    pub channel: ChannelId,
    /// What kind of door.
    pub channel_kind: ChannelKind,
    /// Whose it is.
    pub customer: CustomerBrief,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When the last message came or went.
    pub last_message_at: Option<Timestamp>,
    /// When the customer last wrote and nobody has answered yet.
    pub waiting_since: Option<Timestamp>,
    /// When its unfinished work was put into a queue: a wait for an agent is counted from here, as
    /// on the board. None without such work.
    pub queued_at: Option<Timestamp>,
    /// The promise that falls due next, or is overdue.
    pub sla: Option<CaseSla>,
    /// The last message's first words.
    pub snippet: String,
    /// Log position of the last message.
    pub last_seq: i64,
    /// Log position up to which I have read (lists and details only; absent in live updates).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_seq: Option<i64>,
    /// Whether I was called and have not looked since (as `read_seq`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<bool>,
    /// How it ended, or is about to.
    pub disposition: Option<DispositionId>,
    /// Until when it is put off.
    pub held_until: Option<Timestamp>,
    /// Where it goes when it is given back; absent when it was handed on by nobody.
    pub returns: Option<ReturnsTo>,
    /// The case in which it goes on.
    pub joined_into: Option<CaseId>,
    /// What of it was deleted because its time was over; files take the inputs as they came with them,
    /// contents both.
    pub cleared: Option<RetentionPart>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// From where a case was handed on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReturnsTo {
    /// The queue it was in.
    pub queue: QueueId,
    /// Who had it.
    pub user: Option<UserId>,
}

/// A customer in one line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CustomerBrief {
    /// Its id.
    pub id: CustomerId,
    /// Name; empty when nobody knows it yet.
    pub name: String,
    /// Whether nobody knows who it is.
    pub anonymous: bool,
    /// Rank of the loyalty programme or the import.
    pub rank: Option<String>,
}

/// Numbers beside the inbox's lists.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct CaseCounts {
    /// Open cases that I own.
    pub mine: u64,
    /// Of these, with something new.
    pub unread: u64,
    /// Cases nobody has yet.
    pub waiting: u64,
    /// Cases in which I was called and have not looked.
    pub mentions: u64,
    /// Cases that I have put off.
    pub held: u64,
    /// Every open case.
    pub open: u64,
    /// Waiting cases per queue.
    pub queues: Vec<QueueCount>,
}

/// Waiting cases of one queue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct QueueCount {
    /// Which.
    pub queue: QueueId,
    /// How many wait.
    pub waiting: u64,
}

/// A case with what stands around it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    pub case: CaseRow,
    /// Its sessions on channels, oldest first.
    pub interactions: Vec<InteractionView>,
    /// Its work item while it is not done.
    pub work: Option<WorkView>,
    /// Whether a reply can be sent now, and how.
    pub reply: ReplyRoute,
    /// What is promised, and how it stands; absent when nothing is promised.
    pub sla: Option<SlaDetail>,
    /// Other cases that have to do with it.
    pub ties: Vec<CaseTie>,
    /// What is done step by step in this kind of matter; absent when nothing is laid down.
    pub procedure: Option<Walk>,
    /// Conversations with people outside about it, oldest first.
    pub sides: Vec<Side>,
}

/// How a reply would go out.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReplyRoute {
    /// The session it goes to; none when no channel of this case can carry a reply.
    pub interaction: Option<InteractionId>,
    /// What kind of door.
    pub channel_kind: Option<ChannelKind>,
    /// To which address (mail).
    pub to: Option<String>,
    /// Addresses that the last mail wants its answers at and that are not known to be the
    /// customer's: contact forms write so, and forgers.
    pub asked: Vec<String>,
    /// Whether the customer is connected right now (chat).
    pub online: bool,
}

/// One session on one channel.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InteractionView {
    /// Its id.
    pub id: InteractionId,
    /// On which channel.
    pub channel: ChannelId,
    /// What kind of door.
    pub channel_kind: ChannelKind,
    /// How it occupies an agent.
    pub medium: Medium,
    /// Whether it still goes on.
    pub state: InteractionState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Log position up to which the customer has read.
    pub customer_read: Option<i64>,
    /// The page the chat was opened on.
    pub page: Option<PageOrigin>,
}

/// The page a chat was opened on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PageOrigin {
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
}

/// A work item in one line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkView {
    /// Its id.
    pub id: WorkItemId,
    /// Where it stands.
    pub state: WorkState,
    /// Since when it waits.
    pub enqueued_at: Timestamp,
    /// To whom it is offered or assigned.
    pub user: Option<UserId>,
}

/// One entry of a thread.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Position on the log; order of the thread.
    pub seq: i64,
    /// In which case.
    pub case: CaseId,
    /// In which session.
    pub interaction: InteractionId,
    /// What kind of entry.
    pub kind: MessageKind,
    /// Who wrote it, when a colleague did.
    pub author: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Text.
    pub text: String,
    /// Whether an HTML version can be fetched.
    pub has_html: bool,
    /// Head of a mail.
    pub mail: Option<MailHead>,
    /// Files.
    pub files: Vec<FileView>,
    /// The writer's own id for it, for optimistic sending.
    pub client_id: Option<String>,
    /// How far an outgoing message got.
    pub delivery: Option<DeliveryState>,
    /// Colleagues called by @.
    #[serde(default)]
    pub mentions: Vec<UserId>,
    /// Which line of the system it is, for those that a desk has words of its own for.
    pub code: Option<String>,
    /// Whom a line of the system names.
    #[serde(default)]
    pub about: Option<String>,
    /// The conversation with somebody outside that it is part of.
    pub side: Option<SideMark>,
}

/// Head of a mail.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct MailHead {
    /// Subject.
    pub subject: String,
    /// Sender.
    pub from: Option<MailAddress>,
    /// Receivers.
    pub to: Vec<MailAddress>,
    /// Copies.
    pub cc: Vec<MailAddress>,
    /// Where the mail asks to be answered although it is not known to be the customer's. Answers
    /// do not go there.
    #[serde(default)]
    pub reply_to: Vec<MailAddress>,
    /// `auto_reply`, `bounce`, `list` when a machine wrote it.
    #[serde(default)]
    pub automatic: Option<String>,
    /// Characters of quoted history that the text leaves out; the HTML or raw mail has them.
    #[serde(default)]
    pub quoted_chars: u32,
}

/// A mail address with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailAddress {
    /// Display name.
    pub name: Option<String>,
    /// Address.
    pub address: String,
}

/// The sanitised HTML of a mail.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessageHtml {
    /// For a sandboxed frame; remote images are held back in `data-remote-src`.
    pub html: String,
}

/// Which part of a thread.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    /// Entries before this log position; the newest when absent.
    pub before: Option<i64>,
    /// Entries wanted.
    pub limit: Option<u32>,
}

/// Part of a thread, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Thread {
    /// Entries.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub more: bool,
}

/// A reply to the customer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Text; may be empty when there are files.
    pub text: String,
    /// Uploaded files.
    #[serde(default)]
    pub files: Vec<AttachmentId>,
    /// The writer's own id (UUID): sending it twice has no effect twice.
    pub client_id: String,
    /// Subject of a mail; the case's when absent.
    pub subject: Option<String>,
    /// Another address of [`ReplyRoute::asked`] to answer a mail to; absent: `ReplyRoute::to`.
    pub to: Option<String>,
    /// Log position of the last message that the writer had seen. When somebody else's word
    /// came after it, nothing is sent (`newer_messages`); absent: sent whatever came.
    pub last_seq: Option<i64>,
    /// What becomes of the case; absent: `keep` for a chat, `pending_customer` for a mail.
    pub then: Option<AfterReply>,
}

text_enum! {
    /// What becomes of the case after a reply.
    AfterReply {
        /// 顧客返答待ち.
        Pending = "pending_customer",
        /// 対応中 stays.
        Keep = "keep",
        /// 解決.
        Resolve = "resolve",
    }
}

/// A note among colleagues.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Text.
    pub text: String,
    /// Uploaded files.
    #[serde(default)]
    pub files: Vec<AttachmentId>,
    /// Colleagues called by @.
    #[serde(default)]
    pub mentions: Vec<UserId>,
    /// The writer's own id (UUID): sending it twice has no effect twice.
    pub client_id: String,
}

/// Changes to a case; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseChange {
    /// What it is about.
    pub subject: Option<String>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What kind of matter; `null` removes it.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<CategoryId>)]
    pub category: Option<Option<CategoryId>>,
    /// How it ended; `null` takes it back.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<DispositionId>)]
    pub disposition: Option<Option<DispositionId>>,
}

/// Tells "absent" from "null".
pub(crate) fn some<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Where a case is handed to: exactly one of the three.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// A queue.
    pub queue: Option<QueueId>,
    /// A colleague.
    pub user: Option<UserId>,
    /// `true`: a supervisor, whoever is there and has had nothing for longest. Needs a note.
    pub supervisor: Option<bool>,
    /// What the next one should know; becomes a note.
    pub note: Option<String>,
}

/// Until when a case is put off.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Until when; a word of the customer ends it earlier.
    pub until: Timestamp,
    /// Why, and what is to be done then; becomes a note.
    pub note: Option<String>,
}

/// A case given back to where it came from.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    /// What was found out; becomes a note.
    pub note: Option<String>,
}

/// How far I have read.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUpTo {
    /// Log position.
    pub seq: i64,
}

/// Which customer a case belongs to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// The known customer.
    pub customer: CustomerId,
}

/// A new case begun by an agent: a mail to a customer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// To whom.
    pub customer: CustomerId,
    /// Through which mail channel.
    pub channel: ChannelId,
    /// To which of the customer's addresses.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// Uploaded files.
    #[serde(default)]
    pub files: Vec<AttachmentId>,
    /// The writer's own id (UUID).
    pub client_id: String,
}
