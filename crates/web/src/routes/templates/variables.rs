//! `GET /api/v1/template-variables`

use api::template::TemplateVariable;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// What may stand in the gaps of canned replies.
#[utoipa::path(
    get,
    path = "/api/v1/template-variables",
    responses((status = 200, description = "All of them", body = Vec<TemplateVariable>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<TemplateVariable>>> {
    Ok(Json(web.ports.templates.template_variables(&by).await?))
}
