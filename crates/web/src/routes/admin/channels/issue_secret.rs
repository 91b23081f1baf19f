//! `POST /api/v1/admin/channels/{id}/secrets/{direction}`

use api::hook::{HookDirection, HookSecret};
use model::ChannelId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Issues a new secret of an API channel. It is shown in this answer and never again; the one before
/// stays good for 24 hours. Takes no `Idempotency-Key`: a kept answer would be a kept secret.
#[utoipa::path(
    post,
    path = "/api/v1/admin/channels/{id}/secrets/{direction}",
    params(
        ("id" = ChannelId, Path, description = "Which channel"),
        ("direction" = HookDirection, Path, description = "Whose signatures it is for"),
    ),
    responses((status = 200, description = "The secret", body = HookSecret)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((channel, direction)): ById<(ChannelId, HookDirection)>,
) -> Outcome<Json<HookSecret>> {
    Ok(Json(web.ports.admin.issue_hook_secret(&by, channel, direction).await?))
}
