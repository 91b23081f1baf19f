//! `POST /api/v1/admin/webhooks/{id}/test`

use api::webhook::WebhookTest;
use model::WebhookId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Sends a signed `ping` and says how it went.
#[utoipa::path(
    post,
    path = "/api/v1/admin/webhooks/{id}/test",
    params(("id" = WebhookId, Path, description = "Which address")),
    responses((status = 200, description = "How it went", body = WebhookTest)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(webhook): ById<WebhookId>,
) -> Outcome<Json<WebhookTest>> {
    Ok(Json(web.ports.webhooks.test_webhook(&by, webhook).await?))
}
