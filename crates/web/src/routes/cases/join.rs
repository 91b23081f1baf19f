//! `POST /api/v1/cases/{id}/join`

use api::case::CaseRow;
use api::case_work::OtherCase;
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Tagged, Web};

/// Lets a case go on in another one of the same customer. Later mails to it arrive there.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/join",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The case in which it goes on", body = CaseRow)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<OtherCase>,
) -> Outcome<Tagged<CaseRow>> {
    Ok(Tagged(web.ports.case_work.join(&by, case, input.case).await?))
}
