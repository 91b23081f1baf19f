//! `GET /api/v1/customers/{id}/orders`

use api::customer::Order;
use api::{Page, PageQuery};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, Query, SignedIn, State, Web};

/// Purchases, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/orders",
    params(
        ("id" = CustomerId, Path, description = "Which customer"),
        PageQuery,
    ),
    responses((status = 200, description = "A page of orders", body = Page<Order>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Query(query): Query<PageQuery>,
) -> Outcome<Json<Page<Order>>> {
    Ok(Json(web.ports.customers.orders(&by, customer, query).await?))
}
