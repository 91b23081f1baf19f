//! `GET /api/v1/customers/{id}/privacy`

use api::privacy::PrivacyState;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Whether a person was erased, by whom and how far it is.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/privacy",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "How it stands", body = PrivacyState)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<PrivacyState>> {
    Ok(Json(web.ports.privacy.privacy(&by, customer).await?))
}
