//! `POST /api/v1/admin/users/{id}/sign-on/reset`

use model::UserId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Forgets who somebody is to the providers by which people sign in, and ends all sessions of that
/// person. The next time, the verified address tells it again.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/sign-on/reset",
    params(("id" = UserId, Path, description = "Which account")),
    responses((status = 204, description = "Forgotten")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(user): ById<UserId>,
) -> Outcome<StatusCode> {
    web.ports.sign_on.forget_sign_on(&by, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
