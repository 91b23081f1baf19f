//! `POST /api/v1/cases/{id}/return`

use api::case::{CaseRow, GiveBack};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Gives a case back to who handed it on, or to the queue it was in when they cannot have it.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/return",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case where it came from", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<GiveBack>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.case_work.give_back(&by, case, input).await?))
}
