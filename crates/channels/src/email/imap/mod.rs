//! Reading a mailbox by IMAP (RFC 3501, IDLE of RFC 2177). Thin: what to fetch and when is decided
//! by the caller; here it is done, within limits, with typed errors. Mail is read with `PEEK`, so
//! that it stays unread until the caller says that it is durable.

mod cursor;
mod fetch;
mod utf7;

use std::fmt;
use std::time::Duration;

use async_imap::types::UnsolicitedResponse;
use async_imap::{Authenticator, Client, Session};
use futures_util::TryStreamExt;
use tokio::time::{Instant, sleep, timeout};

pub use cursor::MailboxCursor;
pub use fetch::{RawContent, RawMail};

use super::net::{AnyWire, Endpoint, Security, limited};
use super::server_error::{ServerError, excerpt};

/// Time for one command that moves no mail.
const COMMAND_SECONDS: u64 = 60;
/// How often a server without IDLE is asked.
const POLL_SECONDS: u64 = 30;
/// Longest IDLE before it is renewed: RFC 2177 says 29 minutes, routers forget sooner.
const IDLE_SECONDS_MAX: u64 = 9 * 60;
/// UIDs of one STORE command.
const STORE_CHUNK: usize = 200;
/// Folders named when the wanted one is missing.
const FOLDERS_SHOWN: usize = 20;

/// How to reach one mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct ImapSettings {
    /// The server.
    pub endpoint: Endpoint,
    /// Name to sign in with.
    pub username: String,
    /// Password to sign in with.
    pub password: String,
    /// The folder to read, as people read it: `INBOX`, `問合せ`.
    pub folder: String,
}

impl ImapSettings {
    /// Which mailbox these settings name. Numbers of mails mean something in one place only; port
    /// and encryption are other ways to the same.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}@{}/{}", self.username, self.endpoint.host.to_lowercase(), self.folder)
    }
}

impl fmt::Debug for ImapSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImapSettings")
            .field("endpoint", &self.endpoint)
            .field("username", &self.username)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// The numbers of a selected folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxState {
    /// Changes when the server numbers its mails anew.
    pub uid_validity: u32,
    /// The UID that the next mail will get; 0 when the server does not say.
    pub uid_next: u32,
    /// Mails in the folder.
    pub exists: u32,
}

/// Why [`Mailbox::idle`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The server reported a change; fetch.
    Changed,
    /// The time is over; fetch all the same, as some servers forget to report.
    Elapsed,
}

/// What the test button found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImapReport {
    /// Mails in the folder.
    pub messages: u32,
    /// Whether new mail is reported at once; otherwise the folder is polled.
    pub has_idle: bool,
}

/// A signed-in connection with one folder selected.
#[derive(Debug)]
pub struct Mailbox {
    /// `None` only while an IDLE holds the session, and after it failed.
    session: Option<Session<AnyWire>>,
    state: MailboxState,
    has_idle: bool,
    /// The server reported new mail that nobody has been told of.
    has_news: bool,
}

impl Mailbox {
    /// Connects, signs in and selects the folder.
    ///
    /// # Errors
    /// [`ServerError`] for every step.
    pub async fn select(settings: &ImapSettings) -> Result<Self, ServerError> {
        let mut session = sign_in(settings).await?;
        let capabilities = command(session.capabilities()).await?;
        let selected = command(session.select(utf7::encode(&settings.folder))).await;
        let Ok(selected) = selected else {
            return Err(missing_folder(&mut session, settings, selected).await);
        };
        let state = MailboxState {
            uid_validity: selected.uid_validity.unwrap_or_default(),
            uid_next: selected.uid_next.unwrap_or_default(),
            exists: selected.exists,
        };
        let has_idle = capabilities.has_str("IDLE");
        Ok(Self { session: Some(session), state, has_idle, has_news: false })
    }

    /// The folder's numbers when it was selected.
    #[must_use]
    pub const fn state(&self) -> MailboxState {
        self.state
    }

    /// Fetches mails with UIDs above `uid`, lowest first, at most `max` and at most about
    /// 64 MiB at once; call again until it returns none. Nothing is marked as read.
    ///
    /// # Errors
    /// [`ServerError`]; nothing is lost then, the same call can be made again.
    pub async fn fetch_after(&mut self, uid: u32, max: usize) -> Result<Vec<RawMail>, ServerError> {
        let fetched = fetch::after(self.session()?, uid, max).await;
        self.take_reports();
        fetched
    }

