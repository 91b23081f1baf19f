//! `POST /api/v1/bulk`

use api::case_work::{Bulk, BulkDone};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Does one thing with several cases. Each is done or refused by itself.
#[utoipa::path(
    post,
    path = "/api/v1/bulk",
    responses((status = 200, description = "What became of it", body = BulkDone)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<Bulk>,
) -> Outcome<Json<BulkDone>> {
    Ok(Json(web.ports.case_work.bulk(&by, input).await?))
}
