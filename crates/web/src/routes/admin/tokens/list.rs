//! `GET /api/v1/admin/api-tokens`

use api::token::ApiToken;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Every API token, the newest first. None of them can be seen again as a whole.
#[utoipa::path(
    get,
    path = "/api/v1/admin/api-tokens",
    responses((status = 200, description = "The tokens", body = Vec<ApiToken>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<ApiToken>>> {
    Ok(Json(web.ports.tokens.tokens(&by).await?))
}