    /// Marks mails as read, once they are durable.
    ///
    /// # Errors
    /// [`ServerError`]; harmless, the mails are only shown as unread.
    pub async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), ServerError> {
        let session = self.session()?;
        for chunk in uids.chunks(STORE_CHUNK) {
            let set = fetch::uid_set(chunk);
            command(async {
                let answers = session.uid_store(&set, "+FLAGS.SILENT (\\Seen)").await?;
                answers.try_collect::<Vec<_>>().await.map(drop)
            })
            .await?;
        }
        Ok(())
    }

    /// Waits for new mail, at most `longest`. Without IDLE the server is asked every half minute.
    ///
    /// # Errors
    /// [`ServerError`]; the mailbox cannot be used any more then and must be selected again.
    pub async fn idle(&mut self, longest: Duration) -> Result<Wake, ServerError> {
        let deadline = Instant::now() + longest;
        if self.poll().await? {
            return Ok(Wake::Changed);
        }
        if self.has_idle {
            return self.wait_idle(longest.min(Duration::from_secs(IDLE_SECONDS_MAX))).await;
        }
        while Instant::now() < deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            sleep(left.min(Duration::from_secs(POLL_SECONDS))).await;
            if self.poll().await? {
                return Ok(Wake::Changed);
            }
        }
        Ok(Wake::Elapsed)
    }

    /// Says good-bye. Errors do not matter any more.
    pub async fn close(mut self) {
        if let Some(mut session) = self.session.take() {
            let _ = limited(session.logout()).await;
        }
    }

    fn session(&mut self) -> Result<&mut Session<AnyWire>, ServerError> {
        self.session.as_mut().ok_or(ServerError::Lost)
    }

    /// NOOP; whether mails have come in since the last time.
    async fn poll(&mut self) -> Result<bool, ServerError> {
        // Emptied first: the library drops what does not fit into its queue.
        self.take_reports();
        command(self.session()?.noop()).await?;
        self.take_reports();
        Ok(std::mem::take(&mut self.has_news))
    }

    /// Reads what the server reported beside its answers.
    fn take_reports(&mut self) {
        let Some(session) = &self.session else { return };
        while let Ok(response) = session.unsolicited_responses.try_recv() {
            match response {
                UnsolicitedResponse::Exists(count) => {
                    self.has_news |= count > self.state.exists;
                    self.state.exists = count;
                }
                UnsolicitedResponse::Expunge(_) => {
                    self.state.exists = self.state.exists.saturating_sub(1);
                }
                _ => {}
            }
        }
    }

    async fn wait_idle(&mut self, longest: Duration) -> Result<Wake, ServerError> {
        use async_imap::extensions::idle::IdleResponse;
        let session = self.session.take().ok_or(ServerError::Lost)?;
        let mut handle = session.idle();
        command(handle.init()).await?;
        let wake = {
            // The library's own limit starts anew with every keep-alive, so that it might never
            // be reached; ours does not.
            let (wait, _interrupt) = handle.wait();
            match timeout(longest, wait).await {
                Err(_) | Ok(Ok(IdleResponse::Timeout)) => Wake::Elapsed,
                Ok(Ok(IdleResponse::NewData(_))) => Wake::Changed,
                Ok(Ok(IdleResponse::ManualInterrupt)) => return Err(ServerError::Lost),
                Ok(Err(error)) => return Err(imap_error(error)),
            }
        };
        self.session = Some(command(handle.done()).await?);
        Ok(wake)
    }
}

/// What the administrator's test button does: connects, signs in and looks at the folder without
/// changing anything.
///
/// # Errors
/// [`ServerError`], made to be shown.
pub async fn test(settings: &ImapSettings) -> Result<ImapReport, ServerError> {
    let mut session = sign_in(settings).await?;
    let capabilities = command(session.capabilities()).await?;
    let examined = command(session.examine(utf7::encode(&settings.folder))).await;
    let Ok(examined) = examined else {
        return Err(missing_folder(&mut session, settings, examined).await);
    };
    let report = ImapReport { messages: examined.exists, has_idle: capabilities.has_str("IDLE") };
    let _ = limited(session.logout()).await;
    Ok(report)
}

