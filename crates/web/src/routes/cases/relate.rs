//! `POST /api/v1/cases/{id}/ties`

use api::case_work::{CaseTie, OtherCase};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Says that two cases have to do with each other.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/ties",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "Every tie of the case", body = Vec<CaseTie>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<OtherCase>,
) -> Outcome<Json<Vec<CaseTie>>> {
    Ok(Json(web.ports.case_work.relate(&by, case, input.case).await?))
}
