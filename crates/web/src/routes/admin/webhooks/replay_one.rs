//! `POST /api/v1/admin/webhook-deliveries/{id}/replay`

use api::webhook::WebhookDelivery;
use model::DeliveryId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Sends one event again, under the same `webhook-id`.
#[utoipa::path(
    post,
    path = "/api/v1/admin/webhook-deliveries/{id}/replay",
    params(("id" = DeliveryId, Path, description = "Which delivery")),
    responses((status = 200, description = "The delivery, begun again", body = WebhookDelivery)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(delivery): ById<DeliveryId>,
) -> Outcome<Json<WebhookDelivery>> {
    Ok(Json(web.ports.webhooks.replay_delivery(&by, delivery).await?))
}
