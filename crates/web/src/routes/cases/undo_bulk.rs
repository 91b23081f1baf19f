//! `POST /api/v1/bulk/{id}/undo`

use api::case_work::BulkDone;
use model::BulkId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Takes back what was done with several cases, where nobody has gone on since.
#[utoipa::path(
    post,
    path = "/api/v1/bulk/{id}/undo",
    params(("id" = BulkId, Path, description = "Which act")),
    responses((status = 200, description = "What became of it", body = BulkDone)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(bulk): ById<BulkId>,
) -> Outcome<Json<BulkDone>> {
    Ok(Json(web.ports.case_work.undo_bulk(&by, bulk).await?))
}
