//! `POST /api/v1/customers`

use api::customer::{Customer, NewCustomer};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a customer record.
#[utoipa::path(
    post,
    path = "/api/v1/customers",
    responses((status = 201, description = "The new customer", body = Customer)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewCustomer>,
) -> Outcome<(StatusCode, Tagged<Customer>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.customers.create(&by, input).await?)))
}
