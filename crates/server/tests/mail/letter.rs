//! Mails as customers write them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::ISO_2022_JP;

/// A mail to be written; `Default` has no header but Date.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letter {
    /// From, as it stands in the header.
    pub(crate) from: String,
    /// To, as it stands in the header.
    pub(crate) to: String,
    /// Subject, as it stands in the header.
    pub(crate) subject: String,
    /// Further header lines without their line ends.
    pub(crate) more: Vec<String>,
    /// The text in the charset of its `Content-Type`.
    pub(crate) body: Vec<u8>,
}

impl Letter {
    /// A letter in UTF-8.
    pub(crate) fn new(from: &str, to: &str, subject: &str, text: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            more: vec![
                "MIME-Version: 1.0".to_owned(),
                "Content-Type: text/plain; charset=UTF-8".to_owned(),
                "Content-Transfer-Encoding: 8bit".to_owned(),
            ],
            body: text.as_bytes().to_vec(),
        }
    }

    /// The same letter in ISO-2022-JP, as Japanese mailers have written for thirty years.
    pub(crate) fn in_iso_2022_jp(mut self, name: &str) -> Self {
        let encode = |text: &str| ISO_2022_JP.encode(text).0.into_owned();
        let word = |text: &str| format!("=?ISO-2022-JP?B?{}?=", STANDARD.encode(encode(text)));
        self.from = format!("{} <{}>", word(name), self.from);
        self.subject = word(&self.subject);
        self.body = encode(&String::from_utf8(self.body).unwrap());
        self.more = vec![
            "MIME-Version: 1.0".to_owned(),
            "Content-Type: text/plain; charset=ISO-2022-JP".to_owned(),
            "Content-Transfer-Encoding: 7bit".to_owned(),
        ];
        self
    }

    /// With another header line.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.more.push(format!("{name}: {value}"));
        self
    }

    /// As bytes.
    pub(crate) fn raw(&self) -> Vec<u8> {
        let mut head = format!("From: {}\r\nTo: {}\r\n", self.from, self.to);
        head.push_str("Date: Mon, 23 Nov 2026 10:00:00 +0900\r\n");
        head.push_str(&format!("Subject: {}\r\n", self.subject));
        for line in &self.more {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        let mut raw = head.into_bytes();
        raw.extend(&self.body);
        raw.extend(b"\r\n");
        raw
    }
}
