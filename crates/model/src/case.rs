//! Cases and interactions: states, priority, media, who wrote what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares an enum whose variants have one stable text each, used in the database, the log and
/// the API alike.
#[macro_export]
macro_rules! text_enum {
    // A `literal` fragment would be opaque to utoipa, which reads the texts out of the attribute.
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:tt),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable text of this value.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value of a stable text, or `None` when it is none.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

text_enum! {
    /// Where a case stands (案件の状態).
    CaseStatus {
        /// 待ち: nobody has it yet.
        Waiting = "waiting",
        /// 対応中: an agent has it.
        Assigned = "assigned",
        /// 顧客返答待ち: answered; the next word is the customer's.
        PendingCustomer = "pending_customer",
        /// 保留: put off by an agent until an instant; promises run on meanwhile.
        OnHold = "on_hold",
        /// 解決済み.
        Resolved = "resolved",
        /// 再開: the customer came back after the resolution; waits again.
        Reopened = "reopened",
    }
}

impl CaseStatus {
    /// Whether the case still needs somebody.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved)
    }

    /// Whether the case may go from `self` to `next` (see DESIGN, cases).
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use CaseStatus::{Assigned, OnHold, PendingCustomer, Reopened, Resolved, Waiting};
        match (self, next) {
            (Waiting | Reopened, Assigned | OnHold | Resolved)
            | (Assigned, Waiting | PendingCustomer | OnHold | Resolved)
            | (PendingCustomer, Waiting | Assigned | OnHold | Resolved)
            | (OnHold, Waiting | Assigned | PendingCustomer | Resolved)
            | (Resolved, Reopened) => true,
            // Re-opened work that goes back to a queue keeps its name, so that a board can count it.
            (Reopened, Waiting) => true,
            _ => false,
        }
    }
}

text_enum! {
    /// How urgent a case is (優先度); orders waiting work before its age.
    Priority {
        /// 低
        Low = "low",
        /// 通常
        Normal = "normal",
        /// 高
        High = "high",
        /// 緊急
        Urgent = "urgent",
    }
}

text_enum! {
    /// What kind of door a channel is.
    ChannelKind {
        /// Web chat by the embedded widget.
        WebChat = "web_chat",
        /// A mailbox: IMAP or the built-in SMTP receiver in, SMTP out.
        Email = "email",
        /// An inquiry form on a page of its own; answered by mail.
        Form = "form",
        /// A messenger of one's own, attached by signed webhooks.
        Api = "api",
    }
}

text_enum! {
    /// How an interaction occupies an agent; capacity is counted per medium.
    Medium {
        /// Live text: the customer is waiting at the other end.
        Chat = "chat",
        /// Asynchronous text.
        Mail = "mail",
        /// Work without a customer at the other end: unparseable input, follow-ups.
        Task = "task",
    }
}

text_enum! {
    /// Whether an interaction still goes on.
    InteractionState {
        /// Still going on.
        Open = "open",
        /// Ended; a further word of the customer starts a new one.
        Ended = "ended",
    }
}

text_enum! {
    /// What two cases have to do with each other.
    CaseTieKind {
        /// 関連: they are about one thing.
        Related = "related",
        /// 統合: one went on in the other.
        Joined = "joined",
        /// 分割: one began with a part of the other.
        Split = "split",
    }
}

text_enum! {
    /// Why a case moved to somebody else.
    TransferKind {
        /// 転送: handed on.
        Handed = "handed",
        /// 差し戻し: given back to where it came from.
        Returned = "returned",
        /// 上長への引き上げ: a supervisor is asked to take it.
        Escalated = "escalated",
    }
}

impl TransferKind {
    /// Whether it was simply handed on.
    #[must_use]
    pub const fn is_handed(&self) -> bool {
        matches!(self, Self::Handed)
    }
}

// What the log says of transfers from before the others existed.
#[expect(clippy::derivable_impls, reason = "the variants are written by a macro")]
impl Default for TransferKind {
    fn default() -> Self {
        Self::Handed
    }
}

text_enum! {
    /// What a timeline entry of an interaction is.
    MessageKind {
        /// From the customer to the centre.
        Inbound = "inbound",
        /// From the centre to the customer.
        Outbound = "outbound",
        /// Seen by colleagues only (社内メモ).
        Note = "note",
        /// Written by the system: "the customer left", "transferred to …".
        System = "system",
    }
}

