//! `GET /api/v1/customers/{id}/timeline`

use api::customer::TimelineEntry;
use api::{Page, PageQuery};
use model::CustomerId;

use crate::endpoint::{ById, Json, Outcome, Query, SignedIn, State, Web};

/// Everything that happened with a customer, newest first, across channels.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}/timeline",
    params(
        ("id" = CustomerId, Path, description = "Which customer"),
        PageQuery,
    ),
    responses((status = 200, description = "A page of the timeline", body = Page<TimelineEntry>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(customer): ById<CustomerId>,
    Query(query): Query<PageQuery>,
) -> Outcome<Json<Page<TimelineEntry>>> {
    Ok(Json(web.ports.customers.timeline(&by, customer, query).await?))
}
