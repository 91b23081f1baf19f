//! `POST /api/v1/admin/webhooks/{id}/replay`

use api::webhook::{ReplaySince, Replayed};
use model::WebhookId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Sends again what happened from an instant on, the oldest first, and for the first time what was
/// kept while the address was switched off.
#[utoipa::path(
    post,
    path = "/api/v1/admin/webhooks/{id}/replay",
    params(("id" = WebhookId, Path, description = "Which address")),
    responses((status = 200, description = "How much is sent again", body = Replayed)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(webhook): ById<WebhookId>,
    Json(input): Json<ReplaySince>,
) -> Outcome<Json<Replayed>> {
    Ok(Json(web.ports.webhooks.replay_webhook(&by, webhook, input).await?))
}
