//! `POST /api/v1/cases/{id}/read`

use api::case::ReadUpTo;
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Marks a case as read by me, up to a log position.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/read",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 204, description = "Marked")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<ReadUpTo>,
) -> Outcome<StatusCode> {
    web.ports.cases.read(&by, case, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
