//! A small SMTP receiver (RFC 5321, with SIZE, 8BITMIME, SMTPUTF8, PIPELINING and enhanced status
//! codes), for a centre that points its MX or a forwarder at Madoguchi. It holds no queue: "250"
//! is said only when the [`MailSink`] has made the mail durable, and any other end makes the
//! sending server keep the mail and try again.

mod guard;
mod session;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::limits::{MAIL_BYTES_MAX, MAIL_RECEIVING_BYTES_MAX, MAIL_RECEIVING_SECONDS_MAX};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use guard::{Connections, Memory};

/// What to say to the sending server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 250: taken over; for a whole mail this means durable.
    Accept,
    /// 550: no such recipient, or unwanted for good.
    Reject,
    /// 451: not now, try again later.
    Unavailable,
    /// 452: no room now, try again later.
    Full,
}

/// What arrived with a mail besides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// MAIL FROM; `None` for the null sender of reports.
    pub from: Option<String>,
    /// Accepted recipients.
    pub to: Vec<String>,
    /// Address of the sending server.
    pub peer: IpAddr,
    /// The name it introduced itself by.
    pub helo: String,
}

/// Where received mail goes.
#[async_trait]
pub trait MailSink: Send + Sync + 'static {
    /// Whether mail for this address is wanted.
    async fn recipient(&self, address: &str) -> Verdict;

    /// Takes a mail over. [`Verdict::Accept`] only when it is durable.
    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict;
}

/// Limits and the name of a receiver.
#[derive(Clone, Debug)]
pub struct ReceiverSettings {
    /// The name it introduces itself by.
    pub host_name: String,
    /// Bytes of one mail.
    pub mail_bytes_max: usize,
    /// Bytes of all mails that are coming in at one time.
    pub all_bytes_max: usize,
    /// Time in which one mail must have come in whole.
    pub mail_time: Duration,
    /// Recipients of one mail (RFC 5321 asks for 100).
    pub recipients_max: usize,
    /// Connections at once, and of one address.
    pub connections_max: usize,
    /// Connections at once of one address.
    pub connections_per_address: usize,
    /// Silence after which a connection is ended.
    pub idle: Duration,
    /// Time a whole connection may take.
    pub connection_time: Duration,
    /// Refused commands after which a connection is ended.
    pub errors_max: usize,
}

impl Default for ReceiverSettings {
    fn default() -> Self {
        Self {
            host_name: "madoguchi.localhost".to_owned(),
            mail_bytes_max: MAIL_BYTES_MAX,
            all_bytes_max: MAIL_RECEIVING_BYTES_MAX,
            mail_time: Duration::from_secs(MAIL_RECEIVING_SECONDS_MAX),
            recipients_max: 100,
            connections_max: 200,
            connections_per_address: 20,
            idle: Duration::from_secs(300),
            connection_time: Duration::from_secs(3600),
            errors_max: 20,
        }
    }
}

/// Serves until `stop` becomes true or its sender is gone; then takes no new connections and gives
/// the open ones up to ten seconds to end their mail.
pub async fn serve(
    listener: TcpListener,
    sink: Arc<dyn MailSink>,
    settings: ReceiverSettings,
    mut stop: watch::Receiver<bool>,
) {
    let settings = Arc::new(settings);
    let connections = Connections::new(settings.connections_max, settings.connections_per_address);
    let memory = Memory::new(settings.all_bytes_max);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
            Some(_) = open.join_next() => continue,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, or the peer is gone already: a moment helps, looping does not.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(permit) = connections.enter(peer.ip()) else {
            open.spawn(session::turn_away(stream));
            continue;
        };
        let (sink, settings, stop) = (Arc::clone(&sink), Arc::clone(&settings), stop.clone());
        let memory = memory.clone();
        open.spawn(async move {
            let limit = settings.connection_time;
            let session = session::Session::new((stream, peer.ip()), sink, settings, memory);
            let _ = tokio::time::timeout(limit, session.run(stop)).await;
            drop(permit);
        });
    }
    drop(listener);
    let ending = async { while open.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(Duration::from_secs(10), ending).await;
}

/// Returns when the receiver is told to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that nobody can tell us any more.
    let _ = stop.wait_for(|stop| *stop).await;
}
