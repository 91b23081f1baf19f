//! `GET /api/v1/admin/templates/{id}`

use api::template::Template;
use model::TemplateId;

use crate::endpoint::{ById, Outcome, SignedIn, State, Tagged, Web};

/// One canned reply with its texts.
#[utoipa::path(
    get,
    path = "/api/v1/admin/templates/{id}",
    params(("id" = TemplateId, Path, description = "Which canned reply")),
    responses((status = 200, description = "The canned reply", body = Template)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(template): ById<TemplateId>,
) -> Outcome<Tagged<Template>> {
    Ok(Tagged(web.ports.templates.template(&by, template).await?))
}
