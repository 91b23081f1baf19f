//! `GET /api/v1/admin/channels`

use api::admin::Channel;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Every channel; secrets are not among the settings.
#[utoipa::path(
    get,
    path = "/api/v1/admin/channels",
    responses((status = 200, description = "The channels", body = Vec<Channel>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Channel>>> {
    Ok(Json(web.ports.admin.channels(&by).await?))
}
