//! `GET /chat/v1/messages`

use api::chat::ChatHistory;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::endpoint::{Json, Outcome, Query, State, Visiting, Web};

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Before {
    /// Messages with a smaller number than this.
    before: i64,
}

/// Older messages of the visitor.
#[utoipa::path(
    get,
    path = "/chat/v1/messages",
    params(Before),
    responses((status = 200, description = "Older messages", body = ChatHistory)),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Visiting(by): Visiting,
    Query(query): Query<Before>,
) -> Outcome<Json<ChatHistory>> {
    Ok(Json(web.ports.chat.history(&by, query.before).await?))
}
