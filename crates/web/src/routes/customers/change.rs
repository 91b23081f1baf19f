//! `PATCH /api/v1/customers/{id}`

use api::customer::{Customer, CustomerChange};
use model::CustomerId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes the profile; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/customers/{id}",
    params(
        ("id" = CustomerId, Path, description = "Which customer"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The customer after the change", body = Customer)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    IfMatch(version): IfMatch,
    Json(input): Json<CustomerChange>,
) -> Outcome<Tagged<Customer>> {
    Ok(Tagged(web.ports.customers.change(&by, customer, version, input).await?))
}
