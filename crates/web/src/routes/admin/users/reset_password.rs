//! `POST /api/v1/admin/users/{id}/password`

use api::admin::PasswordReset;
use model::UserId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Sets the password of somebody and ends all sessions of that person.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/password",
    params(("id" = UserId, Path, description = "Which account")),
    responses((status = 204, description = "Set")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(user): ById<UserId>,
    Json(input): Json<PasswordReset>,
) -> Outcome<StatusCode> {
    web.ports.admin.reset_password(&by, user, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
