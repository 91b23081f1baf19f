//! `POST /api/v1/cases/{id}/split`

use api::case::CaseRow;
use api::case_work::Split;
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes some messages of a case a case of their own; whoever does it, has it.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/split",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 201, description = "The new case", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Split>,
) -> Outcome<(StatusCode, Tagged<CaseRow>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.case_work.split(&by, case, input).await?)))
}
