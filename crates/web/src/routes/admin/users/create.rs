//! `POST /api/v1/admin/users`

use api::admin::{NewUser, User};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes an account.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users",
    responses((status = 201, description = "The new account", body = User)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewUser>,
) -> Outcome<(StatusCode, Tagged<User>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.admin.create_user(&by, input).await?)))
}
