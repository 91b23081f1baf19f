//! `PUT /api/v1/work/presence`

use api::work::{AgentState, PresenceChange};

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// Changes my state.
#[utoipa::path(
    put,
    path = "/api/v1/work/presence",
    responses((status = 200, description = "My state after the change", body = AgentState)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    Json(input): Json<PresenceChange>,
) -> Outcome<Json<AgentState>> {
    Ok(Json(web.ports.work.set_presence(&by, input).await?))
}
