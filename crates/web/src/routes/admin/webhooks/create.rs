//! `POST /api/v1/admin/webhooks`

use api::webhook::{MadeWebhook, NewWebhook};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Makes an address that is told what happens from now on. The secret that its requests are signed
/// with is shown in this answer and never again. Takes no `Idempotency-Key`: a kept answer would be a
/// kept secret.
#[utoipa::path(
    post,
    path = "/api/v1/admin/webhooks",
    responses((status = 201, description = "The new address", body = MadeWebhook)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewWebhook>,
) -> Outcome<(StatusCode, Json<MadeWebhook>)> {
    Ok((StatusCode::CREATED, Json(web.ports.webhooks.create_webhook(&by, input).await?)))
}
