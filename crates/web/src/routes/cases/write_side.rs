//! `POST /api/v1/cases/{id}/sides/{side}/messages`

use api::side::{SideThread, SideWords};
use model::{CaseId, SideId};

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Writes again to somebody outside; a conversation that was ended goes on.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/sides/{side}/messages",
    params(
        ("id" = CaseId, Path, description = "Which case"),
        ("side" = SideId, Path, description = "Which conversation"),
    ),
    responses((status = 201, description = "The conversation", body = SideThread)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById((case, side)): ById<(CaseId, SideId)>,
    Json(input): Json<SideWords>,
) -> Outcome<(StatusCode, Json<SideThread>)> {
    Ok((StatusCode::CREATED, Json(web.ports.sides.write_side(&by, case, side, input).await?)))
}
