//! Dovecot 2.3: mailboxes by IMAP, delivery by LMTP.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::keeper::Keeper;
use super::{
    DOMAIN, free_port, id, is_root, make_certificate, make_folder, make_home, need_program, run,
    wait_until_silent, write,
};

/// A running Dovecot. Users are made with [`Dovecot::add_user`]; their address is
/// `name@`[`DOMAIN`], `name+anything` included.
#[derive(Debug)]
pub struct Dovecot {
    program: PathBuf,
    home: PathBuf,
    ports: Ports,
    users: Mutex<Vec<(String, String)>>,
    keeper: Mutex<Option<Keeper>>,
}

#[derive(Clone, Copy, Debug)]
struct Ports {
    imap: u16,
    imaps: u16,
    lmtp: u16,
    auth: u16,
}

impl Ports {
    fn free() -> Self {
        Self { imap: free_port(), imaps: free_port(), lmtp: free_port(), auth: free_port() }
    }
}

/// How long to wait for a new server before other ports are tried.
const PATIENCE: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(15)];

impl Dovecot {
    /// Starts a server without users.
    ///
    /// # Panics
    /// When Dovecot is not installed or does not start; the message says what to do.
    #[must_use]
    pub fn start() -> Self {
        let program = need_program("dovecot", "dovecot-imapd dovecot-lmtpd");
        let home = make_home("dovecot-");
        make_certificate(&home);
        make_folder(&home.join("mail"));
        let ports = Ports::free();
        let mut server =
            Self { program, home, ports, users: Mutex::default(), keeper: Mutex::default() };
        write(&server.home.join("users"), "");
        if is_root() {
            run(Command::new("chown").arg("nobody").arg(server.home.join("mail")));
        }
        // Another process may take a free port before the server does: it then ends at once.
        for patience in PATIENCE {
            write(&server.settings_file(), &server.settings());
            if server.resume_within(patience).is_ok() {
                return server;
            }
            if let Some(keeper) = server.take_keeper() {
                keeper.kill();
            }
            server.ports = Ports::free();
        }
        write(&server.settings_file(), &server.settings());
        server.resume();
        server
    }

