//! One SMTP conversation.

use std::borrow::Cow;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{Error, MailFrom, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::guard::{Memory, Room};
use super::{Arrival, MailSink, ReceiverSettings, Verdict, stopped};

/// Bytes of a command line with its parameters (RFC 5321 §4.5.3.1.4 asks for 512 and room for
/// extensions).
const LINE_BYTES_MAX: usize = 2048;
/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;

const READY: &str = "354 End data with <CR><LF>.<CR><LF>";
const OK: &str = "250 2.0.0 OK";
const TOO_BIG: &str = "552 5.3.4 Message too big";
const FULL: &str = "452 4.3.1 No room, try again later";
const TIMEOUT: &str = "421 4.4.2 Timeout";
const CLOSING: &str = "421 4.3.2 Shutting down, try again later";
const TOO_MANY_ERRORS: &str = "421 4.7.0 Too many errors";
const BAD_SEQUENCE: &str = "503 5.5.1 Bad sequence of commands";

/// Says that there are too many connections, and goes.
pub(super) async fn turn_away(mut stream: TcpStream) {
    let limit = std::time::Duration::from_secs(2);
    let line = b"421 4.7.0 Too many connections, try again later\r\n";
    let _ = timeout(limit, stream.write_all(line)).await;
}

/// What to do after an answer.
enum Next {
    Continue,
    Data(Room),
    Close,
}

/// A mail being announced.
#[derive(Default)]
struct Transaction {
    /// `None` before MAIL FROM; inside, `None` for the null sender.
    from: Option<Option<String>>,
    to: Vec<String>,
}

/// One connection.
pub(super) struct Session {
    stream: TcpStream,
    peer: IpAddr,
    sink: Arc<dyn MailSink>,
    settings: Arc<ReceiverSettings>,
    memory: Memory,
    input: Vec<u8>,
    helo: Option<String>,
    transaction: Transaction,
    errors: usize,
}

impl Session {
    pub(super) fn new(
        (stream, peer): (TcpStream, IpAddr),
        sink: Arc<dyn MailSink>,
        settings: Arc<ReceiverSettings>,
        memory: Memory,
    ) -> Self {
        Self {
            stream,
            peer,
            sink,
            settings,
            memory,
            input: Vec::new(),
            helo: None,
            transaction: Transaction::default(),
            errors: 0,
        }
    }

    /// Talks until the peer leaves, is silent for too long, or the receiver stops.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let greeting = format!("220 {} ESMTP Madoguchi", self.settings.host_name);
        if self.say(&greeting).await.is_err() {
            return;
        }
        loop {
            let line = tokio::select! {
                line = self.line() => line,
                () = stopped(&mut stop) => {
                    let _ = self.say(CLOSING).await;
                    return;
                }
            };
            let Ok(Some(line)) = line else { return };
            let next = self.answer(&line).await;
            let done = match next {
                Ok(Next::Data(room)) => self.data(room).await,
                Ok(Next::Continue) => Ok(()),
                Ok(Next::Close) | Err(_) => return,
            };
            if done.is_err() {
                return;
            }
            if self.errors > self.settings.errors_max {
                let _ = self.say(TOO_MANY_ERRORS).await;
                return;
            }
        }
    }

    async fn answer(&mut self, line: &[u8]) -> io::Result<Next> {
        if line.len() >= LINE_BYTES_MAX {
            self.errors += 1;
            self.say("500 5.5.2 Line too long").await?;
            return Ok(Next::Continue);
        }
        let request = match Request::parse(&mut line.iter()) {
            Ok(request) => request,
            Err(error) => match lenient(line) {
                Some(request) => request,
                None => return self.refuse(&error).await,
            },
        };
        match request {
            Request::Ehlo { host } => self.hello(host.into_owned(), true).await?,
            Request::Helo { host } => self.hello(host.into_owned(), false).await?,
            Request::Mail { from } => self.mail(&from).await?,
            Request::Rcpt { to } => self.recipient(to.address.into_owned()).await?,
            Request::Data => return self.start_data().await,
            Request::Rset => {
                self.transaction = Transaction::default();
                self.say(OK).await?;
            }
            Request::Noop { .. } => self.say(OK).await?,
            Request::Vrfy { .. } => self.say("252 2.1.5 Send mail and see").await?,
            Request::Quit => {
                self.say("221 2.0.0 Bye").await?;
                return Ok(Next::Close);
            }
            _ => {
                self.errors += 1;
                self.say("502 5.5.1 Not implemented").await?;
            }
        }
        Ok(Next::Continue)
    }

    async fn refuse(&mut self, error: &Error) -> io::Result<Next> {
        self.errors += 1;
        let answer = match error {
            Error::UnknownCommand => "500 5.5.1 Unknown command",
            Error::InvalidSenderAddress => "553 5.1.7 Bad sender address",
            Error::InvalidRecipientAddress => "553 5.1.3 Bad recipient address",
            Error::UnsupportedParameter { .. } => "555 5.5.4 Unsupported parameter",
            Error::ResponseTooLong => "500 5.5.2 Line too long",
            _ => "501 5.5.4 Syntax error",
        };
        self.say(answer).await?;
        Ok(Next::Continue)
    }

    async fn hello(&mut self, host: String, extended: bool) -> io::Result<()> {
        self.helo = Some(host);
        self.transaction = Transaction::default();
        let name = &self.settings.host_name;
        let answer = if extended {
            let size = self.settings.mail_bytes_max;
            format!(
                "250-{name}\r\n250-SIZE {size}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n\
                 250-PIPELINING\r\n250 ENHANCEDSTATUSCODES"
            )
        } else {
            format!("250 {name}")
        };
        self.say(&answer).await
    }

    async fn mail(&mut self, from: &MailFrom<Cow<'_, str>>) -> io::Result<()> {
        if self.helo.is_none() || self.transaction.from.is_some() {
            self.errors += 1;
            return self.say(BAD_SEQUENCE).await;
        }
        if from.size > self.settings.mail_bytes_max {
            return self.say(TOO_BIG).await;
        }
        let address = from.address.trim();
        self.transaction.from = Some((!address.is_empty()).then(|| address.to_owned()));
        self.say("250 2.1.0 OK").await
    }

    async fn recipient(&mut self, address: String) -> io::Result<()> {
        if self.transaction.from.is_none() {
            self.errors += 1;
            return self.say(BAD_SEQUENCE).await;
        }
        if self.transaction.to.len() >= self.settings.recipients_max {
            return self.say("452 4.5.3 Too many recipients").await;
        }
        match self.sink.recipient(&address).await {
            Verdict::Accept => {
                if !self.transaction.to.contains(&address) {
                    self.transaction.to.push(address);
                }
                self.say("250 2.1.5 OK").await
            }
            Verdict::Reject => {
                // Counted, so that nobody can try out addresses for long.
                self.errors += 1;
                self.say("550 5.1.1 No such recipient").await
            }
            Verdict::Unavailable => self.say("451 4.3.0 Try again later").await,
            Verdict::Full => self.say(FULL).await,
        }
    }

    async fn start_data(&mut self) -> io::Result<Next> {
        if self.transaction.to.is_empty() {
            self.errors += 1;
            self.say(BAD_SEQUENCE).await?;
            return Ok(Next::Continue);
        }
        let Some(room) = self.memory.room() else {
            self.say(FULL).await?;
            return Ok(Next::Continue);
        };
        self.say(READY).await?;
        Ok(Next::Data(room))
    }

    /// Reads the mail up to its final dot and hands it to the sink.
    async fn data(&mut self, room: Room) -> io::Result<()> {
        let Ok(received) = timeout(self.settings.mail_time, self.receive(room)).await else {
            let _ = self.say(TIMEOUT).await;
            return Err(io::ErrorKind::TimedOut.into());
        };
        let transaction = std::mem::take(&mut self.transaction);
        let (raw, room) = match received? {
            Ok(mail) => mail,
            Err(refused) => return self.say(refused).await,
        };
        let arrival = Arrival {
            from: transaction.from.flatten(),
            to: transaction.to,
            peer: self.peer,
            helo: self.helo.clone().unwrap_or_default(),
        };
        let answer = match self.sink.accept(arrival, raw).await {
            Verdict::Accept => OK,
            Verdict::Reject => "554 5.7.1 Refused",
            Verdict::Unavailable => "451 4.3.0 Try again later",
            Verdict::Full => FULL,
        };
        drop(room);
        self.say(answer).await
    }

    /// The mail up to its final dot, or what to say instead.
    async fn receive(
        &mut self,
        mut room: Room,
    ) -> io::Result<Result<(Vec<u8>, Room), &'static str>> {
        let mut receiver = DataReceiver::new();
        let mut raw = Vec::new();
        loop {
            let mut bytes = self.input.iter();
            let ended = receiver.ingest(&mut bytes, &mut raw);
            self.input = bytes.as_slice().to_vec();
            let refused = if raw.len() > self.settings.mail_bytes_max {
                Some(TOO_BIG)
            } else if !room.grow(raw.capacity()) {
                Some(FULL)
            } else {
                None
            };
            match refused {
                Some(refused) => {
                    drop((raw, room));
                    if !ended {
                        self.skip(receiver).await?;
                    }
                    return Ok(Err(refused));
                }
                None if ended => return Ok(Ok((raw, room))),
                None => {}
            }
            self.read_on().await?;
        }
    }

    /// Reads on up to the final dot without keeping anything: the peer listens only after it.
    async fn skip(&mut self, mut receiver: DataReceiver) -> io::Result<()> {
        loop {
            self.read_on().await?;
            let mut bytes = self.input.iter();
            let ended = receiver.ingest(&mut bytes, &mut Vec::new());
            self.input = bytes.as_slice().to_vec();
            if ended {
                return Ok(());
            }
        }
    }

    async fn read_on(&mut self) -> io::Result<()> {
        if self.read().await? { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The next command line with its line end; `None` when the peer is gone. A line that is too
    /// long comes cut, the rest of it is thrown away.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut cut = None;
        loop {
            if let Some(end) = self.input.iter().position(|byte| *byte == b'\n') {
                let rest = self.input.split_off(end + 1);
                let line = std::mem::replace(&mut self.input, rest);
                return Ok(Some(cut.unwrap_or(line)));
            }
            if self.input.len() >= LINE_BYTES_MAX {
                cut.get_or_insert_with(|| self.input.clone());
                self.input.clear();
            }
            if !self.read().await? {
                return Ok(None);
            }
        }
    }

    /// Reads what has come in; false when the peer is gone.
    async fn read(&mut self) -> io::Result<bool> {
        self.input.reserve(READ_BYTES);
        let count = timeout(self.settings.idle, self.stream.read_buf(&mut self.input)).await;
        match count {
            Ok(count) => Ok(count? > 0),
            Err(_) => {
                let _ = self.say(TIMEOUT).await;
                Ok(false)
            }
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let line = format!("{answer}\r\n");
        let sent = timeout(self.settings.idle, self.stream.write_all(line.as_bytes())).await;
        sent.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Addresses that the grammar forbids and old Japanese mobile carriers gave out all the same
/// (`taro..yamada.@docomo.ne.jp`): reads `MAIL FROM:<…>` and `RCPT TO:<…>` by their brackets.
fn lenient(line: &[u8]) -> Option<Request<Cow<'_, str>>> {
    let text = std::str::from_utf8(line).ok()?;
    let (verb, rest) = text.split_once(':')?;
    let (address, _) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    let (local, domain) = address.rsplit_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    if local.is_empty() || domain.is_empty() || address.len() > 254 {
        return None;
    }
    if !local.chars().all(plain) || !domain.chars().all(|c| c.is_alphanumeric() || "-.".contains(c))
    {
        return None;
    }
    match verb.trim().to_ascii_uppercase().as_str() {
        "MAIL FROM" => Some(Request::Mail {
            from: MailFrom { address: Cow::Borrowed(address), ..MailFrom::default() },
        }),
        "RCPT TO" => Some(Request::Rcpt {
            to: smtp_proto::RcptTo { address: Cow::Borrowed(address), ..Default::default() },
        }),
        _ => None,
    }
}
