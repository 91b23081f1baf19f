//! `POST /api/v1/cases/{id}/transfer`

use api::case::{CaseRow, Transfer};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Hands a case to a queue or a colleague.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/transfer",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case after the hand-over", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Transfer>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.transfer(&by, case, input).await?))
}
