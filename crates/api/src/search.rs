//! Finding anything: customers, cases, messages, orders.

use jiff::Timestamp;
use model::{MessageId, MessageKind, UserId, text_enum};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::case::{CaseRow, CustomerBrief};
use crate::customer::{CustomerRow, Order};

text_enum! {
    /// What kind of thing is looked for.
    SearchKind {
        /// 顧客
        Customer = "customer",
        /// 案件
        Case = "case",
        /// メッセージ: what customers and colleagues wrote, notes too.
        Message = "message",
        /// 注文
        Order = "order",
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words and operators: `返金 "届いて いない" -テスト channel:メール category:配送 agent:me
    /// customer:髙橋 kind:case after:2026-11-01 before:2026-12-01`. Each word must be there, in any of
    /// its spellings; a part of a sentence, an address or a number is a word, too.
    pub q: Option<String>,
    /// Only this kind, by pages; the first few of each when absent.
    pub kind: Option<SearchKind>,
    /// From an earlier page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted: of the kind, or of each; 20 or 5 when absent.
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// Customers by how well they answer, everything else the newest first; kinds one after the
    /// other.
    pub items: Vec<SearchHit>,
    /// Pass it as `cursor` to get the next page; absent on the last one, and without a kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are in all (not with a cursor).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals: Option<SearchTotals>,
    /// Operators whose value is not known or could not be read: because of them nothing is found.
    pub unknown: Vec<String>,
    /// Whether everything can be found; `false` while the index is being made.
    pub complete: bool,
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchTotals {
    /// Records of customers; one person may have several.
    pub customer: u64,
    /// Cases.
    pub case: u64,
    /// Messages and notes.
    pub message: u64,
    /// Orders.
    pub order: u64,
}

/// Part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchPiece {
    /// The text, as it was written.
    pub text: String,
    /// Whether it was looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hit: bool,
}

/// One thing that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SearchHit {
    /// A customer, once, whichever of the records was found.
    Customer(FoundCustomer),
    /// A case.
    Case(FoundCase),
    /// A message or a note.
    Message(FoundMessage),
    /// An order.
    Order(FoundOrder),
}

/// A customer that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundCustomer {
    /// Who.
    pub customer: CustomerRow,
    /// The name.
    pub title: Vec<SearchPiece>,
    /// What else of it was looked for: reading, address, number, note.
    pub snippet: Vec<SearchPiece>,
}

/// A case that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundCase {
    /// Which.
    pub case: CaseRow,
    /// The subject.
    pub title: Vec<SearchPiece>,
    /// The customer's name.
    pub snippet: Vec<SearchPiece>,
}

/// A message that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundMessage {
    /// Which.
    pub message: MessageId,
    /// Log position in the thread.
    pub seq: i64,
    /// From whom to whom, or a note.
    pub direction: MessageKind,
    /// The colleague who wrote it.
    pub author: Option<UserId>,
    /// Somebody outside wrote it, who was asked about the case.
    pub outside: bool,
    /// When.
    pub at: Timestamp,
    /// The case it is in.
    pub case: CaseRow,
    /// The case's subject.
    pub title: Vec<SearchPiece>,
    /// The part of it that was looked for.
    pub snippet: Vec<SearchPiece>,
}

/// An order that was found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FoundOrder {
    /// Which.
    pub order: Order,
    /// Who bought.
    pub customer: CustomerBrief,
    /// The number.
    pub title: Vec<SearchPiece>,
    /// What was bought.
    pub snippet: Vec<SearchPiece>,
}
