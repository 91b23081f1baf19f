//! The API channel's public side: signed requests of a messenger.

use bytes::Bytes;
use model::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A request of a messenger as it came.
pub struct HookRequest {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body, which the signature is over.
    pub body: Bytes,
}

/// What became of a request: it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HookTaken {
    /// Whether it had come before; then it does nothing again.
    pub duplicate: bool,
}

text_enum! {
    /// Whose signatures a secret of an API channel is for.
    HookDirection {
        /// The messenger signs with it.
        In = "in",
        /// This server signs with it.
        Out = "out",
    }
}

/// A new secret of an API channel: shown here and never again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HookSecret {
    /// `whsec_` and Base64.
    pub secret: String,
}

impl std::fmt::Debug for HookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HookSecret").finish_non_exhaustive()
    }
}
