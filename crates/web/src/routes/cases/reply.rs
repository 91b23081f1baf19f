//! `POST /api/v1/cases/{id}/replies`

use api::case::{Message, Reply};
use model::CaseId;

use crate::endpoint::{ById, Json, Outcome, SignedIn, State, StatusCode, Web};

/// Answers the customer on the channel of the case.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/replies",
    params(("id" = CaseId, Path, description = "Which case")),
    responses((status = 201, description = "The message as it stands in the thread", body = Message)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    SignedIn(by): SignedIn,
    ById(case): ById<CaseId>,
    Json(input): Json<Reply>,
) -> Outcome<(StatusCode, Json<Message>)> {
    Ok((StatusCode::CREATED, Json(web.ports.cases.reply(&by, case, input).await?)))
}
