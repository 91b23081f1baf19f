//! `GET /api/v1/partners`

use api::side::Partner;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The address book of people and departments outside, entries out of use among them.
#[utoipa::path(
    get,
    path = "/api/v1/partners",
    responses((status = 200, description = "The entries by name", body = Vec<Partner>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<Partner>>> {
    Ok(Json(web.ports.sides.partners(&by).await?))
}
