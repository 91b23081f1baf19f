//! `GET /api/v1/customers/{id}/holds`

use api::retention::HoldView;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// The holds under which nothing of a customer is deleted.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/holds",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "Those that stand", body = Vec<HoldView>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<Vec<HoldView>>> {
    Ok(Json(web.ports.retentions.holds(&by, customer).await?))
}
