//! `DELETE /api/v1/cases/{id}/hold`

use api::case::CaseRow;
use model::CaseId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// Ends a hold before its time; whoever does it, has the case.
#[utoipa::path(
    delete,
    path = "/api/v1/cases/{id}/hold",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case, at hand again", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.case_work.end_hold(&by, case).await?))
}
