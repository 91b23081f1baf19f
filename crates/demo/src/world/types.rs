//! What the world consists of: plain data with the ids under which it is meant to be stored.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::event::EventBody;
use model::permission::Role;
use model::{
    Actor, CaseId, CaseStatus, CategoryId, ChannelId, ChannelKind, CustomerId, DeliveryState,
    InteractionId, InteractionState, Medium, MessageId, MessageKind, OrderId, Priority, QueueId,
    UserId, WorkItemId, WorkState,
};

/// The whole example.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// People of the shop.
    pub staff: Vec<Staff>,
    /// Where work waits.
    pub queues: Vec<Queue>,
    /// The doors: a chat widget, a mailbox, an inquiry form.
    pub channels: Vec<Channel>,
    /// The category tree, parents before children.
    pub categories: Vec<Category>,
    /// What the shop sells.
    pub articles: Vec<Article>,
    /// Customers.
    pub customers: Vec<Customer>,
    /// Orders, oldest first.
    pub orders: Vec<Order>,
    /// Past cases, oldest first, numbered from 1.
    pub cases: Vec<PastCase>,
}

/// Who acts for a member of the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// The visitor of the demo signs in as this person; no actor ever does.
    Visitor,
    /// A simulated agent.
    Simulated,
    /// Nobody: stands in the directory only.
    Nobody,
}

/// A member of the staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// Id.
    pub id: UserId,
    /// Family and given name.
    pub name: String,
    /// Family name, as customers see it in signatures.
    pub family: String,
    /// Sign-in address.
    pub email: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Queues the person serves; [`Queue::members`] says the same.
    pub queues: Vec<QueueId>,
    /// Most chats at once.
    pub chat_capacity: u32,
    /// Most mails at once.
    pub mail_capacity: u32,
    /// Who acts for the person.
    pub hands: Hands,
}

/// What a queue is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// First line of the chat.
    Chat,
    /// First line of mail.
    Mail,
    /// Repairs and faulty goods.
    Specialist,
    /// Companies and large gifts.
    Business,
}

/// A queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Id.
    pub id: QueueId,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Seconds an offer stands.
    pub offer_seconds: u32,
    /// Who serves it.
    pub members: Vec<UserId>,
}

/// A door.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Id.
    pub id: ChannelId,
    /// What kind.
    pub kind: ChannelKind,
    /// Name.
    pub name: String,
    /// Where its work waits.
    pub queue: QueueId,
    /// The address, for a mailbox.
    pub address: Option<String>,
}

/// A node of the category tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Id.
    pub id: CategoryId,
    /// Parent; none at the top.
    pub parent: Option<CategoryId>,
    /// Name.
    pub name: String,
    /// Order among its siblings, from 0.
    pub position: i32,
}

/// A shelf of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// うつわ
    Tableware,
    /// 調理道具
    Cookware,
    /// 包丁・まな板
    Knives,
    /// 保存・弁当
    Storage,
    /// 布もの
    Linen,
    /// 掃除・洗濯
    Cleaning,
    /// 住まい
    Home,
    /// 小さな機械
    Appliance,
}

impl Section {
    /// Heading on the shop page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Tableware => "うつわ",
            Self::Cookware => "調理道具",
            Self::Knives => "包丁・まな板",
            Self::Storage => "保存・弁当",
            Self::Linen => "布もの",
            Self::Cleaning => "掃除・洗濯",
            Self::Home => "住まい",
            Self::Appliance => "小さな機械",
        }
    }
}

/// An article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article {
    /// 商品番号.
    pub sku: &'static str,
    /// Name.
    pub name: &'static str,
    /// Shelf.
    pub section: Section,
    /// Price with tax, yen.
    pub price_yen: u32,
    /// Weight in the orders.
    pub popularity: u32,
    /// One line for the shop page.
    pub blurb: &'static str,
}

