//! One HTTP request to an address that a tenant set, over the same guarded connection as mail: no
//! redirects are followed, and private networks are reached only where the operator allows it.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use url::{Host, Position, Url};

use crate::email::net::Wire;
use crate::email::{Endpoint, Security, ServerError};

/// Time for the whole answer once the connection stands.
const ANSWER_SECONDS: u64 = 20;
/// Characters of an address.
const URL_CHARS_MAX: usize = 500;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address cannot be used.
    #[error("the address cannot be used")]
    Address,
    /// There was no connection, or no answer.
    #[error("{0}")]
    Server(ServerError),
    /// The answer broke off, or is longer than is read.
    #[error("the answer ({status}) is too long or broke off")]
    Cut {
        /// The status that it began with.
        status: u16,
        /// What was read of it.
        beginning: Vec<u8>,
    },
}

/// The address in its normal form; `None` when it is no `https://` or `http://` one.
#[must_use]
pub fn endpoint(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok().filter(|url| url.as_str().len() <= URL_CHARS_MAX)?;
    let web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (web && plain).then(|| url.into())
}

/// Sends a request, whose address is absolute, and reads the answer up to `longest` bytes. Private
/// networks, and connections without TLS, are for `allow_private` only.
///
/// # Errors
/// [`HttpError`]; the other side may have taken the request all the same.
pub async fn ask(
    request: Request<Vec<u8>>,
    allow_private: bool,
    longest: usize,
) -> Result<Response<Vec<u8>>, HttpError> {
    let url = Url::parse(&request.uri().to_string()).map_err(|_| HttpError::Address)?;
    let tls = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(HttpError::Address),
    };
    let host = match url.host().ok_or(HttpError::Address)? {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    let server = Endpoint {
        host,
        port: url.port_or_known_default().ok_or(HttpError::Address)?,
        security: if tls { Security::Tls } else { Security::Plain },
        allow_plain: allow_private,
        allow_private,
        extra_ca: None,
    };
    let stream = server.connect().await.map_err(HttpError::Server)?;
    let wire: Box<dyn Wire> = if tls {
        Box::new(server.encrypt(stream).await.map_err(HttpError::Server)?)
    } else {
        Box::new(stream)
    };
    let request = spelled(request, &url)?;
    let answer = timeout(Duration::from_secs(ANSWER_SECONDS), answer(wire, request, longest)).await;
    answer.map_err(|_| HttpError::Server(ServerError::Timeout))?
}

/// The request as it goes over the wire: the address without its host, which is a header.
fn spelled(request: Request<Vec<u8>>, url: &Url) -> Result<Request<Full<Bytes>>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let place = &url[Position::BeforePath..Position::AfterQuery];
    parts.uri = place.parse().map_err(|_| HttpError::Address)?;
    let host = HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]);
    parts.headers.insert(HOST, host.map_err(|_| HttpError::Address)?);
    parts.headers.insert(USER_AGENT, HeaderValue::from_static("Madoguchi"));
    Ok(Request::from_parts(parts, Full::new(Bytes::from(body))))
}

async fn answer(
    wire: Box<dyn Wire>,
    request: Request<Full<Bytes>>,
    longest: usize,
) -> Result<Response<Vec<u8>>, HttpError> {
    let lost = |_| HttpError::Server(ServerError::Lost);
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(wire)).await.map_err(lost)?;
    let driving = tokio::spawn(connection);
    let answered = match sender.send_request(request).await.map_err(lost) {
        Ok(response) => {
            let (parts, body) = response.into_parts();
            match whole(body, longest).await {
                Ok(body) => Ok(Response::from_parts(parts, body)),
                Err(beginning) => Err(HttpError::Cut { status: parts.status.as_u16(), beginning }),
            }
        }
        Err(error) => Err(error),
    };
    driving.abort();
    answered
}

/// A body to its end, or what was read of it when it breaks off or is too long.
async fn whole(mut body: Incoming, longest: usize) -> Result<Vec<u8>, Vec<u8>> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Err(read) };
        let Ok(bytes) = frame.into_data() else { continue };
        let room = longest - read.len();
        read.extend(bytes.iter().take(room));
        if bytes.len() > room {
            return Err(read);
        }
    }
    Ok(read)
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
}
