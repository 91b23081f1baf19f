//! `POST /api/v1/cases/{id}/customer`

use api::case::{CaseRow, Identify};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Says whose an anonymous case is.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/customer",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case under its customer", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Identify>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.identify(&by, case, input).await?))
}
