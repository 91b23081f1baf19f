//! `GET /api/v1/admin/webhooks/{id}/deliveries`

use api::Page;
use api::webhook::{DeliveryQuery, WebhookDelivery};
use model::WebhookId;

use crate::endpoint::{ById, Json, Outcome, Query, SignedIn, State, Web};

/// What an address was told in the last 30 days and how that went, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/webhooks/{id}/deliveries",
    params(("id" = WebhookId, Path, description = "Which address"), DeliveryQuery),
    responses((status = 200, description = "One page of deliveries", body = Page<WebhookDelivery>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(webhook): ById<WebhookId>,
    Query(query): Query<DeliveryQuery>,
) -> Outcome<Json<Page<WebhookDelivery>>> {
    Ok(Json(web.ports.webhooks.webhook_deliveries(&by, webhook, query).await?))
}
