//! `PUT /api/v1/board/agents/{id}/presence`

use api::work::{AgentState, PresenceChange};
use model::UserId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, Web};

/// Changes the state of somebody else.
#[utoipa::path(
    put,
    path = "/api/v1/board/agents/{id}/presence",
    params(("id" = UserId, Path, description = "Which agent")),
    responses((status = 200, description = "The agent's state after the change", body = AgentState)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(user): ById<UserId>,
    Json(input): Json<PresenceChange>,
) -> Outcome<Json<AgentState>> {
    Ok(Json(web.ports.work.set_agent_presence(&by, user, input).await?))
}
