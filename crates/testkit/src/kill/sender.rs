//! A customer's mail server: keeps a mail and offers the same bytes again until it hears 250.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use channels::email::smtp::{self, Envelope, SmtpSettings};
use channels::email::{Endpoint, Mailbox, Security};
use tokio::sync::watch;

use super::centre::MAIL_ADDRESS;
use super::ledger::{Ledger, Way};

const PAUSE: Duration = Duration::from_millis(60);

/// Mails until told to stop; ends when the last mail was taken over.
pub(super) async fn write(
    server: SocketAddr,
    nth: u32,
    ledger: Arc<Ledger>,
    stopped: watch::Receiver<bool>,
) {
    let (name, from) = (format!("sender {nth}"), format!("sender{nth}@customers.example"));
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
        from: Mailbox { name: None, address: from.clone() },
    };
    let envelope = Envelope { from: Some(from.clone()), to: vec![MAIL_ADDRESS.to_owned()] };
    for n in 0_u32.. {
        if *stopped.borrow() {
            return;
        }
        let text = format!("{name} writes {n}");
        let raw = format!(
            "From: {from}\r\nTo: {MAIL_ADDRESS}\r\nSubject: mail {n}\r\n\
             Message-ID: <{n}.{nth}@customers.example>\r\n\
             Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        );
        while smtp::send(&settings, &envelope, raw.as_bytes()).await.is_err() {
            ledger.repeated();
            tokio::time::sleep(PAUSE).await;
        }
        ledger.acknowledged(&name, text, Way::Mail);
        tokio::time::sleep(PAUSE).await;
    }
}
