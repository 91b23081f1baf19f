//! Whom an answer goes to and what it answers. Fixed when it is written: a mail that comes in
//! before it is sent changes nothing.

use api::case::{MailAddress, MailHead};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::StoreError;

/// What the envelope of an answer holds; `mail` is the part that the thread shows.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    /// Subject and receiver.
    pub(crate) mail: MailHead,
    /// The mail that is answered.
    #[serde(default)]
    pub(crate) in_reply_to: Option<String>,
    /// The mails before it, oldest first.
    #[serde(default)]
    pub(crate) references: Vec<String>,
}

impl Letterhead {
    /// As a session's thread stands now; `None` when it knows no address.
    pub(crate) fn now(thread: &Value, subject: Option<&str>) -> Option<Self> {
        let to = MailAddress { name: text(thread, "to_name"), address: text(thread, "to")? };
        let subject = subject.map_or_else(|| re(text(thread, "subject")), str::to_owned);
        let references = thread.get("references").cloned().unwrap_or_default();
        Some(Self {
            mail: MailHead { subject, to: vec![to], ..MailHead::default() },
            in_reply_to: text(thread, "in_reply_to"),
            references: serde_json::from_value(references).unwrap_or_default(),
        })
    }

    /// The same answer to another address, if the mail that is answered asked for it.
    pub(crate) fn answering(mut self, thread: &Value, address: &str) -> Option<Self> {
        let known = |other: &String| other.eq_ignore_ascii_case(address);
        let usual = self.mail.to.iter().any(|to| known(&to.address));
        if !usual {
            let address = asked(thread).into_iter().find(known)?;
            self.mail.to = vec![MailAddress { name: None, address }];
        }
        Some(self)
    }

    /// As stored with an answer.
    pub(crate) fn of(envelope: &Value) -> Option<Self> {
        serde_json::from_value(envelope.clone()).ok()
    }

    /// To be stored with an answer.
    pub(crate) fn envelope(&self) -> Result<Value, StoreError> {
        serde_json::to_value(self).map_err(|error| StoreError::Other(error.to_string()))
    }
}

/// Where the last mail of a session wants its answers besides.
pub(crate) fn asked(thread: &Value) -> Vec<String> {
    let asked = thread.get("asked").cloned().unwrap_or_default();
    serde_json::from_value(asked).unwrap_or_default()
}

fn text(thread: &Value, key: &str) -> Option<String> {
    thread.get(key)?.as_str().map(str::to_owned)
}

fn re(subject: Option<String>) -> String {
    let subject = subject.unwrap_or_else(|| "お問い合わせの件".to_owned());
    if subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:")) {
        subject
    } else {
        format!("Re: {subject}")
    }
}
