//! A WebSocket of text frames that keeps itself alive.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::error::ActorError;

/// Silence after which the client says something; the server gives up after more than twice that.
const PING: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(10);

/// An open WebSocket.
pub(super) struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
    ping: &'static str,
    ping_at: Instant,
}

impl Socket {
    /// Opens one with these headers; `ping` is the protocol's own sign of life.
    pub(super) async fn open(
        url: &str,
        headers: &[(HeaderName, &str)],
        ping: &'static str,
    ) -> Result<Self, ActorError> {
        let mut request = url.into_client_request()?;
        for (name, value) in headers {
            let value = HeaderValue::from_str(value)
                .map_err(|_| ActorError::Unexpected("a header value that is none"))?;
            request.headers_mut().insert(name.clone(), value);
        }
        let opening = timeout(CONNECT, connect_async(request)).await;
        let (inner, _) =
            opening.map_err(|_| ActorError::Unexpected("no answer to the upgrade"))??;
        Ok(Self { inner, ping, ping_at: Instant::now() + PING })
    }

    /// Sends a text frame.
    pub(super) async fn say(&mut self, text: String) -> Result<(), ActorError> {
        self.ping_at = Instant::now() + PING;
        timeout(CONNECT, self.inner.send(Message::text(text)))
            .await
            .map_err(|_| ActorError::Unexpected("the server takes no frames"))??;
        Ok(())
    }

    /// The next text frame; `None` when nothing came until `deadline`. Cancel-safe.
    pub(super) async fn hear(&mut self, deadline: Instant) -> Result<Option<String>, ActorError> {
        loop {
            let until = deadline.min(self.ping_at);
            match timeout_at(until, self.inner.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => return Ok(Some(text.as_str().to_owned())),
                Ok(Some(Ok(Message::Close(_))) | None) => {
                    return Err(Error::ConnectionClosed.into());
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(error))) => return Err(error.into()),
                Err(_) if until < deadline => self.say(self.ping.to_owned()).await?,
                Err(_) => return Ok(None),
            }
        }
    }

    /// Says goodbye; nobody waits for the answer.
    pub(super) async fn close(mut self) {
        let _ = timeout(Duration::from_secs(1), self.inner.close(None)).await;
    }
}
