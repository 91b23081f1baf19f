//! `POST /api/v1/cases/{id}/reopen`

use api::case::CaseRow;
use model::CaseId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// Opens a resolved case again.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/reopen",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case, open again", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.reopen(&by, case).await?))
}
