//! Proving an address: a code and a link go there, and whoever has them has the address.

use jiff::Timestamp;
use model::{CaseId, ProofId, text_enum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An address that is to be proven.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProof {
    /// The mail address that is said to be the customer's.
    #[schema(max_length = 254)]
    pub address: String,
    /// The case in which it is asked for: its thread tells how it went.
    #[serde(default)]
    pub case: Option<CaseId>,
}

text_enum! {
    /// How a proof stands.
    ProofState {
        /// The mail is on its way or there; nobody has answered.
        Waiting = "waiting",
        /// Whoever reads the address has answered.
        Proven = "proven",
        /// Nobody answered in time, or a newer one was asked for.
        Expired = "expired",
        /// Too many wrong codes.
        Locked = "locked",
        /// The mail did not go out.
        Undelivered = "undelivered",
    }
}

/// An address that is, or was, to be proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proof {
    /// Its id.
    pub id: ProofId,
    /// The mail address.
    pub address: String,
    /// How it stands.
    pub state: ProofState,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

/// What the customer told a colleague.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofCode {
    /// The six digits of the mail; spaces and full-width digits are fine.
    #[schema(max_length = 40)]
    pub code: String,
}

/// What came of a right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proven {
    /// The other customer who has the address and was not made one with this one, since both have
    /// numbers of their own or somebody told them apart: somebody has to decide.
    pub other_customer: Option<model::CustomerId>,
    /// Whether two records became one person by it; the ledger has the entry, and the way back.
    pub joined: bool,
}

/// What somebody with the link sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofDoor {
    /// The company that asks.
    pub company: String,
    /// The address, so far that its owner knows it.
    pub address: String,
    /// How it stands.
    pub state: ProofState,
}
