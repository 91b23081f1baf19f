//! `GET /api/v1/customers/lookalikes`

use api::customer::{LookalikeQuery, Lookalikes};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// Customers who may be one, the likeliest first.
#[utoipa::path(
    get,
    path = "/api/v1/customers/lookalikes",
    params(LookalikeQuery),
    responses((status = 200, description = "The pairs", body = Lookalikes)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<LookalikeQuery>,
) -> Outcome<Json<Lookalikes>> {
    Ok(Json(web.ports.customers.lookalikes(&by, query).await?))
}
