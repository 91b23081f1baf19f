//! `POST /api/v1/cases/{id}/templates`

use api::template::{TemplateUse, TemplateUsed};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Fills a canned reply for a case and does to the case what the reply says. Nothing is sent.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/templates",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 200, description = "The text, and the case after it", body = TemplateUsed)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<TemplateUse>,
) -> Outcome<Json<TemplateUsed>> {
    Ok(Json(web.ports.templates.use_template(&by, case, input).await?))
}
