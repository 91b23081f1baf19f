//! `POST /api/v1/cases/{id}/notes`

use api::case::{Message, Note};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Adds a note that colleagues see and customers do not.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/notes",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 201, description = "The note as it stands in the thread", body = Message)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Note>,
) -> Outcome<(StatusCode, Json<Message>)> {
    Ok((StatusCode::CREATED, Json(web.ports.cases.note(&by, case, input).await?)))
}
