//! `POST /api/v1/customers/{id}/proofs`

use api::proof::{NewProof, Proof};
use axum::http::StatusCode;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Sends a code and a link to an address that is said to be a customer's. Only the newest of an
/// address counts.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{id}/proofs",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 201, description = "The mail goes out", body = Proof)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewProof>,
) -> Outcome<(StatusCode, Json<Proof>)> {
    Ok((StatusCode::CREATED, Json(web.ports.proofs.ask_proof(&by, customer, input).await?)))
}
