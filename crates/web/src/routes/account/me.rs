//! `GET /api/v1/me`

use api::account::Me;

use super::stamped;
use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Who is signed in, what that person may do, and the CSRF token.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    responses((status = 200, description = "The signed-in person", body = Me)),
)]
pub(crate) async fn handle(State(web): State<Web>, SignedIn(by): SignedIn) -> Outcome<Json<Me>> {
    Ok(Json(stamped(web.ports.accounts.me(&by).await?, &web)))
}
