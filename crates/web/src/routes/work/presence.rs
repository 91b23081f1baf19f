//! `GET /api/v1/work/presence`

use api::work::AgentState;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// My state and how much work I have.
#[utoipa::path(
    get,
    path = "/api/v1/work/presence",
    responses((status = 200, description = "My state", body = AgentState)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
) -> Outcome<Json<AgentState>> {
    Ok(Json(web.ports.work.presence(&by).await?))
}
