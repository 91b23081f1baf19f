//! Handing mail to a server by SMTP submission (RFC 6409). One connection per mail: a contact
//! centre sends few, and every mail stands for itself.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use super::mail::Mailbox;
use super::net::{AnyWire, Endpoint, Security, limited};
use super::server_error::{ServerError, excerpt};

/// Time for a command, and for the server to take a mail over (RFC 5321 §4.5.3.2 asks for ten
/// minutes after the final dot; the answer decides whether the mail was sent twice).
const COMMAND_SECONDS: u64 = 60;
const DATA_SECONDS: u64 = 600;

/// How to hand mail over, and in whose name.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// The server.
    pub endpoint: Endpoint,
    /// User name and password, when the server wants them.
    pub credentials: Option<(String, String)>,
    /// The sender that customers see.
    pub from: Mailbox,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("endpoint", &self.endpoint)
            .field("username", &self.credentials.as_ref().map(|(name, _)| name))
            .field("from", &self.from)
            .finish()
    }
}

/// Who a mail goes to, apart from what its header says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Where reports about failures go; `None` for mail that must cause none (auto-replies).
    pub from: Option<String>,
    /// Recipients.
    pub to: Vec<String>,
}

/// The server has taken the mail over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpReceipt {
    /// What the server said; usually holds its queue id.
    pub response: String,
    /// Recipients the server refused although it took the mail for the others, with its words.
    pub refused: Vec<(String, String)>,
}

/// Why a mail was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// Not now: try again later. `in_doubt`: the connection broke after the whole mail was sent,
    /// so that it may have been taken over all the same.
    #[error("temporarily refused: {detail}")]
    Temporary {
        /// What the server or the network says.
        detail: String,
        /// Whether the mail may have gone out.
        in_doubt: bool,
    },
    /// Never: the server refuses this mail or all its recipients.
    #[error("refused: {detail}")]
    Permanent {
        /// What the server says.
        detail: String,
    },
    /// An address or the mail itself cannot be put into SMTP.
    #[error("cannot be sent: {detail}")]
    Invalid {
        /// What is wrong.
        detail: String,
    },
    /// The server cannot be used at all; somebody has to look at the settings.
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl SmtpError {
    /// A stable word for logs: what the server says besides names people.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Temporary { .. } => "temporary",
            Self::Permanent { .. } => "permanent",
            Self::Invalid { .. } => "invalid",
            Self::Server(error) => error.code(),
        }
    }

    /// Whether sending the same mail again later can help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Temporary { .. } => true,
            Self::Permanent { .. } | Self::Invalid { .. } => false,
            Self::Server(error) => error.is_transient(),
        }
    }
}

/// Sends one mail.
///
/// # Errors
/// [`SmtpError`]; when it is not `in_doubt`, the mail has not gone out.
pub async fn send(
    settings: &SmtpSettings,
    envelope: &Envelope,
    raw: &[u8],
) -> Result<SmtpReceipt, SmtpError> {
    let from = envelope.from.as_deref().map(address).transpose()?;
    let to = envelope.to.iter().map(|to| address(to)).collect::<Result<Vec<_>, _>>()?;
    if to.is_empty() {
        return Err(SmtpError::Invalid { detail: "no recipient".to_owned() });
    }
    let mut connection = open(settings).await?;
    let utf8 = from.iter().chain(&to).any(|address| !is_ascii(address));
    let parameters = parameters(&connection, utf8, !raw.is_ascii())?;
    command(connection.command(Mail::new(from, parameters))).await?;
    let mut refused = Vec::new();
    let mut first_refusal = None;
    for recipient in to {
        let shown = recipient.to_string();
        match command(connection.command(Rcpt::new(recipient, Vec::new()))).await {
            Ok(_) => {}
            Err(error @ SmtpError::Server(_)) => return Err(error),
            Err(error) => {
                refused.push((shown, error.to_string()));
                first_refusal.get_or_insert(error);
            }
        }
    }
    if let Some(error) = first_refusal.filter(|_| refused.len() == envelope.to.len()) {
        let _ = limited(connection.quit()).await;
        return Err(error);
    }
    command(connection.command(Data)).await?;
    let response = data(connection.message(raw)).await?;
    // The mail is handed over; how the connection ends does not matter.
    let _ = limited(connection.quit()).await;
    Ok(SmtpReceipt { response: text(&response), refused })
}

