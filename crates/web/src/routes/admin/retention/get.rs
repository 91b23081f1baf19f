//! `GET /api/v1/admin/retention`

use api::retention::RetentionView;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// How long contents are kept, by kind of channel.
#[utoipa::path(
    get,
    path = "/api/v1/admin/retention",
    responses((status = 200, description = "The policy", body = RetentionView)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<RetentionView>> {
    Ok(Json(web.ports.retentions.retention(&by).await?))
}
