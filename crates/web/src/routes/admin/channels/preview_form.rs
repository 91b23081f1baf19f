//! `POST /api/v1/admin/form-preview`

use api::form::{FormDraft, FormPreview};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};
use crate::pages::form::preview;

/// What an inquiry form with these settings would look like, before they are stored.
#[utoipa::path(
    post,
    path = "/api/v1/admin/form-preview",
    responses((status = 200, description = "Its page", body = FormPreview)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(draft): Json<FormDraft>,
) -> Outcome<Json<FormPreview>> {
    let view = web.ports.admin.preview_form(&by, draft).await?;
    Ok(Json(FormPreview { html: preview(&view) }))
}
