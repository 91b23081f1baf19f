//! `DELETE /api/v1/cases/{id}/ties/{tie}`

use api::case_work::CaseTie;
use model::{CaseId, CaseTieId};

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Takes a tie back. Of a join, both are cases of their own again, with what was said in their
/// sessions since.
#[utoipa::path(
    delete,
    path = "/api/v1/cases/{id}/ties/{tie}",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("tie" = CaseTieId, Path, description = "Which tie"),
    ),
    responses((status = 200, description = "The ties that remain", body = Vec<CaseTie>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, tie)): ById<(CaseId, CaseTieId)>,
) -> Outcome<Json<Vec<CaseTie>>> {
    Ok(Json(web.ports.case_work.untie(&by, case, tie).await?))
}
