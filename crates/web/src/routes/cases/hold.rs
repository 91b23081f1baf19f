//! `PUT /api/v1/cases/{id}/hold`

use api::case::{CaseRow, Hold};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Puts a case off until an instant. Promises run on; a word of the customer ends the hold.
#[utoipa::path(
    put,
    path = "/api/v1/cases/{id}/hold",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case on hold", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Hold>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.case_work.hold(&by, case, input).await?))
}
