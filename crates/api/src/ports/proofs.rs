//! Proving an address.

use async_trait::async_trait;
use model::{CustomerId, ProofId};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::proof::{NewProof, Proof, ProofCode, ProofDoor, Proven};

/// Proving an address.
#[async_trait]
pub trait Proofs: Send + Sync {
    /// Sends a code and a link to an address that is said to be a customer's.
    async fn ask_proof(&self, by: &Caller, customer: CustomerId, input: NewProof) -> Answer<Proof>;
    /// What was asked of a customer, newest first.
    async fn proofs(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<Proof>>;
    /// Checks a code that the customer told.
    async fn check_proof(&self, by: &Caller, proof: ProofId, input: ProofCode) -> Answer<Proven>;
    /// What somebody with the link sees.
    async fn proof_door(&self, link: &str) -> Answer<ProofDoor>;
    /// Answers by the link.
    async fn prove(&self, link: &str) -> Answer<ProofDoor>;
}
