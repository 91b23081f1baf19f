//! `PATCH /api/v1/admin/webhooks/{id}`

use api::webhook::{Webhook, WebhookChange};
use model::WebhookId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes an address; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/webhooks/{id}",
    params(
        ("id" = WebhookId, Path, description = "Which address"),
        ("If-Match" = String, Header, description = "Its `version` as it was read, in quotes"),
    ),
    responses((status = 200, description = "The address after the change", body = Webhook)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(webhook): ById<WebhookId>,
    IfMatch(version): IfMatch,
    Json(input): Json<WebhookChange>,
) -> Outcome<Tagged<Webhook>> {
    Ok(Tagged(web.ports.webhooks.change_webhook(&by, webhook, version, input).await?))
}
