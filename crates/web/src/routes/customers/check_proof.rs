//! `POST /api/v1/proofs/{id}/check`

use api::proof::{ProofCode, Proven};
use model::ProofId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Checks the code that a customer told. After some wrong ones a new mail is needed.
#[utoipa::path(
    post,
    path = "/api/v1/proofs/{id}/check",
    params(("id" = ProofId, Path, description = "Which proof")),
    responses((status = 200, description = "The address is the customer's", body = Proven)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(proof): ById<ProofId>,
    Json(input): Json<ProofCode>,
) -> Outcome<Json<Proven>> {
    Ok(Json(web.ports.proofs.check_proof(&by, proof, input).await?))
}
