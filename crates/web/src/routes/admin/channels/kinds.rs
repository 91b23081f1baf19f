//! `GET /api/v1/admin/channel-kinds`

use api::admin::ChannelKindView;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The kinds of channels with the forms of their settings.
#[utoipa::path(
    get,
    path = "/api/v1/admin/channel-kinds",
    responses((status = 200, description = "The kinds", body = Vec<ChannelKindView>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<ChannelKindView>>> {
    Ok(Json(web.ports.admin.channel_kinds(&by).await?))
}
