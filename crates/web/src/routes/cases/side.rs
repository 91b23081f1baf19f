//! `GET /api/v1/cases/{id}/sides/{side}`

use api::side::SideThread;
use model::{CaseId, SideId};

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// A conversation with somebody outside, with what was said in it.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/sides/{side}",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("side" = SideId, Path, description = "Which conversation"),
    ),
    responses((status = 200, description = "The conversation", body = SideThread)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, side)): ById<(CaseId, SideId)>,
) -> Outcome<Json<SideThread>> {
    Ok(Json(web.ports.sides.side(&by, case, side).await?))
}
