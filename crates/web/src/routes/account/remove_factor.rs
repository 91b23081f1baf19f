//! `POST /api/v1/me/second-factor/remove`

use api::account::FactorRemoval;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Ends the second factor.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor/remove",
    responses((status = 204, description = "Ended")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<FactorRemoval>,
) -> Outcome<StatusCode> {
    web.ports.accounts.remove_second_factor(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
