//! Customers: profile, identities, orders, timeline.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    CaseId, ChannelKind, CustomerId, IdentityKind, IdentityStrength, MergeId, OrderId, TieKind,
    UserId, text_enum,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which customers.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomerQuery {
    /// Part of a name, kana, company, e-mail address, phone number or customer number.
    pub q: Option<String>,
    /// Also people nobody has identified.
    pub anonymous: Option<bool>,
    /// From an earlier page's `next`.
    pub cursor: Option<String>,
    /// Rows wanted.
    pub limit: Option<u32>,
}

/// A customer in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CustomerRow {
    /// Its id.
    pub id: CustomerId,
    /// The shop's number for it.
    pub external_id: Option<String>,
    /// Name.
    pub name: String,
    /// Reading of the name.
    pub kana: String,
    /// Company.
    pub company: String,
    /// Rank.
    pub rank: Option<String>,
    /// The first e-mail address.
    pub email: Option<String>,
    /// Phone number as imported.
    pub phone: String,
    /// Whether nobody knows who it is.
    pub anonymous: bool,
}

/// A candidate for the person behind an anonymous case, with the reason.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// Who it might be.
    pub customer: CustomerRow,
    /// Why: `claimed_email`, `same_name`.
    pub reason: String,
}

/// A customer whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The shop's number for it.
    pub external_id: Option<String>,
    /// Name.
    pub name: String,
    /// Reading of the name.
    pub kana: String,
    /// Company.
    pub company: String,
    /// Phone number.
    pub phone: String,
    /// Rank.
    pub rank: Option<String>,
    /// What colleagues should know.
    pub note: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Own attributes.
    pub attributes: BTreeMap<String, String>,
    /// Whether nobody knows who it is.
    pub anonymous: bool,
    /// How it can be known.
    pub identities: Vec<Identity>,
    /// Its orders in figures.
    pub orders: OrderSummary,
    /// Open cases.
    pub open_cases: u64,
    /// All cases.
    pub cases: u64,
    /// Known since.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A record of a customer in one line: one person may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordBrief {
    /// Its id.
    pub id: CustomerId,
    /// The shop's number for it.
    pub external_id: Option<String>,
    /// Name; empty when nobody knows it.
    pub name: String,
    /// Whether nobody knows who it is.
    pub anonymous: bool,
}

/// An entry of the ledger: two records are one person, until the entry is crossed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeEntry {
    /// Its id.
    pub id: MergeId,
    /// The record that joined.
    pub absorbed: RecordBrief,
    /// The record it joined.
    pub survivor: RecordBrief,
    /// Why.
    pub reason: MergeReason,
    /// What the colleague wrote about it; empty for others.
    pub note: String,
    /// The colleague who decided; none when it came about by itself.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// When it was crossed out.
    pub undone_at: Option<Timestamp>,
    /// The colleague who crossed it out.
    pub undone_by: Option<UserId>,
}

text_enum! {
    /// Why two records became one customer.
    MergeReason {
        /// A colleague said whose an anonymous case is.
        Identified = "identified",
        /// An anonymous browser signed in at the shop.
        SignedIn = "signed_in",
        /// Whoever reads the one's address has proven to be the other.
        Proven = "proven",
        /// A colleague found two records of one person.
        Decided = "decided",
    }
}

/// Another record of the same person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// The record that joins this customer.
    pub other: CustomerId,
    /// Why, for those who read it later.
    #[serde(default)]
    pub note: String,
}

text_enum! {
    /// What is found by comparing two records.
    LikenessSignal {
        /// A member number in common.
        SameMember = "same_member",
        /// A name in common.
        SameName = "same_name",
        /// A reading in common.
        SameKana = "same_kana",
        /// A phone number in common.
        SamePhone = "same_phone",
        /// An e-mail address in common.
        SameEmail = "same_email",
        /// E-mail addresses that a slip makes of each other.
        SimilarEmail = "similar_email",
        /// A postal address in common.
        SameAddress = "same_address",
        /// The same house.
        SimilarAddress = "similar_address",
        /// A company in common.
        SameCompany = "same_company",
        /// A contact in common that many people use.
        SharedContact = "shared_contact",
        /// One family name and a contact in common, other given names.
        SameHousehold = "same_household",
        /// Both have member numbers, none in common.
        DifferentMember = "different_member",
        /// Both have names, none in common.
        DifferentName = "different_name",
        /// A name in common, but no reading.
        DifferentReading = "different_reading",
        /// Both have phone numbers, none in common.
        DifferentPhone = "different_phone",
    }
}

