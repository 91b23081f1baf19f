//! `GET /api/v1/customers/{id}/ties`

use api::customer::Tie;
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Who belongs to this customer without being one with them.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/ties",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "The people", body = Vec<Tie>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Json<Vec<Tie>>> {
    Ok(Json(web.ports.customers.ties(&by, customer).await?))
}
