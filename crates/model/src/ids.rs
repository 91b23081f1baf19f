//! Identifiers: one newtype per thing, all UUID version 7 (RFC 9562), so that new rows go to the
//! end of every index.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Builds a version 7 UUID from an instant and ten random bytes; no clock, no global randomness.
#[must_use]
pub fn uuid_v7(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id from an instant and ten random bytes.
            #[must_use]
            pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
                Self(uuid_v7(now, random))
            }
            /// A fixed id for tests and fixtures.
            #[must_use]
            pub const fn from_u128(value: u128) -> Self {
                Self(Uuid::from_u128(value))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )*};
}

ids! {
    /// A company whose customers are served (委託元).
    TenantId,
    /// A person who signs in: agent, supervisor, administrator … (担当者).
    UserId,
    /// A person or organisation that is served (顧客).
    CustomerId,
    /// One matter of a customer, from first contact to resolution (案件).
    CaseId,
    /// One session on one channel inside a case (応対).
    InteractionId,
    /// One immutable fact on the log.
    EventId,
    /// One message, note or system line inside an interaction.
    MessageId,
    /// A configured door: this mailbox, this chat widget (チャネル).
    ChannelId,
    /// Where work waits (キュー).
    QueueId,
    /// A node of the category tree (カテゴリ).
    CategoryId,
    /// How a matter ended (解決区分).
    DispositionId,
    /// Two cases that have to do with each other (関連案件).
    CaseTieId,
    /// A list of cases that somebody keeps (保存ビュー).
    SavedViewId,
    /// What is done step by step in a kind of matter (対応手順).
    ProcedureId,
    /// One step of a procedure.
    StepId,
    /// One act on several cases at once, which can be taken back (一括操作).
    BulkId,
    /// What routing hands to an agent (作業).
    WorkItemId,
    /// One offer of one work item to one agent (着信提示).
    OfferId,
    /// One purchase (注文).
    OrderId,
    /// A file that came with a message (添付).
    AttachmentId,
    /// A web visitor's browser, before anybody knows who it is.
    VisitorId,
    /// A row of the intake journal: raw input kept before it is parsed.
    IntakeId,
    /// Business hours that queues keep (営業時間).
    HoursId,
    /// A policy that says what is promised of which cases (SLAポリシー).
    SlaPolicyId,
    /// What is promised of a case, as it stood when the promise was made; never changed.
    SlaRuleId,
    /// An entry of the ledger of merges: two records are one person (名寄せ).
    MergeId,
    /// A link with which a customer goes on by chat (引き継ぎリンク).
    HandoverId,
    /// An address that somebody has to prove (本人確認).
    ProofId,
    /// What a customer may consent to (利用目的).
    ConsentPurposeId,
    /// An entry of the ledger of consents: granted or withdrawn (同意).
    ConsentId,
    /// A case or customer of whom nothing may be deleted (保全).
    LegalHoldId,
    /// What was deleted at once because its time was over (保存期間による削除).
    RetentionRunId,
    /// That a person was erased (消去).
    ErasureId,
    /// A provider by which people sign in (サインイン連携).
    SignOnProviderId,
    /// A canned reply with gaps (定型文).
    TemplateId,
    /// A token with which a program acts for a person (APIトークン).
    ApiTokenId,
    /// An address that is told what happens (Webhook送信先).
    WebhookId,
    /// One event on its way to one such address (Webhook配信).
    DeliveryId,
    /// A conversation with somebody outside about a case (社外への問い合わせ).
    SideId,
    /// Somebody outside who is asked now and then (社外の宛先).
    PartnerId,
    /// An entry of the audit log (監査ログ).
    AuditId,
}
