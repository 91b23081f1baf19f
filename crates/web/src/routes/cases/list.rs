//! `GET /api/v1/cases`

use api::Page;
use api::case::{CaseQuery, CaseRow};

use crate::endpoint::{Json, Outcome, Query, SignedIn, State, Web};

/// One page of a list of the inbox.
#[utoipa::path(
    get,
    path = "/api/v1/cases",
    params(CaseQuery),
    responses((status = 200, description = "A page of cases", body = Page<CaseRow>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Query(query): Query<CaseQuery>,
) -> Outcome<Json<Page<CaseRow>>> {
    Ok(Json(web.ports.cases.list(&by, query).await?))
}
