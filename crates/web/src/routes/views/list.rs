//! `GET /api/v1/views`

use api::case_work::SavedView;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The lists that I keep, and those that everybody sees.
#[utoipa::path(
    get,
    path = "/api/v1/views",
    responses((status = 200, description = "The lists by name", body = Vec<SavedView>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<SavedView>>> {
    Ok(Json(web.ports.case_work.views(&by).await?))
}
