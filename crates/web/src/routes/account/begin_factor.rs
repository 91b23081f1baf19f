//! `POST /api/v1/me/second-factor`

use api::account::{FactorSetup, FactorStart};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Begins a second factor: what an authenticator app needs. It counts once a code has proved it.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor",
    responses((status = 200, description = "Begun", body = FactorSetup)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<FactorStart>,
) -> Outcome<Json<FactorSetup>> {
    Ok(Json(web.ports.accounts.begin_second_factor(&by, input).await?))
}
