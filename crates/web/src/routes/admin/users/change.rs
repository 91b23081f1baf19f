//! `PATCH /api/v1/admin/users/{id}`

use api::admin::{User, UserChange};
use model::UserId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes an account; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/users/{id}",
    params(
        ("id" = UserId, Path, description = "Which account"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The account after the change", body = User)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(user): ById<UserId>,
    IfMatch(version): IfMatch,
    Json(input): Json<UserChange>,
) -> Outcome<Tagged<User>> {
    Ok(Tagged(web.ports.admin.change_user(&by, user, version, input).await?))
}