text_enum! {
    /// Where a conversation with somebody outside stands.
    SideState {
        /// 回答待ち: the next word is the other side's.
        Waiting = "waiting",
        /// 回答あり: they answered.
        Answered = "answered",
        /// 終了: nothing more is expected of it.
        Closed = "closed",
    }
}

text_enum! {
    /// Which way a mail of such a conversation went.
    SideWay {
        /// From the centre to somebody outside.
        Out = "out",
        /// From somebody outside to the centre.
        In = "in",
    }
}

text_enum! {
    /// Who caused something.
    ActorKind {
        /// The customer.
        Customer = "customer",
        /// A signed-in person.
        User = "user",
        /// Madoguchi itself: routing, timers, intake.
        System = "system",
    }
}

/// Who caused an event: the kind, and for a user which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// The customer of the event.
    Customer,
    /// A signed-in person.
    User {
        /// Which one.
        id: crate::ids::UserId,
        /// The API token with which a program did it for the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<crate::ids::ApiTokenId>,
    },
    /// Madoguchi itself.
    System,
}

impl Actor {
    /// A person who did it at the desk.
    #[must_use]
    pub const fn user(id: crate::ids::UserId) -> Self {
        Self::User { id, token: None }
    }
}

text_enum! {
    /// How far an outgoing message got.
    DeliveryState {
        /// Durable, waiting for its channel.
        Queued = "queued",
        /// Handed to the channel.
        Sent = "sent",
        /// Shown on the customer's device.
        Read = "read",
        /// Given up; a work item says why.
        Failed = "failed",
    }
}

text_enum! {
    /// An agent's state (担当者の状態).
    Presence {
        /// 受付可: takes offers.
        Available = "available",
        /// 離席: at work, takes none.
        Away = "away",
        /// 後処理: after-call work; takes none until it ends.
        WrapUp = "wrap_up",
        /// オフライン: signed out or gone.
        Offline = "offline",
    }
}

text_enum! {
    /// Where a work item stands (作業の状態).
    WorkState {
        /// In its queue.
        Waiting = "waiting",
        /// Offered to one agent, who has not answered yet.
        Offered = "offered",
        /// An agent has it.
        Assigned = "assigned",
        /// Done or no longer needed.
        Done = "done",
    }
}

text_enum! {
    /// What kind of work it is.
    WorkKind {
        /// An interaction that waits for an agent.
        Interaction = "interaction",
        /// Input that could not be parsed; the raw bytes are attached.
        Unparseable = "unparseable",
        /// An outgoing message that was given up after all retries.
        DeliveryFailed = "delivery_failed",
    }
}

text_enum! {
    /// How an identity can be known (see `customers`).
    IdentityKind {
        /// An e-mail address, lower-cased.
        Email = "email",
        /// The customer number of a shop that signed it.
        Shop = "shop",
        /// A browser with the chat widget.
        Visitor = "visitor",
    }
}

text_enum! {
    /// How strongly an identity is proven.
    IdentityStrength {
        /// Seen only: a browser.
        Observed = "observed",
        /// Somebody said so: typed it, or wrote a mail under this address, which anybody can.
        Claimed = "claimed",
        /// Proven: a signed token, the shop's own list, a colleague's decision.
        Verified = "verified",
    }
}

text_enum! {
    /// What ties two people who are not one.
    TieKind {
        /// They live together.
        Household = "household",
        /// They work for one company.
        Company = "company",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_text_reads_back() {
        for status in CaseStatus::ALL {
            assert_eq!(CaseStatus::parse(status.as_str()), Some(*status));
        }
        assert_eq!(CaseStatus::parse("nonsense"), None);
    }

    #[test]
    fn the_documented_values_are_the_texts() {
        let schema = <CaseStatus as utoipa::PartialSchema>::schema();
        let documented = serde_json::to_value(schema).unwrap();
        let texts: Vec<_> = CaseStatus::ALL.iter().map(|status| status.as_str()).collect();
        assert_eq!(documented["enum"], serde_json::json!(texts));
    }

    #[test]
    fn a_resolved_case_can_only_be_reopened() {
        for next in CaseStatus::ALL {
            assert_eq!(
                CaseStatus::Resolved.may_become(*next),
                *next == CaseStatus::Reopened,
                "{next}"
            );
        }
    }
}
