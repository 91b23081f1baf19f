//! `GET /api/v1/templates`

use api::template::TemplateRow;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Every canned reply by its name, those out of use among them; of each its beginning only.
#[utoipa::path(
    get,
    path = "/api/v1/templates",
    responses((status = 200, description = "All of them", body = Vec<TemplateRow>)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<Vec<TemplateRow>>> {
    Ok(Json(web.ports.templates.templates(&by).await?))
}
