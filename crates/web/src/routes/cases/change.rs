//! `PATCH /api/v1/cases/{id}`

use api::case::{CaseChange, CaseRow};
use model::CaseId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes subject, priority or category; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/cases/{id}",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The case after the change", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    IfMatch(version): IfMatch,
    Json(input): Json<CaseChange>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.cases.change(&by, case, version, input).await?))
}
