//! `GET /api/v1/customers/{id}/proofs`

use api::proof::Proof;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// The addresses that a customer was asked to prove lately, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/proofs",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "How they stand", body = Vec<Proof>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<Vec<Proof>>> {
    Ok(Json(web.ports.proofs.proofs(&by, customer).await?))
}
