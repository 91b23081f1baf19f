//! `PUT /api/v1/customers/{id}/ties`

use api::customer::{NewTie, Tie};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Ties another customer to this one, or unties them.
#[utoipa::path(
    put,
    path = "/api/v1/customers/{id}/ties",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "The people after the change", body = Vec<Tie>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewTie>,
) -> Outcome<Json<Vec<Tie>>> {
    Ok(Json(web.ports.customers.set_tie(&by, customer, input).await?))
}
