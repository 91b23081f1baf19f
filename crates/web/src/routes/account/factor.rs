//! `GET /api/v1/me/second-factor`

use api::account::FactorState;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Whether one signs in with a second factor.
#[utoipa::path(
    get,
    path = "/api/v1/me/second-factor",
    responses((status = 200, description = "Whether", body = FactorState)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<FactorState>> {
    Ok(Json(web.ports.accounts.second_factor(&by).await?))
}
