//! `POST /api/v1/cases/{id}/handovers`

use api::handover::{Handover, NewHandover};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Makes a link with which the customer goes on by chat. It is shown once and good for one browser.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/handovers",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The link, its code and its picture", body = Handover)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<NewHandover>,
) -> Outcome<Json<Handover>> {
    Ok(Json(web.ports.handovers.offer_handover(&by, case, input).await?))
}