/// Two customers who may be one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Lookalike {
    /// One of them.
    pub a: CustomerRow,
    /// The other one.
    pub b: CustomerRow,
    /// How likely they are one person, in percent.
    pub score: u8,
    /// Why, what speaks for it first.
    pub signals: Vec<LikenessSignal>,
    /// When this was found.
    pub found_at: Timestamp,
}

/// Customers who may be one, the likeliest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Lookalikes {
    /// The pairs.
    pub items: Vec<Lookalike>,
    /// How many pairs of records wait in all, counted up to 1,000.
    pub count: u64,
    /// From which likeness on this centre looks at a pair, in percent.
    pub score_min: u8,
}

/// Which pairs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LookalikeQuery {
    /// Those of one customer only.
    pub customer: Option<CustomerId>,
    /// Pairs wanted, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
}

/// Two people after all, or that taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookalikeDecision {
    /// One of them.
    pub a: CustomerId,
    /// The other one.
    pub b: CustomerId,
    /// Whether they are two people; `false` puts the pair back on the list.
    pub different: bool,
    /// What ties them, if anything does.
    #[serde(default)]
    pub tie: Option<TieKind>,
}

/// From which likeness on a centre looks at a pair.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookalikeThreshold {
    /// In percent, 30 to 99.
    pub score_min: u8,
}

/// Somebody who belongs to a customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Tie {
    /// Who.
    pub customer: CustomerRow,
    /// What ties them.
    pub kind: TieKind,
    /// Since when it is known.
    pub at: Timestamp,
}

/// Ties another customer to this one, or unties them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTie {
    /// The other one.
    pub other: CustomerId,
    /// What ties them; nothing unties them.
    pub kind: Option<TieKind>,
}

/// One way to know a customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Identity {
    /// What kind.
    pub kind: IdentityKind,
    /// Address, number.
    pub value: String,
    /// How strongly proven.
    pub strength: IdentityStrength,
    /// Last seen.
    pub last_seen_at: Timestamp,
}

/// Orders in figures.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct OrderSummary {
    /// How many.
    pub count: u64,
    /// Sum in minor units, per currency.
    pub totals: Vec<Money>,
    /// The latest one.
    pub last_at: Option<Timestamp>,
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// In minor units (yen: 1; dollar: cents).
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

/// One purchase.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The shop's number for it.
    pub number: String,
    /// When.
    pub ordered_at: Timestamp,
    /// Total.
    pub total: Money,
    /// The shop's word for where it stands.
    pub status: String,
    /// What was bought.
    pub items: Vec<OrderItem>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderItem {
    /// Name of the article.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of one in minor units, when known.
    pub unit_minor: Option<i64>,
}

/// A new customer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Name.
    pub name: String,
    /// Reading of the name.
    #[serde(default)]
    pub kana: String,
    /// Company.
    #[serde(default)]
    pub company: String,
    /// Phone number.
    #[serde(default)]
    pub phone: String,
    /// E-mail address.
    pub email: Option<String>,
}

/// Changes to a customer; absent fields stay.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerChange {
    /// Name.
    pub name: Option<String>,
    /// Reading of the name.
    pub kana: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Rank.
    pub rank: Option<String>,
    /// What colleagues should know.
    pub note: Option<String>,
    /// Tags, all of them.
    pub tags: Option<Vec<String>>,
    /// Attributes, all of them.
    pub attributes: Option<BTreeMap<String, String>>,
    /// An e-mail address to add; a colleague vouches for it.
    pub add_email: Option<String>,
}

text_enum! {
    /// What a timeline entry is.
    TimelineKind {
        /// A case began.
        CaseOpened = "case_opened",
        /// A case was resolved.
        CaseResolved = "case_resolved",
        /// The customer came back.
        CaseReopened = "case_reopened",
        /// The customer wrote.
        MessageIn = "message_in",
        /// The centre wrote.
        MessageOut = "message_out",
        /// A note among colleagues.
        Note = "note",
        /// A purchase.
        Order = "order",
        /// It became known who this is.
        Identified = "identified",
        /// Another record was found to be the same person; the text is its name.
        Merged = "merged",
        /// A merge was undone; the text is the other record's name.
        Parted = "parted",
        /// The customer consented to a purpose; the text is its name.
        ConsentGranted = "consent_granted",
        /// The customer took a consent back; the text is the purpose's name.
        ConsentWithdrawn = "consent_withdrawn",
        /// The person was erased.
        Erased = "erased",
    }
}

/// One entry of a customer's timeline, over all channels.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// Cursor-stable id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: TimelineKind,
    /// In which case.
    pub case: Option<CaseId>,
    /// The case's number.
    pub case_number: Option<i64>,
    /// Through which kind of door.
    pub channel_kind: Option<ChannelKind>,
    /// First words, article names, subject, name.
    pub text: String,
    /// Amount of an order.
    pub amount: Option<Money>,
}
