//! `GET /api/v1/customers/{id}`

use api::customer::Customer;
use model::CustomerId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// One customer with identities and figures.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}",
    params(("id" = CustomerId, Path, description = "Which customer")),
    responses((status = 200, description = "The customer", body = Customer)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
) -> Outcome<Tagged<Customer>> {
    Ok(Tagged(web.ports.customers.get(&by, customer).await?))
}
