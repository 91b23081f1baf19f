//! `PATCH /api/v1/me`

use api::account::{Me, MyChange};

use super::stamped;
use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Changes one's own name or language; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/me",
    responses((status = 200, description = "The account after the change", body = Me)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<MyChange>,
) -> Outcome<Json<Me>> {
    Ok(Json(stamped(web.ports.accounts.change_me(&by, input).await?, &web)))
}
