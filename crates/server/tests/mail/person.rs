//! A customer with a mailbox of their own on the same Dovecot.

use std::time::Duration;

use channels::email::imap::{ImapSettings, Mailbox, RawContent};
use channels::email::{Endpoint, InboundMail, Security, parse};
use testkit::mail::DOMAIN;
use testkit::server::{PATIENCE, until};

use crate::letter::Letter;
use crate::stage::{PASSWORD, Stage};
use crate::wire::Smtp;

/// Opens a mailbox.
pub(crate) async fn open(stage: &Stage, name: &str) -> Mailbox {
    let settings = ImapSettings {
        endpoint: Endpoint {
            host: "127.0.0.1".to_owned(),
            port: stage.dovecot.imap_port(),
            security: Security::Plain,
            allow_plain: true,
            allow_private: true,
            extra_ca: None,
        },
        username: name.to_owned(),
        password: PASSWORD.to_owned(),
        folder: "INBOX".to_owned(),
    };
    // Dovecot looks once a second whether there are new users.
    until("the mailbox opens", || async { Mailbox::select(&settings).await.ok() }).await
}

/// A customer.
pub(crate) struct Person {
    /// Their address.
    pub(crate) address: String,
    mailbox: Mailbox,
    read: u32,
    smtp: u16,
}

impl Person {
    /// Makes the mailbox and opens it.
    pub(crate) async fn new(stage: &Stage, name: &str) -> Self {
        stage.dovecot.add_user(name, PASSWORD);
        let mailbox = open(stage, name).await;
        let smtp = stage.postfix.smtp_port();
        Self { address: format!("{name}@{DOMAIN}"), mailbox, read: 0, smtp }
    }

    /// A letter of theirs.
    pub(crate) fn letter(&self, to: &str, subject: &str, text: &str) -> Letter {
        Letter::new(&self.address, to, subject, text)
    }

    /// Sends a letter to where its header says.
    pub(crate) fn send(&self, letter: &Letter) {
        self.send_to(&[&letter.to], letter);
    }

    /// Sends a letter to others than its header says.
    pub(crate) fn send_to(&self, to: &[&str], letter: &Letter) {
        Smtp::connect(self.smtp).send(&self.address, to, &letter.raw());
    }

    /// Sends bytes as they are.
    pub(crate) fn forward(&self, to: &str, raw: &[u8]) {
        Smtp::connect(self.smtp).send(&self.address, &[to], raw);
    }

    /// The next mail that arrives here, with its bytes.
    pub(crate) async fn receive(&mut self) -> (InboundMail, Vec<u8>) {
        let start = std::time::Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(raw) = self.next().await {
                return (parse(&raw).unwrap(), raw);
            }
            self.mailbox.idle(Duration::from_secs(1)).await.unwrap();
        }
        panic!("{} got no mail", self.address);
    }

    /// How many mails came besides those received, after waiting a while for them.
    pub(crate) async fn unexpected(&mut self, wait: Duration) -> usize {
        tokio::time::sleep(wait).await;
        let mut count = 0;
        while self.next().await.is_some() {
            count += 1;
        }
        count
    }

    async fn next(&mut self) -> Option<Vec<u8>> {
        let mail = self.mailbox.fetch_after(self.read, 1).await.unwrap().into_iter().next()?;
        self.read = mail.uid;
        let RawContent::Whole(raw) = mail.content else { panic!("{:?}", mail.content) };
        Some(raw)
    }
}
