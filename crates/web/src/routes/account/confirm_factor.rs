//! `POST /api/v1/me/second-factor/confirm`

use api::account::{FactorCode, RecoveryCodes};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Proves the second factor by a code; answers the recovery codes, and ends one's other sessions.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor/confirm",
    responses((status = 200, description = "In use", body = RecoveryCodes)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<FactorCode>,
) -> Outcome<Json<RecoveryCodes>> {
    Ok(Json(web.ports.accounts.confirm_second_factor(&by, input).await?))
}
