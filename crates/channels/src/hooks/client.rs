//! Telling a messenger: one request to an address that a tenant set, over the same guarded
//! connection as mail. No redirects are followed, and private networks are reached only where the
//! operator allows it.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use url::{Host, Position, Url};

use crate::email::net::Wire;
use crate::email::{Endpoint, Security, ServerError};
use crate::text::Text;

/// Time for the whole answer once the connection stands.
const ANSWER_SECONDS: u64 = 20;
/// Bytes of an answer that are read; none of them counts.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Characters of an address.
const URL_CHARS_MAX: usize = 500;

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

/// The address in its normal form; `None` when it is no `https://` or `http://` one.
#[must_use]
pub fn endpoint(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok().filter(|url| url.as_str().len() <= URL_CHARS_MAX)?;
    let web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (web && plain).then(|| url.into())
}

/// Sends a signed body once.
///
/// # Errors
/// [`HookError`]; the other side may have taken it all the same.
pub async fn post(
    target: &Target,
    (id, seconds, signature): (&str, i64, &str),
    body: Vec<u8>,
) -> Result<(), HookError> {
    let url = Url::parse(&target.url).map_err(|_| HookError::Address)?;
    let tls = url.scheme() == "https";
    let host = match url.host().ok_or(HookError::Address)? {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    let server = Endpoint {
        host,
        port: url.port_or_known_default().ok_or(HookError::Address)?,
        security: if tls { Security::Tls } else { Security::Plain },
        allow_plain: target.allow_private,
        allow_private: target.allow_private,
        extra_ca: None,
    };
    let stream = server.connect().await.map_err(refused)?;
    let wire: Box<dyn Wire> = if tls {
        Box::new(server.encrypt(stream).await.map_err(refused)?)
    } else {
        Box::new(stream)
    };
    let place = &url[Position::BeforePath..Position::AfterQuery];
    let request = Request::builder()
        .method(Method::POST)
        .uri(place)
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, "Madoguchi")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| HookError::Address)?;
    let answer = timeout(Duration::from_secs(ANSWER_SECONDS), ask(wire, request)).await;
    let status = answer.map_err(|_| HookError::Server(ServerError::Timeout))??;
    if status.is_success() { Ok(()) } else { Err(HookError::Status(status.as_u16())) }
}

fn refused(error: ServerError) -> HookError {
    match error {
        ServerError::PrivateNotAllowed { host } => HookError::PrivateNotAllowed { host },
        ServerError::PlainNotAllowed => HookError::Address,
        error => HookError::Server(error),
    }
}

async fn ask(wire: Box<dyn Wire>, request: Request<Full<Bytes>>) -> Result<StatusCode, HookError> {
    let lost = |_| HookError::Server(ServerError::Lost);
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(wire)).await.map_err(lost)?;
    let driving = tokio::spawn(connection);
    let answered = sender.send_request(request).await.map_err(lost);
    let status = match answered {
        Ok(response) => {
            let status = response.status();
            // Read so that the other side can end in peace; too much of it is not waited for.
            let _ = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
            Ok(status)
        }
        Err(error) => Err(error),
    };
    driving.abort();
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        assert_eq!(
            endpoint(" https://bot.example.jp/hook?x=1 ").unwrap(),
            "https://bot.example.jp/hook?x=1"
        );
        for bad in [
            "",
            "bot.example.jp",
            "ftp://a.jp",
            "https://u:p@a.jp",
            "https://a.jp/#x",
            "file:///etc",
        ] {
            assert_eq!(endpoint(bad), None, "{bad}");
        }
    }

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
