//! What can go wrong for an actor.

/// Why an actor could not go on; always temporary in the actor's eyes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActorError {
    /// The server could not be reached or its answer not be read.
    #[error("HTTP: {0}")]
    Http(#[from] reqwest::Error),
    /// The server said no.
    #[error("the server refused with {status} {code}")]
    Refused {
        /// HTTP status; 0 for a refusal inside a WebSocket.
        status: u16,
        /// The problem's stable code.
        code: String,
        /// Seconds to wait.
        retry_after: Option<u64>,
    },
    /// A WebSocket failed.
    #[error("WebSocket: {0}")]
    Socket(Box<tokio_tungstenite::tungstenite::Error>),
    /// A mail could not be handed over.
    #[error("SMTP: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// A mail could not be written.
    #[error("mail: {0}")]
    Mail(#[from] lettre::error::Error),
    /// An address is none.
    #[error("address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// JSON that is none.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The server did something its protocol does not say.
    #[error("unexpected: {0}")]
    Unexpected(&'static str),
}

impl From<tokio_tungstenite::tungstenite::Error> for ActorError {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

impl ActorError {
    /// Seconds the server asks to wait.
    pub(super) const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
