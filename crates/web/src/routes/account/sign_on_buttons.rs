//! `GET /api/v1/sign-in/providers`

use api::sign_on::{SignOnButton, SignOnQuery};

use crate::arrival::Arrival;
use crate::endpoint::{Json, Outcome, Query, State, Web};

/// The providers by which somebody may sign in. With several tenants, name one, or an address.
#[utoipa::path(
    get,
    path = "/api/v1/sign-in/providers",
    params(SignOnQuery),
    responses((status = 200, description = "Each is a button", body = Vec<SignOnButton>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    Query(query): Query<SignOnQuery>,
) -> Outcome<Json<Vec<SignOnButton>>> {
    web.limits.sign_in(origin.ip)?;
    Ok(Json(web.ports.sign_on.sign_on_buttons(query).await?))
}
