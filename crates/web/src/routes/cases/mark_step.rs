//! `POST /api/v1/cases/{id}/steps`

use api::case_work::{StepMark, Walk};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Marks a step of the procedure of a case as done, or as not done after all.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/steps",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "How far the case got", body = Walk)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<StepMark>,
) -> Outcome<Json<Walk>> {
    Ok(Json(web.ports.case_work.mark_step(&by, case, input).await?))
}
