//! `PUT /api/v1/admin/retention`

use model::Retention;

use crate::endpoint::{Json, Outcome, SignedIn, State, StatusCode, Web};

/// Says how long contents are kept. What is over by then is deleted for good within minutes.
#[utoipa::path(
    put,
    path = "/api/v1/admin/retention",
    responses((status = 204, description = "It holds")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<Retention>,
) -> Outcome<StatusCode> {
    web.ports.retentions.set_retention(&by, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
