//! `GET /api/v1/board`

use api::board::Board;

use crate::endpoint::{Json, Outcome, SignedIn, State, Web};

/// The live board: every queue and every agent right now.
#[utoipa::path(
    get,
    path = "/api/v1/board",
    responses((status = 200, description = "The board", body = Board)),
)]
pub(crate) async fn handle(State(web): State<Web>, SignedIn(by): SignedIn) -> Outcome<Json<Board>> {
    Ok(Json(web.ports.work.board(&by).await?))
}
