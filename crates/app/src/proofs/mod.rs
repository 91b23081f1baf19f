//! Proving an address: a mail with a code and a link goes there. Whoever tells a colleague the code,
//! or opens the link and presses the button, has the address; then it is the customer's, verified.

mod answer;
mod ask;
pub mod mail;

use api::ports::Proofs;
use api::proof::{NewProof, Proof, ProofCode, ProofDoor, ProofState, Proven};
use api::{Answer, Caller};
use async_trait::async_trait;
use jiff::Timestamp;
use model::limits::PROOF_ATTEMPTS_MAX;
use model::{CustomerId, ProofId};
use store::Sealer;
use store::address_proof::AddressProof;

use crate::App;

/// The label under which the key of codes is derived.
const CODE: &str = "address proof code v1";

#[async_trait]
impl Proofs for App {
    async fn ask_proof(&self, by: &Caller, customer: CustomerId, input: NewProof) -> Answer<Proof> {
        ask::ask(self, by, customer, input).await
    }
    async fn proofs(&self, by: &Caller, customer: CustomerId) -> Answer<Vec<Proof>> {
        ask::list(self, by, customer).await
    }
    async fn check_proof(&self, by: &Caller, proof: ProofId, input: ProofCode) -> Answer<Proven> {
        answer::by_code(self, by, proof, &input.code).await
    }
    async fn proof_door(&self, link: &str) -> Answer<ProofDoor> {
        answer::door(self, link).await
    }
    async fn prove(&self, link: &str) -> Answer<ProofDoor> {
        answer::by_link(self, link).await
    }
}

/// What is stored of a code: six digits are soon tried through, so it takes the installation's key.
fn code_hash(sealer: &Sealer, id: ProofId, code: &str) -> Vec<u8> {
    let mut bytes = id.0.as_bytes().to_vec();
    bytes.extend_from_slice(code.as_bytes());
    sealer.sign(CODE, &bytes).to_vec()
}

fn state(proof: &AddressProof, now: Timestamp) -> ProofState {
    match proof {
        AddressProof { proven_at: Some(_), .. } => ProofState::Proven,
        AddressProof { failure: Some(_), .. } => ProofState::Undelivered,
        _ if proof.attempts >= PROOF_ATTEMPTS_MAX => ProofState::Locked,
        _ if proof.expires_at <= now => ProofState::Expired,
        _ => ProofState::Waiting,
    }
}

fn view(proof: AddressProof, now: Timestamp) -> Proof {
    Proof {
        id: proof.id,
        state: state(&proof, now),
        address: proof.address,
        made_at: proof.made_at,
        expires_at: proof.expires_at,
    }
}
