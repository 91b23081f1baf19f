//! `GET /api/v1/admin/retention/runs`

use api::retention::RetentionRunView;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// What was deleted because its time was over, newest first, in figures.
#[utoipa::path(
    get,
    path = "/api/v1/admin/retention/runs",
    responses((status = 200, description = "The newest", body = Vec<RetentionRunView>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<RetentionRunView>>> {
    Ok(Json(web.ports.retentions.retention_runs(&by).await?))
}
