//! `GET /api/v1/search`

use api::search::{SearchPage, SearchQuery};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// What words and operators find: customers, cases, messages, orders.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    params(SearchQuery),
    responses((status = 200, description = "What was found", body = SearchPage)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<SearchQuery>,
) -> Outcome<Json<SearchPage>> {
    Ok(Json(web.ports.search.find(&by, query).await?))
}