/// What the administrator's test button does: connects and signs in, sends nothing.
///
/// # Errors
/// [`ServerError`], made to be shown.
pub async fn test(settings: &SmtpSettings) -> Result<(), ServerError> {
    let mut connection = open(settings).await?;
    let alive = limited(connection.test_connected()).await?;
    let _ = limited(connection.quit()).await;
    if alive { Ok(()) } else { Err(ServerError::Lost) }
}

/// Connects, encrypts and signs in.
async fn open(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, ServerError> {
    let endpoint = &settings.endpoint;
    let stream = endpoint.connect().await?;
    let peer = stream.peer_addr().map_err(|_| ServerError::Lost)?;
    let inner: AnyWire = match endpoint.security {
        Security::Tls => Box::new(endpoint.encrypt(stream).await?),
        Security::StartTls | Security::Plain => Box::new(stream),
    };
    let hello = hello_name(&settings.from.address);
    let wire = Box::new(SmtpWire { inner, peer });
    let connected = limited(AsyncSmtpConnection::connect_with_transport(wire, &hello)).await?;
    let mut connection = connected.map_err(|error| server_error(&error))?;
    if endpoint.security == Security::StartTls {
        if !connection.can_starttls() {
            return Err(ServerError::StartTlsMissing);
        }
        let upgraded = limited(connection.starttls(tls_parameters(endpoint)?, &hello)).await?;
        upgraded.map_err(|error| ServerError::Tls { detail: with_sources(&error) })?;
    }
    if let Some((name, password)) = &settings.credentials {
        let credentials = Credentials::new(name.clone(), password.clone());
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        let signed_in = limited(connection.auth(&mechanisms, &credentials)).await?;
        signed_in.map_err(|error| match error.status() {
            Some(_) => ServerError::Auth { detail: with_sources(&error) },
            None if error.is_client() => ServerError::Auth { detail: with_sources(&error) },
            None => server_error(&error),
        })?;
    }
    Ok(connection)
}

/// The name we introduce ourselves by: the domain we write for, which is more than most say.
fn hello_name(from: &str) -> ClientId {
    let domain = from.rsplit_once('@').map(|(_, domain)| domain);
    match domain.filter(|domain| !domain.is_empty() && domain.is_ascii()) {
        Some(domain) => ClientId::Domain(domain.to_owned()),
        None => ClientId::default(),
    }
}

fn tls_parameters(endpoint: &Endpoint) -> Result<TlsParameters, ServerError> {
    let tls =
        |error: lettre::transport::smtp::Error| ServerError::Tls { detail: with_sources(&error) };
    let mut builder = TlsParameters::builder(endpoint.host.clone());
    if let Some(pem) = &endpoint.extra_ca {
        let certificate = Certificate::from_pem(pem.as_bytes()).map_err(tls)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(tls)
}

/// What MAIL FROM has to announce; an error when the server does not know it.
fn parameters(
    connection: &AsyncSmtpConnection,
    utf8: bool,
    eight_bit: bool,
) -> Result<Vec<MailParameter>, SmtpError> {
    let needs = |wanted: bool, extension: Extension, detail: &str| {
        if wanted && !connection.server_info().supports_feature(extension) {
            return Err(SmtpError::Permanent { detail: detail.to_owned() });
        }
        Ok(wanted)
    };
    let mut parameters = Vec::new();
    if needs(utf8, Extension::SmtpUtfEight, "the server takes no addresses beyond ASCII")? {
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if needs(eight_bit, Extension::EightBitMime, "the server takes no eight-bit mail")? {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

/// An address for the envelope. Old mobile carriers gave out local parts with dots in wrong
/// places; quoted they are valid and mean the same mailbox.
fn address(text: &str) -> Result<Address, SmtpError> {
    let invalid = || SmtpError::Invalid { detail: format!("not an address: {}", excerpt(text)) };
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || c == '<' || c == '>') {
        return Err(invalid());
    }
    if let Ok(address) = text.parse::<Address>() {
        return Ok(address);
    }
    let (local, domain) = text.rsplit_once('@').ok_or_else(invalid)?;
    let quoted = format!("\"{}\"@{domain}", local.replace(['"', '\\'], ""));
    quoted.parse::<Address>().map_err(|_| invalid())
}

fn is_ascii(address: &Address) -> bool {
    let text: &str = address.as_ref();
    text.is_ascii()
}

/// Runs a command within [`COMMAND_SECONDS`].
async fn command(
    work: impl Future<Output = Result<Response, lettre::transport::smtp::Error>>,
) -> Result<Response, SmtpError> {
    match timeout(Duration::from_secs(COMMAND_SECONDS), work).await {
        Err(_) => Err(ServerError::Timeout.into()),
        Ok(done) => done.map_err(|error| send_error(&error, false)),
    }
}

/// Sends the mail itself. From the final dot on, silence leaves open whether it was taken over.
async fn data(
    work: impl Future<Output = Result<Response, lettre::transport::smtp::Error>>,
) -> Result<Response, SmtpError> {
    match timeout(Duration::from_secs(DATA_SECONDS), work).await {
        Err(_) => {
            Err(SmtpError::Temporary { detail: "no answer in time".to_owned(), in_doubt: true })
        }
        Ok(done) => done.map_err(|error| send_error(&error, true)),
    }
}

fn send_error(error: &lettre::transport::smtp::Error, data_sent: bool) -> SmtpError {
    let detail = with_sources(error);
    if error.is_permanent() {
        SmtpError::Permanent { detail }
    } else if error.is_transient() {
        SmtpError::Temporary { detail, in_doubt: false }
    } else if data_sent {
        SmtpError::Temporary { detail, in_doubt: true }
    } else {
        SmtpError::Server(server_error(error))
    }
}

fn server_error(error: &lettre::transport::smtp::Error) -> ServerError {
    if error.is_timeout() {
        ServerError::Timeout
    } else if error.is_tls() {
        ServerError::Tls { detail: with_sources(error) }
    } else if error.is_response() || error.is_client() || error.status().is_some() {
        ServerError::Protocol { detail: with_sources(error) }
    } else {
        ServerError::Lost
    }
}

/// An error with what caused it, shortened.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut shown = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !shown.contains(&text) {
            shown.push_str(": ");
            shown.push_str(&text);
        }
        source = cause.source();
    }
    excerpt(&shown)
}

fn text(response: &Response) -> String {
    excerpt(&response.message().collect::<Vec<_>>().join(" "))
}

/// Our stream in the shape the SMTP library wants.
#[derive(Debug)]
struct SmtpWire {
    inner: AnyWire,
    peer: SocketAddr,
}

impl AsyncTokioStream for SmtpWire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for SmtpWire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl AsyncWrite for SmtpWire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_old_mobile_carriers() {
        let shown = |text: &str| address(text).map(|a| a.to_string());
        assert_eq!(shown("a@example.jp").unwrap(), "a@example.jp");
        assert_eq!(shown("taro..y.@docomo.ne.jp").unwrap(), "\"taro..y.\"@docomo.ne.jp");
        for bad in ["", "a", "a@", "@b", "a@b>\r\nDATA", "a\n@example.jp", "a@exa mple.jp"] {
            assert!(shown(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn settings_do_not_show_the_password() {
        let settings = SmtpSettings {
            endpoint: Endpoint {
                host: "mail.example.jp".into(),
                port: 587,
                security: Security::StartTls,
                allow_plain: false,
                allow_private: true,
                extra_ca: None,
            },
            credentials: Some(("user".into(), "hunter22".into())),
            from: Mailbox { name: None, address: "support@example.jp".into() },
        };
        assert!(!format!("{settings:?}").contains("hunter22"));
    }
}
