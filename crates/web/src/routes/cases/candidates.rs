//! `GET /api/v1/cases/{id}/candidates`

use api::customer::Candidate;
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Who the customer of an anonymous case might be, with the reasons.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/candidates",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "Candidates, likeliest first", body = Vec<Candidate>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Json<Vec<Candidate>>> {
    Ok(Json(web.ports.cases.candidates(&by, case).await?))
}
