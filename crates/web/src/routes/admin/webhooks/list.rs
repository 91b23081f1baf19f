//! `GET /api/v1/admin/webhooks`

use api::webhook::Webhook;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Addresses that are told what happens, by their names.
#[utoipa::path(
    get,
    path = "/api/v1/admin/webhooks",
    responses((status = 200, description = "The addresses", body = Vec<Webhook>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Webhook>>> {
    Ok(Json(web.ports.webhooks.webhooks(&by).await?))
}
