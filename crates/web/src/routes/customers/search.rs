//! `GET /api/v1/customers`

use api::Page;
use api::customer::{CustomerQuery, CustomerRow};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// One page of the customers that match.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    params(CustomerQuery),
    responses((status = 200, description = "A page of customers", body = Page<CustomerRow>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<CustomerQuery>,
) -> Outcome<Json<Page<CustomerRow>>> {
    Ok(Json(web.ports.customers.search(&by, query).await?))
}
