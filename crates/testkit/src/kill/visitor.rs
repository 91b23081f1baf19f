//! A customer in a chat, as the widget behaves: what got no ack is sent again under the same id,
//! after a lost connection the stream goes on where it stopped.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Dice;
use super::ledger::{Ledger, Way};
use crate::server::Client;

/// Silence after which a connection is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the stream may take to tell what happened in the end.
const NEWS: Duration = Duration::from_secs(20);
/// Pause after a lost connection.
const PAUSE: Duration = Duration::from_millis(40);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A browser with an open widget.
pub(super) struct Visitor {
    server: SocketAddr,
    token: String,
    name: String,
    dice: Dice,
    /// The last number heard.
    since: i64,
    /// Everything heard, by number.
    heard: BTreeMap<i64, String>,
    complaints: Vec<String>,
}

impl Visitor {
    pub(super) async fn arrive(server: SocketAddr, key: &str, (name, seed): (String, u64)) -> Self {
        let start = json!({"channel": key, "locale": "ja"});
        let session = Client::new(server).post("/chat/v1/sessions", &start).await.good();
        let token = session["visitor"].as_str().unwrap_or_default().to_owned();
        let (heard, complaints) = (BTreeMap::new(), Vec::new());
        Self { server, token, name, dice: Dice::new(seed), since: 0, heard, complaints }
    }

    /// Talks until told to stop; ends when the last message is acknowledged.
    pub(super) async fn talk(
        mut self,
        ledger: Arc<Ledger>,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        let (mut n, mut cid) = (0, self.dice.uuid());
        let mut tries = 0;
        while !*stopped.borrow() || tries > 0 {
            let Some(mut socket) = self.connect().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            while !*stopped.borrow() || tries > 0 {
                let text = format!("{} says {n}", self.name);
                if tries > 0 {
                    ledger.repeated();
                }
                tries += 1;
                match self.send(&mut socket, (&cid, &text)).await {
                    Some(true) => {
                        ledger.acknowledged(&self.name, text, Way::Chat);
                        (n, cid, tries) = (n + 1, self.dice.uuid(), 0);
                        let pause = self.dice.between(5..=120);
                        tokio::time::sleep(Duration::from_millis(pause)).await;
                    }
                    // Refused for now: the same again later.
                    Some(false) => tokio::time::sleep(Duration::from_millis(300)).await,
                    None => break,
                }
            }
        }
        self
    }

    async fn connect(&mut self) -> Option<Socket> {
        let address = format!("ws://{}/chat/v1/stream", self.server);
        let mut request = address.into_client_request().ok()?;
        let origin = format!("http://{}", self.server).parse().ok()?;
        request.headers_mut().insert("origin", origin);
        let (mut socket, _) = connect_async(request).await.ok()?;
        let hello = json!({"t": "hello", "visitor": self.token, "since": self.since});
        socket.send(Message::text(hello.to_string())).await.ok()?;
        loop {
            let frame = self.frame(&mut socket).await?;
            if frame["t"] == "ready" {
                return Some(socket);
            }
        }
    }

    /// Sends and waits for the answer: acknowledged, refused, or the connection is gone.
    async fn send(&mut self, socket: &mut Socket, (cid, text): (&str, &str)) -> Option<bool> {
        let frame = json!({"t": "send", "cid": cid, "text": text, "files": []});
        socket.send(Message::text(frame.to_string())).await.ok()?;
        loop {
            let frame = self.frame(socket).await?;
            match frame["t"].as_str() {
                Some("ack") if frame["cid"] == cid => return Some(true),
                Some("refused") if frame["cid"] == cid => {
                    let code = frame["code"].as_str().unwrap_or_default();
                    if !["too_many", "unavailable"].contains(&code) {
                        self.complaints.push(format!("{}: refused: {frame}", self.name));
                    }
                    return Some(false);
                }
                _ => {}
            }
        }
    }

    /// The next frame; what it tells is remembered.
    async fn frame(&mut self, socket: &mut Socket) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(PATIENCE, socket.next()).await.ok()??;
            let Message::Text(text) = next.ok()? else { continue };
            let frame: Value = serde_json::from_str(&text).ok()?;
            let message = &frame["m"];
            if let (Some(n), Some(text)) = (message["n"].as_i64(), message["text"].as_str()) {
                if frame["t"] == "message" {
                    self.follow(n);
                }
                self.heard.insert(n, text.to_owned());
            }
            return Some(frame);
        }
    }

    /// Messages come in ascending order, over all connections.
    fn follow(&mut self, n: i64) {
        if n <= self.since {
            self.complaints.push(format!("{}: {n} came after {}", self.name, self.since));
        }
        self.since = n;
    }

    /// Whether the live stream tells everything that the history holds; to be asked when nobody
    /// says anything any more.
    pub(super) async fn look_back(mut self, ledger: &Ledger) {
        let history = self.history().await;
        let begun = Instant::now();
        while begun.elapsed() < NEWS && !self.has_heard(&history) {
            let Some(mut socket) = self.connect().await else { continue };
            while begun.elapsed() < NEWS && !self.has_heard(&history) {
                if self.frame(&mut socket).await.is_none() {
                    break;
                }
            }
        }
        for (n, text) in history.iter().filter(|(n, _)| !self.heard.contains_key(n)) {
            let (name, since) = (&self.name, self.since);
            ledger.complain(format!(
                "{name}: {n} ({text}) was passed over; the stream is at {since}"
            ));
        }
        self.complaints.into_iter().for_each(|what| ledger.complain(what));
    }

    fn has_heard(&self, history: &BTreeMap<i64, String>) -> bool {
        history.keys().all(|n| self.heard.contains_key(n))
    }

    async fn history(&self) -> BTreeMap<i64, String> {
        let client = Client::new(self.server);
        let (mut before, mut found) = (i64::MAX, BTreeMap::new());
        loop {
            let path = format!("/chat/v1/messages?before={before}");
            let request = client.request(reqwest::Method::GET, &path).bearer_auth(&self.token);
            let page = client.send(request).await.good();
            for message in page["messages"].as_array().into_iter().flatten() {
                let n = message["n"].as_i64().unwrap_or_default();
                before = before.min(n);
                found.insert(n, message["text"].as_str().unwrap_or_default().to_owned());
            }
            if page["more"] != true {
                return found;
            }
        }
    }
}
