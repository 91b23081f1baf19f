//! `PATCH /api/v1/admin/templates/{id}`

use api::template::{Template, TemplateChange};
use model::TemplateId;

use crate::endpoint::{ById, IfMatch, Json, Outcome, SignedIn, State, Tagged, Web};

/// Changes a canned reply; absent fields stay.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/templates/{id}",
    params(
        ("id" = TemplateId, Path, description = "Which canned reply"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    responses((status = 200, description = "The canned reply after the change", body = Template)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(template): ById<TemplateId>,
    IfMatch(version): IfMatch,
    Json(input): Json<TemplateChange>,
) -> Outcome<Tagged<Template>> {
    Ok(Tagged(web.ports.templates.change_template(&by, template, version, input).await?))
}
