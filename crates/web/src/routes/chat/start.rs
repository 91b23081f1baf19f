//! `POST /chat/v1/sessions`

use api::chat::{ChatSession, ChatStart};

use crate::arrival::Arrival;
use crate::endpoint::{Json, Outcome, State, Web};

/// Begins or resumes a visitor's session. Keep the token of the answer: it is another one when
/// the browser changed hands.
#[utoipa::path(
    post,
    path = "/chat/v1/sessions",
    responses((status = 200, description = "The session", body = ChatSession)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    Json(input): Json<ChatStart>,
) -> Outcome<Json<ChatSession>> {
    web.limits.chat_session(origin.ip)?;
    Ok(Json(web.ports.chat.start(&origin, input).await?))
}
