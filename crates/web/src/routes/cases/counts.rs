//! `GET /api/v1/cases/counts`

use api::case::CaseCounts;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The numbers beside the lists of the inbox.
#[utoipa::path(
    get,
    path = "/api/v1/cases/counts",
    responses((status = 200, description = "The numbers", body = CaseCounts)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<CaseCounts>> {
    Ok(Json(web.ports.cases.counts(&by).await?))
}
