//! `GET /api/v1/cases/{id}/sides`

use api::side::Side;
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// The conversations with people outside about a case, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/sides",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "All of them", body = Vec<Side>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Json<Vec<Side>>> {
    Ok(Json(web.ports.sides.sides(&by, case).await?))
}
