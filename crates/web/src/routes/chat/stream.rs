//! `GET /chat/v1/stream`

use axum::response::Response;

use crate::arrival::Arrival;
use crate::endpoint::{Outcome, State, Web};
use crate::extract::Upgrade;
use crate::live::chat;

/// The live line of a visitor, a WebSocket. Its frames are described in
/// `docs/web-chat-protocol.md`.
#[utoipa::path(
    get,
    path = "/chat/v1/stream",
    responses((status = 101, description = "Switched to WebSocket")),
)]
pub(crate) async fn handle(
    State(web): State<Web>,
    Arrival(origin): Arrival,
    Upgrade(upgrade): Upgrade,
) -> Outcome<Response> {
    let seat = web.limits.chat_socket(origin.ip)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _seat = seat;
        chat::run(web, origin, socket).await;
    }))
}
