//! Consent (同意): what customers may consent to, what holds, and the ledger of what they said.

use jiff::Timestamp;
use model::{
    CaseId, ChannelId, ConsentBasis, ConsentChannel, ConsentDecision, ConsentId, ConsentPurposeId,
    ConsentSource, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Locale;

/// What customers may consent to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsentPurpose {
    /// Its id.
    pub id: ConsentPurposeId,
    /// Why it may be followed. What a contract asks for needs no consent, and none can be withdrawn.
    pub basis: ConsentBasis,
    /// Name in Japanese.
    pub name_ja: String,
    /// Name in English; empty when there is none.
    pub name_en: String,
    /// What is shown before somebody consents, in Japanese.
    pub wording_ja: String,
    /// In English; empty when there is none.
    pub wording_en: String,
    /// Grows when the wording changes.
    pub wording_version: i64,
    /// Its place in the list.
    pub position: i32,
    /// Whether it is out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

/// A new purpose.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsentPurpose {
    /// Why it may be followed; never changes.
    pub basis: ConsentBasis,
    /// Name in Japanese.
    pub name_ja: String,
    /// Name in English.
    #[serde(default)]
    pub name_en: String,
    /// What is shown before somebody consents, in Japanese.
    pub wording_ja: String,
    /// In English.
    #[serde(default)]
    pub wording_en: String,
}

/// Changes to a purpose; absent fields stay. Another wording is another version of it: what was said
/// to an older one keeps that text.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentPurposeChange {
    /// Name in Japanese.
    pub name_ja: Option<String>,
    /// Name in English.
    pub name_en: Option<String>,
    /// What is shown before somebody consents, in Japanese.
    pub wording_ja: Option<String>,
    /// In English.
    pub wording_en: Option<String>,
    /// Its place in the list.
    pub position: Option<i32>,
    /// Whether it is out of use.
    pub archived: Option<bool>,
}

/// What holds for one purpose and one way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsentStanding {
    /// The purpose.
    pub purpose: ConsentPurposeId,
    /// The way.
    pub channel: ConsentChannel,
    /// What the customer said last.
    pub decision: ConsentDecision,
    /// When.
    pub at: Timestamp,
    /// From where it came.
    pub source: ConsentSource,
    /// The entry of the ledger that says so.
    pub entry: ConsentId,
    /// Where the customer takes it back: belongs into every message that is sent for the purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal_url: Option<String>,
}

/// A link with which a customer takes a consent back.
#[derive(Clone, Debug)]
pub struct ConsentLink {
    /// What stands in its address.
    pub token: String,
    /// The language of the page.
    pub locale: Locale,
}

/// What the page of such a link shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ConsentDoor {
    /// The company.
    pub company: String,
    /// The purpose.
    pub purpose: String,
    /// The way.
    pub channel: ConsentChannel,
    /// Whether the consent is withdrawn.
    pub withdrawn: bool,
}

/// One entry of the ledger. It never changes; what is no longer so is said by another one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsentEntry {
    /// Its id.
    pub id: ConsentId,
    /// The purpose.
    pub purpose: ConsentPurposeId,
    /// In which ways.
    pub channels: Vec<ConsentChannel>,
    /// What the customer said.
    pub decision: ConsentDecision,
    /// When the customer said it.
    pub at: Timestamp,
    /// From where it came.
    pub source: ConsentSource,
    /// The case in which it was said.
    pub case: Option<CaseId>,
    /// The channel through which it came.
    pub door: Option<ChannelId>,
    /// The wording that was shown or read out.
    pub wording: String,
    /// SHA-256 of the wording, in hexadecimal digits.
    pub wording_hash: String,
    /// The language of the wording.
    pub language: Locale,
    /// Which version of the purpose's wording it was; none when it was another text.
    pub wording_version: Option<i64>,
    /// How it was said.
    pub note: String,
    /// Who wrote it down; nobody when the customer did.
    pub by: Option<UserId>,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

/// The consents of one customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Consents {
    /// What may be consented to, in the order of the list; also what is out of use, if something was
    /// said of it.
    pub purposes: Vec<ConsentPurpose>,
    /// What holds; nothing for what was never asked.
    pub standing: Vec<ConsentStanding>,
    /// The ledger, those written last first.
    pub entries: Vec<ConsentEntry>,
}

/// Something a customer said about a purpose.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    /// The purpose.
    pub purpose: ConsentPurposeId,
    /// In which ways.
    pub channels: Vec<ConsentChannel>,
    /// What.
    pub decision: ConsentDecision,
    /// From where it came: `phone`, `paper` or `case` at the desk; `api`, which is the default, or
    /// `import` from a program.
    #[serde(default)]
    pub source: Option<ConsentSource>,
    /// How it was said. A person must write it.
    #[serde(default)]
    pub note: String,
    /// The case in which it was said.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// The language of the wording; Japanese when absent.
    #[serde(default)]
    pub language: Option<Locale>,
    /// The wording that was shown, where it is another than the purpose's.
    #[serde(default)]
    pub wording: Option<String>,
    /// When it was said, if not now.
    #[serde(default)]
    pub at: Option<Timestamp>,
}
