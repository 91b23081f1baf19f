//! A WebSocket that speaks JSON.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// What comes next on a socket.
pub(super) enum Heard {
    Frame(Value),
    /// The close code; 1006 when there was no close frame.
    Closed(u16),
    /// Nothing in that time.
    Silence,
}

#[derive(Debug)]
pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects from the server's own pages, or says with which status that was refused.
    pub(super) async fn open(server: SocketAddr, path: &str, cookie: &str) -> Result<Self, u16> {
        let request = format!("ws://{server}{path}").into_client_request();
        let mut request = request.unwrap_or_else(|error| panic!("{path}: {error}"));
        let origin = format!("http://{server}");
        for (name, value) in [("origin", origin.as_str()), ("cookie", cookie)] {
            let value = value.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
            request.headers_mut().insert(name, value);
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{path}: {error}"),
        }
    }

    pub(super) async fn say(&mut self, frame: &Value) {
        let sent = self.0.send(Message::text(frame.to_string())).await;
        sent.unwrap_or_else(|error| panic!("the socket is gone: {error}"));
    }

    pub(super) async fn hear(&mut self, patience: Duration) -> Heard {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let frame = serde_json::from_str(&text);
                        let frame = frame.unwrap_or_else(|error| panic!("{error}: {text}"));
                        return Heard::Frame(frame);
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return Heard::Closed(frame.map_or(1005, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Heard::Closed(1006),
                }
            }
        };
        tokio::time::timeout(patience, next).await.unwrap_or(Heard::Silence)
    }
}
