//! `POST /api/v1/me/password`

use api::account::PasswordChange;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Changes one's own password; every other session of the person ends.
#[utoipa::path(
    post,
    path = "/api/v1/me/password",
    responses((status = 204, description = "Changed")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<PasswordChange>,
) -> Outcome<StatusCode> {
    web.ports.accounts.change_password(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
