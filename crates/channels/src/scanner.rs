//! A virus scanner that speaks clamd's protocol (ClamAV; clamd(8), command `INSTREAM`).

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, ping, scan_buffer};
use tokio::time::timeout;

/// How long a file may take.
const FILE_TAKES_MAX: Duration = Duration::from_secs(30);
/// How long an answer to "are you there" may take.
const PING_TAKES_MAX: Duration = Duration::from_secs(5);
/// Bytes that are handed over at a time.
const PIECE: usize = 64 * 1024;

/// Where a scanner listens: `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScannerAddress {
    /// Host and port.
    Tcp(String),
    /// A socket on this machine.
    Unix(PathBuf),
}

impl FromStr for ScannerAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let tcp = text.strip_prefix("tcp://").filter(|host| {
            host.rsplit_once(':').is_some_and(|(name, port)| {
                !name.is_empty() && port.parse::<u16>().is_ok_and(|port| port != 0)
            })
        });
        let unix = text.strip_prefix("unix://").filter(|path| path.starts_with('/'));
        match (tcp, unix) {
            (Some(host), _) => Ok(Self::Tcp(host.to_owned())),
            (_, Some(path)) => Ok(Self::Unix(PathBuf::from(path))),
            _ => Err("must be tcp://host:port or unix:///path/of/clamd.ctl".to_owned()),
        }
    }
}

impl fmt::Display for ScannerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host) => write!(f, "tcp://{host}"),
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
        }
    }
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found in it.
    Clean,
    /// The name of what was found in it.
    Infected(String),
    /// Why it was not looked at, such as its size.
    Unreadable(String),
}

/// A scanner that does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ScannerError {
    /// It cannot be reached, or broke off.
    #[error("the virus scanner at {0} does not answer: {1}")]
    Unreachable(ScannerAddress, std::io::Error),
    /// It took too long.
    #[error("the virus scanner at {0} took too long")]
    Slow(ScannerAddress),
    /// It said something that is not of its protocol.
    #[error("the virus scanner at {0} says {1:?}")]
    Odd(ScannerAddress, String),
}

/// Asks a scanner of file contents.
#[derive(Clone, Debug)]
pub struct Scanner {
    address: ScannerAddress,
}

impl Scanner {
    /// Nothing is connected yet.
    #[must_use]
    pub fn new(address: ScannerAddress) -> Self {
        Self { address }
    }

    /// What it says of a content.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn scan(&self, content: &[u8]) -> Result<Verdict, ScannerError> {
        let answer = self.within(FILE_TAKES_MAX, async {
            match &self.address {
                ScannerAddress::Tcp(host_address) => {
                    scan_buffer(content, Tcp { host_address }, Some(PIECE)).await
                }
                ScannerAddress::Unix(socket_path) => {
                    scan_buffer(content, Socket { socket_path }, Some(PIECE)).await
                }
            }
        });
        match answer.await {
            Ok(answer) => verdict(&answer).ok_or_else(|| self.odd(&answer)),
            // What is over clamd's limit it does not read to its end: it says so and hangs up, and
            // whether that is heard before the pipe breaks is a matter of luck.
            Err(ScannerError::Unreachable(_, error))
                if broke_off(&error) && self.ping().await.is_ok() =>
            {
                Ok(Verdict::Unreadable(
                    "it broke off: the file may be over its size limit".to_owned(),
                ))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether it is there.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ping(&self) -> Result<(), ScannerError> {
        let answer = self.within(PING_TAKES_MAX, async {
            match &self.address {
                ScannerAddress::Tcp(host_address) => ping(Tcp { host_address }).await,
                ScannerAddress::Unix(socket_path) => ping(Socket { socket_path }).await,
            }
        });
        let answer = answer.await?;
        if answer == clamav_client::PONG { Ok(()) } else { Err(self.odd(&answer)) }
    }

    async fn within(
        &self,
        limit: Duration,
        work: impl Future<Output = std::io::Result<Vec<u8>>>,
    ) -> Result<Vec<u8>, ScannerError> {
        match timeout(limit, work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(ScannerError::Unreachable(self.address.clone(), error)),
            Err(_) => Err(ScannerError::Slow(self.address.clone())),
        }
    }

    fn odd(&self, answer: &[u8]) -> ScannerError {
        let said = String::from_utf8_lossy(answer).chars().take(200).collect();
        ScannerError::Odd(self.address.clone(), said)
    }
}

fn broke_off(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(error.kind(), K::BrokenPipe | K::ConnectionReset | K::ConnectionAborted)
}

/// Reads `stream: OK`, `stream: NAME FOUND` and `… ERROR`.
fn verdict(answer: &[u8]) -> Option<Verdict> {
    let text = std::str::from_utf8(answer).ok()?.trim_end_matches(['\0', '\n']);
    if let Some(why) = text.strip_suffix("ERROR") {
        return Some(Verdict::Unreadable(why.trim_end_matches(['.', ' ']).to_owned()));
    }
    let said = text.strip_prefix("stream: ")?;
    match said.strip_suffix(" FOUND") {
        Some(name) if !name.is_empty() => Some(Verdict::Infected(name.to_owned())),
        Some(_) => None,
        None => (said == "OK").then_some(Verdict::Clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        for text in ["tcp://127.0.0.1:3310", "tcp://clamav:3310", "unix:///run/clamav/clamd.ctl"] {
            assert_eq!(text.parse::<ScannerAddress>().unwrap().to_string(), text);
        }
        for text in ["", "clamav:3310", "tcp://clamav", "tcp://:3310", "tcp://a:0", "unix://clamd"]
        {
            assert!(text.parse::<ScannerAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn answers_are_read() {
        assert_eq!(verdict(b"stream: OK\0"), Some(Verdict::Clean));
        let found = Verdict::Infected("Win.Test.EICAR_HDB-1".to_owned());
        assert_eq!(verdict(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), Some(found));
        let big = Verdict::Unreadable("INSTREAM size limit exceeded".to_owned());
        assert_eq!(verdict(b"INSTREAM size limit exceeded. ERROR\0"), Some(big));
        for odd in [&b""[..], b"\0", b"PONG\0", b"stream: FOUND\0", b"\xff", b"stream: OKAY\0"] {
            assert_eq!(verdict(odd), None, "{odd:?}");
        }
    }
}