/// A customer. The e-mail address is proven by past orders.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Id.
    pub id: CustomerId,
    /// The member key of the shop page (`tanaka`, `sato`, `suzuki`), for the three people whom a
    /// visitor can sign in as; `POST /demo/identity` names them so.
    pub member: Option<&'static str>,
    /// The shop's customer number, also the `sub` of its signed identities.
    pub external_id: String,
    /// Family and given name with a space between.
    pub name: String,
    /// Family name.
    pub family: String,
    /// Reading, カタカナ.
    pub kana: String,
    /// Company; empty for most.
    pub company: String,
    /// E-mail address, lower case, of a domain that never resolves.
    pub email: String,
    /// Phone number of a range that is not given out (090-0…).
    pub phone: String,
    /// Rank of the loyalty programme, from the sum of all orders.
    pub rank: String,
    /// What colleagues should know; mostly empty.
    pub note: String,
    /// Tags, `demo` among them.
    pub tags: Vec<String>,
    /// Own attributes, `source = demo` among them.
    pub attributes: BTreeMap<String, String>,
    /// Known since.
    pub created_at: Timestamp,
}

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Id.
    pub id: OrderId,
    /// The shop's number: `K-` and eight digits.
    pub number: String,
    /// Who ordered.
    pub customer: CustomerId,
    /// When.
    pub ordered_at: Timestamp,
    /// 準備中, 発送済み, お届け済み, キャンセル.
    pub status: &'static str,
    /// What was ordered; 送料 is a line of its own.
    pub items: Vec<Item>,
    /// Sum of the lines, yen.
    pub total_yen: i64,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// 商品番号; none for 送料.
    pub sku: Option<&'static str>,
    /// Name.
    pub name: &'static str,
    /// How many.
    pub quantity: u32,
    /// Price of one, yen.
    pub unit_yen: u32,
}

/// A case of the past weeks with everything that happened in it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCase {
    /// Id.
    pub id: CaseId,
    /// Number, from 1.
    pub number: i64,
    /// Whose.
    pub customer: CustomerId,
    /// The order it is about.
    pub order: Option<OrderId>,
    /// Through which door.
    pub channel: ChannelId,
    /// What kind of door.
    pub channel_kind: ChannelKind,
    /// What it is about.
    pub subject: String,
    /// Where it stands now.
    pub status: CaseStatus,
    /// How urgent.
    pub priority: Priority,
    /// What kind of matter; none while nobody has looked.
    pub category: Option<CategoryId>,
    /// Where it waits or waited last.
    pub queue: QueueId,
    /// Who has or had it.
    pub owner: Option<UserId>,
    /// Began.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Resolved, when it is.
    pub resolved_at: Option<Timestamp>,
    /// First answer.
    pub first_response_at: Option<Timestamp>,
    /// The customer's last word.
    pub last_inbound_at: Timestamp,
    /// Sessions, oldest first.
    pub interactions: Vec<PastInteraction>,
    /// Thread, oldest first.
    pub messages: Vec<PastMessage>,
    /// Work items, oldest first.
    pub work: Vec<PastWork>,
    /// Everything above as facts of the log, oldest first.
    pub events: Vec<PastEvent>,
}

/// A session on a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct PastInteraction {
    /// Id.
    pub id: InteractionId,
    /// How it occupied an agent.
    pub medium: Medium,
    /// Whether it still goes on.
    pub state: InteractionState,
    /// Began.
    pub started_at: Timestamp,
    /// Ended.
    pub ended_at: Option<Timestamp>,
}

/// An entry of a thread.
#[derive(Clone, Debug, PartialEq)]
pub struct PastMessage {
    /// Id.
    pub id: MessageId,
    /// In which session.
    pub interaction: InteractionId,
    /// What kind of entry.
    pub kind: MessageKind,
    /// Which colleague wrote it.
    pub author: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Text.
    pub text: String,
    /// Colleagues called by @ (notes).
    pub mentions: Vec<UserId>,
    /// Head, for mails.
    pub mail: Option<PastMail>,
    /// How far an outgoing message got.
    pub delivery: Option<DeliveryState>,
}

/// Head of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastMail {
    /// Subject.
    pub subject: String,
    /// Sender's name.
    pub from_name: String,
    /// Sender's address.
    pub from: String,
    /// Receiver's name.
    pub to_name: String,
    /// Receiver's address.
    pub to: String,
    /// Message-ID without angle brackets.
    pub message_id: String,
    /// The mail it answers.
    pub in_reply_to: Option<String>,
}

/// A work item.
#[derive(Clone, Debug, PartialEq)]
pub struct PastWork {
    /// Id.
    pub id: WorkItemId,
    /// For which session.
    pub interaction: InteractionId,
    /// How it occupies an agent.
    pub medium: Medium,
    /// Where it waits or waited last.
    pub queue: QueueId,
    /// Where it stands.
    pub state: WorkState,
    /// Entered its present queue.
    pub enqueued_at: Timestamp,
    /// Who has or had it.
    pub assigned_to: Option<UserId>,
    /// Since when.
    pub assigned_at: Option<Timestamp>,
    /// Done.
    pub done_at: Option<Timestamp>,
}

/// One fact of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct PastEvent {
    /// When.
    pub at: Timestamp,
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// The case it concerns.
    pub case: Option<CaseId>,
    /// The session it concerns.
    pub interaction: Option<InteractionId>,
    /// Who caused it.
    pub actor: Actor,
    /// What happened.
    pub body: EventBody,
}
