//! `POST /api/v1/admin/webhooks/{id}/secret`

use api::hook::HookSecret;
use model::WebhookId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Issues a new secret of an address. It is shown in this answer and never again; for 24 hours
/// requests carry a signature of the one before as well. Takes no `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/api/v1/admin/webhooks/{id}/secret",
    params(("id" = WebhookId, Path, description = "Which address")),
    responses((status = 200, description = "The secret", body = HookSecret)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(webhook): ById<WebhookId>,
) -> Outcome<Json<HookSecret>> {
    Ok(Json(web.ports.webhooks.issue_webhook_secret(&by, webhook).await?))
}
