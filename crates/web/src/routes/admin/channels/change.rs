//! `PATCH /api/v1/admin/channels/{id}`

use api::admin::{Channel, ChannelChange};
use model::ChannelId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a channel; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/channels/{id}",
    params(
        ("id" = ChannelId, Path, description = "Which channel"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The channel after the change", body = Channel)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(channel): ById<ChannelId>,
    IfMatch(version): IfMatch,
    Json(input): Json<ChannelChange>,
) -> Outcome<Tagged<Channel>> {
    Ok(Tagged(web.ports.admin.change_channel(&by, channel, version, input).await?))
}
