//! `POST /api/v1/admin/users/{id}/second-factor/reset`

use model::UserId;

use crate::endpoint::{ById, Outcome, SignedIn, State, StatusCode, Web};

/// Ends the second factor of somebody who lost device and recovery codes, and all sessions of that
/// person.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/second-factor/reset",
    params(("id" = UserId, Path, description = "Which account")),
    responses((status = 204, description = "Ended")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(user): ById<UserId>,
) -> Outcome<StatusCode> {
    web.ports.admin.reset_second_factor(&by, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
