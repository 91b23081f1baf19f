//! `POST /api/v1/cases/{id}/resolve`

use api::case::CaseRow;
use model::CaseId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// Resolves a case.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/resolve",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case, resolved", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.resolve(&by, case).await?))
}
