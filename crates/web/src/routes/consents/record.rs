//! `POST /api/v1/customers/{id}/consents`

use api::consent::{Consents, NewConsent};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Writes down that a customer consented to a purpose, or took it back. Entries are never changed
/// or deleted: what is no longer so is said by another one.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{id}/consents",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 201, description = "What holds now", body = Consents)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewConsent>,
) -> Outcome<(StatusCode, Json<Consents>)> {
    let holds = web.ports.consents.record_consent(&by, customer, input).await?;
    Ok((StatusCode::CREATED, Json(holds)))
}
