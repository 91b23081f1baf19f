//! The beginning of a WebSocket.

use api::{Code, Problem};
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::request::Parts;
use model::limits::FRAME_BYTES_MAX;

use crate::problem::Failure;
use crate::state::Web;

/// An upgrade whose socket takes frames of at most [`FRAME_BYTES_MAX`] bytes.
pub(crate) struct Upgrade(pub(crate) WebSocketUpgrade);

impl FromRequestParts<Web> for Upgrade {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let upgrade = WebSocketUpgrade::from_request_parts(parts, web).await.map_err(|_| {
            Problem::new(Code::Malformed)
                .with("WebSocket で接続してください。", "Connect to this address by WebSocket.")
        })?;
        Ok(Self(upgrade.max_message_size(FRAME_BYTES_MAX).max_frame_size(FRAME_BYTES_MAX)))
    }
}
