//! `POST /api/v1/cases/{id}/take`

use api::case::CaseRow;
use model::CaseId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// Takes a case from its queue or from a colleague.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/take",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case, now mine", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.take(&by, case).await?))
}
