//! `POST /api/v1/admin/template-preview`

use api::template::{TemplateDraft, TemplateText};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// A text as it would be filled for an invented customer, before it is stored.
#[utoipa::path(
    post,
    path = "/api/v1/admin/template-preview",
    responses((status = 200, description = "The filled text", body = TemplateText)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(draft): Json<TemplateDraft>,
) -> Outcome<Json<TemplateText>> {
    Ok(Json(web.ports.templates.preview_template(&by, draft).await?))
}
