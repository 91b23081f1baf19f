//! `POST /api/v1/customers/{id}/merges`

use api::customer::{Customer, NewMerge};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Says that another record is the same person. It can be undone.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{id}/merges",
    params(("id" = CustomerId, Path, description = "The customer that goes on")),
    responses((status = 200, description = "The customer with everything of both", body = Customer)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Json(input): Json<NewMerge>,
) -> Outcome<Tagged<Customer>> {
    Ok(Tagged(web.ports.customers.merge(&by, customer, input).await?))
}
