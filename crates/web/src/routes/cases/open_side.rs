//! `POST /api/v1/cases/{id}/sides`

use api::side::{NewSide, SideThread};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Asks somebody outside about a case, by mail. The customer sees nothing of it, and nothing of the
/// customer's goes along but what is named.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/sides",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 201, description = "The new conversation", body = SideThread)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<NewSide>,
) -> Outcome<(StatusCode, Json<SideThread>)> {
    Ok((StatusCode::CREATED, Json(web.ports.sides.open_side(&by, case, input).await?)))
}
