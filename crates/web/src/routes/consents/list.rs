//! `GET /api/v1/customers/{id}/consents`

use api::consent::Consents;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// What a customer consented to, by purpose and way, and the ledger with its proof.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/consents",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "What holds, and what was said", body = Consents)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<Consents>> {
    Ok(Json(web.ports.consents.consents(&by, customer).await?))
}