async fn sign_in(settings: &ImapSettings) -> Result<Session<AnyWire>, ServerError> {
    let client = greet(&settings.endpoint).await?;
    let (name, password) = (settings.username.as_str(), settings.password.as_str());
    // LOGIN knows ASCII only.
    let signed_in = if name.is_ascii() && password.is_ascii() {
        limited(client.login(name, password)).await?
    } else {
        limited(client.authenticate("PLAIN", PlainPassword { name, password })).await?
    };
    signed_in.map_err(|(error, _)| match error {
        async_imap::error::Error::No(detail) | async_imap::error::Error::Bad(detail) => {
            ServerError::Auth { detail: excerpt(said(&detail)) }
        }
        async_imap::error::Error::Validate(_) => {
            ServerError::Auth { detail: "control character in user name or password".to_owned() }
        }
        error => imap_error(error),
    })
}

/// Connects up to the point where signing in is safe.
async fn greet(endpoint: &Endpoint) -> Result<Client<AnyWire>, ServerError> {
    let stream = endpoint.connect().await?;
    match endpoint.security {
        Security::Tls => {
            let wire: AnyWire = Box::new(endpoint.encrypt(stream).await?);
            let mut client = Client::new(wire);
            read_greeting(&mut client).await?;
            Ok(client)
        }
        Security::Plain => {
            let mut client = Client::new(Box::new(stream) as AnyWire);
            read_greeting(&mut client).await?;
            Ok(client)
        }
        Security::StartTls => {
            let mut client = Client::new(Box::new(stream) as AnyWire);
            read_greeting(&mut client).await?;
            let upgraded = limited(client.run_command_and_check_ok("STARTTLS", None)).await?;
            upgraded.map_err(|error| match imap_error(error) {
                ServerError::Protocol { .. } => ServerError::StartTlsMissing,
                other => other,
            })?;
            // What the server sent in clear beyond its answer is dropped with the old client.
            let wire: AnyWire = Box::new(endpoint.encrypt(client.into_inner()).await?);
            Ok(Client::new(wire))
        }
    }
}

async fn read_greeting(client: &mut Client<AnyWire>) -> Result<(), ServerError> {
    use async_imap::imap_proto::{Response, Status};
    let greeting = limited(client.read_response()).await?;
    let greeting = greeting.map_err(|error| imap_error(error.into()))?.ok_or(ServerError::Lost)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
        other => Err(ServerError::Protocol { detail: excerpt(&format!("{other:?}")) }),
    }
}

/// SASL PLAIN (RFC 4616), for names and passwords beyond ASCII.
struct PlainPassword<'a> {
    name: &'a str,
    password: &'a str,
}

impl Authenticator for PlainPassword<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.name, self.password)
    }
}

/// Turns a failed SELECT into "no such folder" with the folders there are.
async fn missing_folder(
    session: &mut Session<AnyWire>,
    settings: &ImapSettings,
    failed: Result<async_imap::types::Mailbox, ServerError>,
) -> ServerError {
    match failed {
        Ok(_) | Err(ServerError::Protocol { .. }) => {}
        Err(error) => return error,
    }
    let listed = command(async {
        let names = session.list(None, Some("*")).await?;
        names.map_ok(|name| utf7::decode(name.name())).try_collect::<Vec<String>>().await
    });
    let mut available = listed.await.unwrap_or_default();
    available.truncate(FOLDERS_SHOWN);
    ServerError::FolderMissing { folder: settings.folder.clone(), available }
}

/// Runs a command within [`COMMAND_SECONDS`].
async fn command<T>(
    work: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ServerError> {
    match timeout(Duration::from_secs(COMMAND_SECONDS), work).await {
        Err(_) => Err(ServerError::Timeout),
        Ok(done) => done.map_err(imap_error),
    }
}

/// What the server said, out of the library's `code: …, info: Some("…")`.
fn said(detail: &str) -> &str {
    let info = detail.split_once("info: Some(\"").map(|(_, info)| info);
    info.and_then(|info| info.strip_suffix("\")")).unwrap_or(detail)
}

/// The library's errors in our words; its texts may quote whole mails and are shortened.
fn imap_error(error: async_imap::error::Error) -> ServerError {
    use async_imap::error::Error;
    match error {
        Error::ConnectionLost => ServerError::Lost,
        Error::Io(error) if error.kind() == std::io::ErrorKind::Other => {
            ServerError::Protocol { detail: excerpt(&error.to_string()) }
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            ServerError::Tls { detail: excerpt(&error.to_string()) }
        }
        Error::Io(_) => ServerError::Lost,
        Error::No(detail) | Error::Bad(detail) => {
            ServerError::Protocol { detail: excerpt(said(&detail)) }
        }
        other => ServerError::Protocol { detail: excerpt(&other.to_string()) },
    }
}