    /// Makes a mailbox.
    ///
    /// # Panics
    /// When the file of users cannot be written.
    pub fn add_user(&self, name: &str, password: &str) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.push((name.to_owned(), password.to_owned()));
        let lines = users.iter().map(|(name, password)| format!("{name}:{{PLAIN}}{password}\n"));
        write(&self.home.join("users"), &lines.collect::<String>());
    }

    /// Port of IMAP in clear, with STARTTLS.
    #[must_use]
    pub const fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// Port of IMAP over TLS.
    #[must_use]
    pub const fn imaps_port(&self) -> u16 {
        self.ports.imaps
    }

    /// Port of LMTP.
    #[must_use]
    pub const fn lmtp_port(&self) -> u16 {
        self.ports.lmtp
    }

    /// Port where Postfix asks whether a password is right.
    #[must_use]
    pub const fn auth_port(&self) -> u16 {
        self.ports.auth
    }

    /// The certificate that clients must trust, as PEM.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn ca_pem(&self) -> String {
        let path = self.home.join("cert.pem");
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cert.pem: {error}"))
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// Puts a mail into a mailbox by LMTP, as a mail server would.
    ///
    /// # Panics
    /// When the server does not take it.
    pub fn deliver(&self, user: &str, raw: &[u8]) {
        let delivered = self.try_deliver(&format!("{user}@{DOMAIN}"), raw);
        delivered.unwrap_or_else(|error| panic!("LMTP delivery to {user}: {error}"));
    }

    /// As [`Dovecot::deliver`], to a whole address, with what went wrong.
    ///
    /// # Errors
    /// The server's answer, or that it is not there.
    pub fn try_deliver(&self, address: &str, raw: &[u8]) -> std::io::Result<()> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.ports.lmtp))?;
        let mut writer = stream.try_clone()?;
        let mut reader = BufReader::new(stream);
        expect(&mut reader, '2')?;
        let commands = [
            ("LHLO localhost".to_owned(), '2'),
            ("MAIL FROM:<sender@example.com>".to_owned(), '2'),
            (format!("RCPT TO:<{address}>"), '2'),
            ("DATA".to_owned(), '3'),
        ];
        for (command, answer) in commands {
            writer.write_all(format!("{command}\r\n").as_bytes())?;
            expect(&mut reader, answer)?;
        }
        writer.write_all(&stuffed(raw))?;
        expect(&mut reader, '2')?;
        writer.write_all(b"QUIT\r\n")
    }

    /// Stops the server in order; mailboxes stay.
    pub fn stop(&self) {
        if let Some(keeper) = self.take_keeper() {
            keeper.stop();
            wait_until_silent(self.ports.imap);
            wait_until_silent(self.ports.lmtp);
        }
    }

    /// Kills all its processes at once; mailboxes stay.
    pub fn kill(&self) {
        if let Some(keeper) = self.take_keeper() {
            keeper.kill();
            wait_until_silent(self.ports.imap);
            wait_until_silent(self.ports.lmtp);
        }
    }

    /// Starts the server again on the same ports with the same mailboxes.
    ///
    /// # Panics
    /// When it does not answer in 30 seconds.
    pub fn resume(&self) {
        if let Err(why) = self.resume_within(Duration::from_secs(30)) {
            panic!("Dovecot did not start: {why}");
        }
    }

    fn resume_within(&self, patience: Duration) -> Result<(), String> {
        let program = self.program.to_string_lossy().into_owned();
        let settings = self.settings_file().to_string_lossy().into_owned();
        let keeper = Keeper::start(&self.home, &[&program, "-F", "-c", &settings]);
        *self.keeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(keeper);
        for port in [self.ports.imap, self.ports.lmtp] {
            self.wait_for_greeting(port, patience)?;
        }
        Ok(())
    }

    /// Makes the server number the mails of a user's inbox anew, as after a restored backup. Only
    /// while it is stopped.
    ///
    /// # Panics
    /// When there is nothing to forget.
    pub fn forget_uids(&self, user: &str) {
        let folder = self.home.join("mail").join(user);
        let names = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                name.starts_with("dovecot")
            });
        let mut forgotten = 0;
        for path in names {
            let removed = std::fs::remove_file(&path);
            removed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            forgotten += 1;
        }
        assert!(forgotten > 0, "no numbers in {}", folder.display());
    }

    /// What the server logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.join("log")).unwrap_or_default()
    }

    fn take_keeper(&self) -> Option<Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn settings_file(&self) -> PathBuf {
        self.home.join("dovecot.conf")
    }

    fn settings(&self) -> String {
        let home = self.home.display();
        let Ports { imap, imaps, lmtp, auth } = self.ports;
        // As root the mailboxes belong to "nobody"; otherwise everything runs as whoever tests.
        let (user, group, people) = if is_root() {
            ("nobody".to_owned(), "nogroup".to_owned(), String::new())
        } else {
            let (user, group) = (id("-un"), id("-gn"));
            let people = format!(
                "default_login_user = {user}\ndefault_internal_user = {user}\n\
                 default_internal_group = {group}\n"
            );
            (user, group, people)
        };
        format!(
            "base_dir = {home}/run\nstate_dir = {home}/state\nlog_path = {home}/log\n\
             protocols = imap lmtp\nlisten = 127.0.0.1\nssl = yes\n\
             ssl_cert = <{home}/cert.pem\nssl_key = <{home}/key.pem\n\
             disable_plaintext_auth = no\nauth_mechanisms = plain login\n\
             auth_failure_delay = 0\nfirst_valid_uid = 1\nmail_fsync = never\n{people}\
             mail_location = maildir:{home}/mail/%n\nrecipient_delimiter = +\n\
             lmtp_save_to_detail_mailbox = no\nprotocol lmtp {{\n  postmaster_address = \
             postmaster@{DOMAIN}\n}}\n\
             passdb {{\n  driver = passwd-file\n  args = username_format=%n {home}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid={user} gid={group} home={home}/mail/%n\n}}\n\
             service imap-login {{\n  chroot =\n  process_min_avail = 0\n\
             inet_listener imap {{\n    port = {imap}\n  }}\n\
             inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
             service lmtp {{\n  inet_listener lmtp {{\n    port = {lmtp}\n  }}\n}}\n\
             service auth {{\n  inet_listener postfix {{\n    port = {auth}\n  }}\n}}\n\
             service anvil {{\n  chroot =\n}}\nservice stats {{\n  chroot =\n}}\n",
        )
    }

    fn wait_for_greeting(&self, port: u16, patience: Duration) -> Result<(), String> {
        let start = Instant::now();
        loop {
            let greeted = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok_and(|stream| {
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                let mut line = String::new();
                BufReader::new(stream).read_line(&mut line).is_ok_and(|length| length > 0)
            });
            if greeted {
                return Ok(());
            }
            if start.elapsed() > patience {
                return Err(self.log());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        match self.take_keeper() {
            Some(keeper) => keeper.finish(),
            None => drop(std::fs::remove_dir_all(&self.home)),
        }
    }
}

/// Reads an answer of any number of lines and checks its first digit.
fn expect(reader: &mut impl BufRead, digit: char) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if !line.starts_with(digit) {
            return Err(std::io::Error::other(line.trim().to_owned()));
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}

/// A mail as it goes over the wire: CRLF, leading dots doubled, a final dot.
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 64);
    for line in raw.strip_suffix(b"\n").unwrap_or(raw).split(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend(line.strip_suffix(b"\r").unwrap_or(line));
        out.extend(b"\r\n");
    }
    out.extend(b".\r\n");
    out
}
