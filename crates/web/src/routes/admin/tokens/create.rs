//! `POST /api/v1/admin/api-tokens`

use api::token::{MadeApiToken, NewApiToken};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Makes an API token for oneself. It is shown in this answer and never again. Takes no
/// `Idempotency-Key`: a kept answer would be a kept token.
#[utoipa::path(
    post,
    path = "/api/v1/admin/api-tokens",
    responses((status = 201, description = "The new token", body = MadeApiToken)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewApiToken>,
) -> Outcome<(StatusCode, Json<MadeApiToken>)> {
    Ok((StatusCode::CREATED, Json(web.ports.tokens.create_token(&by, input).await?)))
}
