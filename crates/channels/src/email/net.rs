//! One way to connect to a mail server for both protocols: resolve, connect, TLS, each with a time
//! limit and a typed error; no password over the network in clear unless somebody confirmed it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::reach::is_public;
use super::server_error::{ServerError, excerpt};

/// Time for name resolution, for connecting and for the TLS handshake, each.
pub const CONNECT_SECONDS: u64 = 15;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (IMAP 993, SMTP 465).
    Tls,
    /// In clear until STARTTLS, which is required (IMAP 143, SMTP 587).
    StartTls,
    /// In clear. Only to the same machine, or when [`Endpoint::allow_plain`] is set.
    Plain,
}

impl Security {
    /// Every value with its stable text.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Tls, "tls"), (Self::StartTls, "starttls"), (Self::Plain, "plain")];

    /// The value of a stable text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(value, _)| *value)
    }
}

/// Where a mail server is and how to talk to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Somebody confirmed that [`Security::Plain`] may be used to another machine.
    pub allow_plain: bool,
    /// The operator allows servers on this machine and on private networks; otherwise settings that
    /// a tenant may change would reach what only the machine itself should reach.
    pub allow_private: bool,
    /// Certificates (PEM) to trust besides those of the operating system: a company's own
    /// authority.
    pub extra_ca: Option<String>,
}

/// A byte stream to a server, encrypted or not.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + fmt::Debug> Wire for T {}

/// A stream whose kind does not matter any more.
pub(super) type AnyWire = Box<dyn Wire>;

impl Endpoint {
    /// Opens the TCP connection.
    ///
    /// # Errors
    /// [`ServerError`]: resolution, refusal, no route, time, a private address that nobody allowed,
    /// or an unconfirmed plain connection.
    pub(crate) async fn connect(&self) -> Result<TcpStream, ServerError> {
        let addresses = self.reachable(self.resolve().await?)?;
        let local = addresses.iter().all(|address| address.ip().is_loopback());
        if self.security == Security::Plain && !self.allow_plain && !local {
            return Err(ServerError::PlainNotAllowed);
        }
        let mut last = ServerError::Dns { host: self.host.clone() };
        for address in addresses {
            match limited(TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Commands are small; waiting to fill a packet only delays them.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => last = self.connect_error(&error),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn resolve(&self) -> Result<Vec<SocketAddr>, ServerError> {
        let unknown = || ServerError::Dns { host: self.host.clone() };
        let found = limited(lookup_host((self.host.as_str(), self.port))).await?;
        let addresses: Vec<SocketAddr> = found.map_err(|_| unknown())?.collect();
        if addresses.is_empty() { Err(unknown()) } else { Ok(addresses) }
    }

    /// The addresses that may be connected to. What was looked at is what is connected to: the name
    /// is not resolved again.
    fn reachable(&self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, ServerError> {
        if self.allow_private {
            return Ok(found);
        }
        let allowed: Vec<SocketAddr> =
            found.into_iter().filter(|address| is_public(address.ip())).collect();
        if allowed.is_empty() {
            return Err(ServerError::PrivateNotAllowed { host: self.host.clone() });
        }
        Ok(allowed)
    }

    fn connect_error(&self, error: &io::Error) -> ServerError {
        let (host, port) = (self.host.clone(), self.port);
        match error.kind() {
            io::ErrorKind::ConnectionRefused => ServerError::Refused { host, port },
            io::ErrorKind::TimedOut => ServerError::Timeout,
            _ => ServerError::Unreachable { host, port, detail: excerpt(&error.to_string()) },
        }
    }

    /// Encrypts a connection and checks that the server is who it should be.
    ///
    /// # Errors
    /// [`ServerError::Tls`] or [`ServerError::Timeout`].
    pub(crate) async fn encrypt<S>(&self, stream: S) -> Result<TlsStream<S>, ServerError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let name = ServerName::try_from(self.host.clone()).map_err(tls_error)?;
        let connector = TlsConnector::from(self.tls_config()?);
        limited(connector.connect(name, stream)).await?.map_err(tls_error)
    }

    fn tls_config(&self) -> Result<Arc<ClientConfig>, ServerError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(SYSTEM_ROOTS.iter().cloned());
        for certificate in self.extra_certificates()? {
            roots.add(certificate).map_err(tls_error)?;
        }
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(tls_error)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }

    fn extra_certificates(&self) -> Result<Vec<CertificateDer<'static>>, ServerError> {
        let pem = self.extra_ca.as_deref().unwrap_or_default();
        CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().map_err(tls_error)
    }
}

/// What the operating system trusts; read once, because it is a big file.
static SYSTEM_ROOTS: LazyLock<Vec<CertificateDer<'static>>> =
    LazyLock::new(|| rustls_native_certs::load_native_certs().certs);

fn tls_error(error: impl fmt::Display) -> ServerError {
    ServerError::Tls { detail: excerpt(&error.to_string()) }
}

/// Waits no longer than [`CONNECT_SECONDS`].
pub(super) async fn limited<F: Future>(work: F) -> Result<F::Output, ServerError> {
    timeout(Duration::from_secs(CONNECT_SECONDS), work).await.map_err(|_| ServerError::Timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(host: &str, port: u16, security: Security) -> Endpoint {
        let (allow_plain, allow_private, extra_ca) = (false, true, None);
        Endpoint { host: host.into(), port, security, allow_plain, allow_private, extra_ca }
    }

    #[tokio::test]
    async fn a_refused_port_is_called_refused() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let error = endpoint("127.0.0.1", port, Security::Plain).connect().await.unwrap_err();
        assert_eq!(error, ServerError::Refused { host: "127.0.0.1".into(), port });
    }

    #[tokio::test]
    async fn an_unknown_name_is_called_unknown() {
        let error = endpoint("no-such-host.invalid", 993, Security::Tls).connect().await;
        assert_eq!(error.unwrap_err().code(), "dns");
    }

    #[tokio::test]
    async fn plain_leaves_the_machine_only_when_confirmed() {
        // TEST-NET-1 (RFC 5737): the answer must come before any packet is sent.
        let error = endpoint("192.0.2.1", 143, Security::Plain).connect().await.unwrap_err();
        assert_eq!(error, ServerError::PlainNotAllowed);
    }

    #[tokio::test]
    async fn a_private_server_is_reached_only_when_the_operator_allows_it() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost", "::ffff:127.0.0.1", "0.0.0.0", "10.0.0.1"] {
            let mut server = endpoint(host, port, Security::Tls);
            server.allow_private = false;
            let error = server.connect().await.unwrap_err();
            assert_eq!(error, ServerError::PrivateNotAllowed { host: host.into() });
            assert!(error.message().en.contains("--mail-allow-private"), "it says what to do");
        }
        assert!(endpoint("127.0.0.1", port, Security::Plain).connect().await.is_ok());
    }

    #[test]
    fn every_security_reads_back() {
        for (value, text) in Security::ALL {
            assert_eq!(Security::parse(text), Some(value));
        }
        assert_eq!(Security::parse("ssl3"), None);
    }
}
