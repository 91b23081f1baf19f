//! Telling a messenger: one request to an address that a tenant set, over the same guarded
//! connection as mail. No redirects are followed, and private networks are reached only where the
//! operator allows it.

use hyper::Request;
use hyper::header::CONTENT_TYPE;
use model::limits::WEBHOOK_ANSWER_BYTES_MAX;

use crate::email::ServerError;
use crate::http::{self, HttpError};
use crate::text::Text;

/// Bytes of an answer that are read, so that the other side can end in peace.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Why a messenger was not told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HookError {
    /// The address cannot be used.
    #[error("the address cannot be used")]
    Address,
    /// It leads to this machine or a private network, and the operator has not allowed that.
    #[error(
        "{host} is on this machine or a private network; start the server with \
         --hooks-allow-private (MADOGUCHI_HOOKS_ALLOW_PRIVATE=true) if it may be used"
    )]
    PrivateNotAllowed {
        /// The name that was looked up.
        host: String,
    },
    /// There was no connection, or no answer.
    #[error("{0}")]
    Server(ServerError),
    /// The answer was not 2xx.
    #[error("the answer was {0}")]
    Status(u16),
}

impl HookError {
    /// A stable word for logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::PrivateNotAllowed { .. } => "private_not_allowed",
            Self::Server(error) => error.code(),
            Self::Status(_) => "status",
        }
    }

    /// Whether trying again later can help. By the convention everything but 2xx is tried again,
    /// except by whoever says that it is gone.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        !matches!(self, Self::Address | Self::Status(410))
    }

    /// What an administrator reads.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Address => Text::fixed(
                "送信先のURLを使用できません。https:// で始まるURLを指定してください。",
                "The address cannot be used. It must begin with https://.",
            ),
            Self::PrivateNotAllowed { host } => Text::owned(
                format!(
                    "{host} はこのマシンか社内ネットワークにあるため、接続できません。許可するには --hooks-allow-private を付けてサーバーを起動してください。"
                ),
                format!(
                    "{host} is on this machine or a private network. Start the server with --hooks-allow-private to allow it."
                ),
            ),
            Self::Server(error) => error.message(),
            Self::Status(status) => Text::owned(
                format!("送信先が {status} と答えました。2xx で答えるようにしてください。"),
                format!("The other side answered {status}. It has to answer 2xx."),
            ),
        }
    }
}

/// Where a messenger listens, and what the operator allows.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its address.
    pub url: String,
    /// Whether it may be on this machine or on a private network, without TLS if need be.
    pub allow_private: bool,
}

/// What the other side answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// How the body begins, as text that can be shown and stored.
    pub beginning: String,
}

/// Sends a signed body once, to somebody who must take it.
///
/// # Errors
/// [`HookError`]; the other side may have taken it all the same.
pub async fn post(
    target: &Target,
    headers: (&str, i64, &str),
    body: Vec<u8>,
) -> Result<(), HookError> {
    let status = send(target, headers, body).await?.status;
    if (200..300).contains(&status) { Ok(()) } else { Err(HookError::Status(status)) }
}

/// Sends a signed body once.
///
/// # Errors
/// [`HookError`] when there is no answer; the other side may have taken it all the same.
pub async fn send(
    target: &Target,
    (id, seconds, signature): (&str, i64, &str),
    body: Vec<u8>,
) -> Result<Reply, HookError> {
    let request = Request::post(target.url.as_str())
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature)
        .body(body)
        .map_err(|_| HookError::Address)?;
    let (status, bytes) = match http::ask(request, target.allow_private, ANSWER_BYTES_MAX).await {
        Ok(answer) => (answer.status().as_u16(), answer.into_body()),
        // The status counts, whatever becomes of the rest.
        Err(HttpError::Cut { status, beginning }) => (status, beginning),
        Err(error) => return Err(refused(error)),
    };
    Ok(Reply { status, beginning: beginning(&bytes) })
}

/// How an answer begins, as text that can be shown.
fn beginning(bytes: &[u8]) -> String {
    let kept = bytes.get(..WEBHOOK_ANSWER_BYTES_MAX).unwrap_or(bytes);
    let text = String::from_utf8_lossy(kept);
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

fn refused(error: HttpError) -> HookError {
    match error {
        HttpError::Server(ServerError::PrivateNotAllowed { host }) => {
            HookError::PrivateNotAllowed { host }
        }
        HttpError::Address | HttpError::Server(ServerError::PlainNotAllowed) => HookError::Address,
        HttpError::Server(error) => HookError::Server(error),
        HttpError::Cut { status, .. } => HookError::Status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_private_network_is_not_knocked_at() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254"] {
            let target = Target { url: format!("http://{host}:{port}/"), allow_private: false };
            let error = post(&target, ("id", 1, "v1,x"), Vec::new()).await.unwrap_err();
            assert!(matches!(error, HookError::PrivateNotAllowed { .. }), "{host}: {error:?}");
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody knocked");
    }
}
