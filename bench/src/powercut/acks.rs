//! What the recorded program acknowledges, one line each.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

use anyhow::Context as _;
use model::MessageId;

/// One acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ack {
    /// A secret that only this folder's key opens, hexadecimal.
    Sealed(String),
    /// A message.
    Stored(Stored),
}

/// An acknowledged message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    /// Position on the log.
    pub(super) seq: i64,
    pub(super) message: MessageId,
    /// Its file.
    pub(super) blob: Option<String>,
}

impl Ack {
    pub(super) fn parse(line: &str) -> anyhow::Result<Self> {
        let mut words = line.trim().split(' ');
        let mut word = || words.next().with_context(|| format!("too short: {line}"));
        if word()? == "sealed" {
            return Ok(Self::Sealed(word()?.to_owned()));
        }
        let (seq, message, blob) = (word()?.parse()?, word()?.parse()?, word()?);
        let blob = (blob != "-").then(|| blob.to_owned());
        Ok(Self::Stored(Stored { seq, message: MessageId(message), blob }))
    }

    fn line(&self) -> String {
        match self {
            Self::Sealed(hex) => format!("sealed {hex}\n"),
            Self::Stored(Stored { seq, message, blob }) => {
                format!("stored {seq} {} {}\n", message.0, blob.as_deref().unwrap_or("-"))
            }
        }
    }
}

/// Where acknowledgements go. Whoever reads it takes them for promises.
pub(super) struct Acks(Mutex<File>);

impl Acks {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(Mutex::new(File::options().create(true).append(true).open(path)?)))
    }

    /// Says it, in one write.
    pub(super) fn say(&self, ack: &Ack) -> anyhow::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(file.write_all(ack.line().as_bytes())?)
    }
}
