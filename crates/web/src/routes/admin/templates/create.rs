//! `POST /api/v1/admin/templates`

use api::template::{NewTemplate, Template};

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Tagged, Web};

/// Makes a canned reply.
#[utoipa::path(
    post,
    path = "/api/v1/admin/templates",
    responses((status = 201, description = "The new canned reply", body = Template)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<NewTemplate>,
) -> Outcome<(StatusCode, Tagged<Template>)> {
    Ok((StatusCode::CREATED, Tagged(web.ports.templates.create_template(&by, input).await?)))
}
