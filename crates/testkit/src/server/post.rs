//! The other end of the mail: an SMTP server that keeps what it is given, and a sender.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use channels::email::receiver::{Arrival, MailSink, ReceiverSettings, Verdict, serve};
use channels::email::smtp::{self, Envelope, SmtpSettings};
use channels::email::{Endpoint, InboundMail, Mailbox, Security, parse};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, watch};

use super::PATIENCE;

/// A mail that the centre sent.
#[derive(Debug)]
pub struct Letter {
    /// Receivers of the envelope.
    pub to: Vec<String>,
    /// As received.
    pub raw: Vec<u8>,
    /// As read.
    pub mail: InboundMail,
}

/// Takes every mail for everybody.
#[derive(Debug)]
pub struct Post {
    address: SocketAddr,
    letters: Mutex<mpsc::UnboundedReceiver<Letter>>,
    _stop: watch::Sender<bool>,
}

impl Post {
    /// Opens on a free port of 127.0.0.1; closes when dropped.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.unwrap_or_else(|error| panic!("no free port: {error}"));
        let address = listener.local_addr();
        let address = address.unwrap_or_else(|error| panic!("no free port: {error}"));
        let (sender, letters) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let sink = Arc::new(Sink { sender });
        tokio::spawn(serve(listener, sink, ReceiverSettings::default(), stopped));
        Self { address, letters: Mutex::new(letters), _stop: stop }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next letter.
    ///
    /// # Panics
    /// When none comes within [`PATIENCE`].
    pub async fn next(&self) -> Letter {
        let mut letters = self.letters.lock().await;
        match tokio::time::timeout(PATIENCE, letters.recv()).await {
            Ok(Some(letter)) => letter,
            Ok(None) | Err(_) => panic!("no mail came within {} s", PATIENCE.as_secs()),
        }
    }

    /// Hands a mail over to a server, as a customer's provider does.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn send(server: SocketAddr, from: &str, to: &str, raw: &[u8]) {
        let settings = SmtpSettings {
            endpoint: Endpoint {
                host: server.ip().to_string(),
                port: server.port(),
                security: Security::Plain,
                allow_plain: true,
                allow_private: true,
                extra_ca: None,
            },
            credentials: None,
            from: Mailbox { name: None, address: from.to_owned() },
        };
        let envelope = Envelope { from: Some(from.to_owned()), to: vec![to.to_owned()] };
        let sent = smtp::send(&settings, &envelope, raw).await;
        sent.unwrap_or_else(|error| panic!("the mail to {to} was not taken: {error}"));
    }
}

struct Sink {
    sender: mpsc::UnboundedSender<Letter>,
}

#[async_trait]
impl MailSink for Sink {
    async fn recipient(&self, _address: &str) -> Verdict {
        Verdict::Accept
    }

    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict {
        match parse(&raw) {
            Ok(mail) => {
                // A test that looks no more needs no letters.
                let _ = self.sender.send(Letter { to: arrival.to, raw, mail });
                Verdict::Accept
            }
            Err(_) => Verdict::Reject,
        }
    }
}
