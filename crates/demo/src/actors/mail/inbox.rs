//! The customers' mailboxes: one small SMTP receiver for all of them.

use std::sync::Arc;

use async_trait::async_trait;
use channels::email::parse;
use channels::email::receiver::{Arrival, MailSink, ReceiverSettings, Verdict, serve as receive};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// Lines of an answer that customers quote.
const QUOTED_LINES: usize = 12;

/// An answer of the shop.
#[derive(Debug)]
pub(super) struct Received {
    /// The customer's address, lower case.
    pub(super) to: String,
    /// Where an answer to it goes.
    pub(super) answer_to: Option<String>,
    pub(super) subject: String,
    pub(super) message_id: Option<String>,
    pub(super) references: Vec<String>,
    pub(super) text: String,
}

impl Received {
    /// The beginning of the text as people quote it.
    pub(super) fn quoted(&self) -> String {
        let lines: Vec<String> =
            self.text.lines().take(QUOTED_LINES).map(|line| format!("> {line}")).collect();
        lines.join("\n")
    }
}

/// Receives until `stop` becomes true.
pub(super) async fn serve(
    listener: TcpListener,
    to: mpsc::Sender<Received>,
    stop: watch::Receiver<bool>,
) {
    let settings = ReceiverSettings {
        host_name: "customers.example".to_owned(),
        ..ReceiverSettings::default()
    };
    receive(listener, Arc::new(Mailboxes { to }), settings, stop).await;
}

struct Mailboxes {
    to: mpsc::Sender<Received>,
}

#[async_trait]
impl MailSink for Mailboxes {
    async fn recipient(&self, _address: &str) -> Verdict {
        Verdict::Accept
    }

    async fn accept(&self, arrival: Arrival, raw: Vec<u8>) -> Verdict {
        match parse(&raw) {
            Ok(mail) if mail.automatic.is_none() => {
                let answer_to = mail.reply_to.into_iter().next().or(mail.from).map(|m| m.address);
                for to in arrival.to {
                    let received = Received {
                        to: to.to_lowercase(),
                        answer_to: answer_to.clone(),
                        subject: mail.subject.clone(),
                        message_id: mail.message_id.clone(),
                        references: mail.references.clone(),
                        text: mail.new_text.clone(),
                    };
                    // When customers cannot keep up, they leave some letters unread.
                    let _ = self.to.try_send(received);
                }
            }
            Ok(_) => tracing::debug!("a machine's mail is not answered"),
            Err(error) => tracing::warn!(%error, "the shop sent a mail that nobody can read"),
        }
        Verdict::Accept
    }
}
