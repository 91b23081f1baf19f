//! Everything of one person: handed out, and erased.

use jiff::Timestamp;
use model::{ErasureId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is asked before a person is erased.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewErasure {
    /// The person's name as it is shown, typed again; empty for somebody without a name.
    pub confirm: String,
    /// Why: it stays, so it names nobody.
    pub reason: String,
}

/// That a person was erased.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Who asked for it.
    pub asked_by: UserId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Whether files and the search index are done, too.
    pub done: bool,
    /// Records of the person.
    pub records: u64,
    /// Cases, which stay as figures.
    pub cases: u64,
    /// Messages, which stay as figures.
    pub messages: u64,
    /// Files.
    pub files: u64,
    /// Purchases, which stay as figures.
    pub orders: u64,
    /// Entries of the ledger of consents, which stay as figures.
    pub consents: u64,
}

/// Whether a person was erased.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PrivacyState {
    /// The erasure, if there was one.
    pub erasure: Option<Erasure>,
    /// Whether something of theirs must not be deleted (a hold stands).
    pub held: bool,
}
