//! `POST /api/v1/admin/api-tokens/{id}/revoke`

use model::ApiTokenId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Revokes an API token, for ever; from now on it opens nothing.
#[utoipa::path(
    post,
    path = "/api/v1/admin/api-tokens/{id}/revoke",
    params(("id" = ApiTokenId, Path, description = "Which token")),
    responses((status = 204, description = "It is revoked")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(token): ById<ApiTokenId>,
) -> Outcome<StatusCode> {
    web.ports.tokens.revoke_token(&by, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
