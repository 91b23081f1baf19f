//! `POST /api/v1/admin/retention/preview`

use api::retention::RetentionPreview;
use model::Retention;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// What a policy would delete now; nothing is.
#[utoipa::path(
    post,
    path = "/api/v1/admin/retention/preview",
    responses((status = 200, description = "By kind of channel and part", body = Vec<RetentionPreview>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<Retention>,
) -> Outcome<Json<Vec<RetentionPreview>>> {
    Ok(Json(web.ports.retentions.preview_retention(&by, input).await?))
}
