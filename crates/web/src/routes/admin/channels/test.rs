//! `POST /api/v1/admin/channels/{id}/test`

use api::admin::ChannelTest;
use model::ChannelId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Tries a channel out with its present settings.
#[utoipa::path(
    post,
    path = "/api/v1/admin/channels/{id}/test",
    params(("id" = ChannelId, Path, description = "Which channel")),
    responses((status = 200, description = "What each step found", body = ChannelTest)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(channel): ById<ChannelId>,
) -> Outcome<Json<ChannelTest>> {
    Ok(Json(web.ports.admin.test_channel(&by, channel).await?))
}
