//! `GET /api/v1/cases/{id}`

use api::case::CaseDetail;
use model::CaseId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// One case with what stands around it.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case", body = CaseDetail)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
) -> Outcome<Tagged<CaseDetail>> {
    Ok(Tagged(web.ports.cases.get(&by, case).await?))
}
