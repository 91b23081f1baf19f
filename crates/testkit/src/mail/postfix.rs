//! Postfix 3: takes mail by SMTP and gives it to a [`Dovecot`]. Its master process wants root.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::dovecot::Dovecot;
use super::keeper::Keeper;
use super::{
    DOMAIN, free_port, is_root, make_folder, make_home, need_program, run, wait_until_silent, write,
};

/// A running Postfix. It takes mail for [`DOMAIN`] from everybody, hands it to Dovecot, and
/// reports to the sender what Dovecot refuses.
#[derive(Debug)]
pub struct Postfix {
    master: PathBuf,
    home: PathBuf,
    smtp: u16,
    smtps: u16,
    submission: u16,
    keeper: Mutex<Option<Keeper>>,
}

impl Postfix {
    /// Whether Postfix can run here; without root it cannot.
    #[must_use]
    pub fn is_possible() -> bool {
        is_root()
    }

    /// Starts a server that delivers to `dovecot`, with its certificate and its users.
    ///
    /// # Panics
    /// When Postfix is not installed, this process is not root, or it does not start.
    #[must_use]
    pub fn start(dovecot: &Dovecot) -> Self {
        let program = need_program("postfix", "postfix");
        assert!(is_root(), "Postfix needs root: run the mail tests as root");
        let home = make_home("postfix-");
        for folder in ["conf", "queue", "data"] {
            make_folder(&home.join(folder));
        }
        run(Command::new("chown").arg("postfix").arg(home.join("data")));
        let server = Self {
            master: daemons().join("master"),
            home,
            smtp: free_port(),
            smtps: free_port(),
            submission: free_port(),
            keeper: Mutex::default(),
        };
        write(&server.home.join("conf/main.cf"), &server.main_cf(dovecot));
        write(&server.home.join("conf/master.cf"), &server.master_cf());
        // Makes the folders of the queue.
        run(Command::new(program).arg("-c").arg(server.home.join("conf")).arg("check"));
        server.resume();
        server
    }

    /// Port of SMTP in clear, with STARTTLS, without sign-in.
    #[must_use]
    pub const fn smtp_port(&self) -> u16 {
        self.smtp
    }

    /// Port of SMTP over TLS, with sign-in.
    #[must_use]
    pub const fn smtps_port(&self) -> u16 {
        self.smtps
    }

    /// Port of submission: STARTTLS and sign-in are required.
    #[must_use]
    pub const fn submission_port(&self) -> u16 {
        self.submission
    }

    /// Stops the server in order; its queue stays.
    pub fn stop(&self) {
        if let Some(keeper) = self.take_keeper() {
            keeper.stop();
            wait_until_silent(self.smtp);
        }
    }

    /// Kills all its processes at once; its queue stays.
    pub fn kill(&self) {
        if let Some(keeper) = self.take_keeper() {
            keeper.kill();
            wait_until_silent(self.smtp);
        }
    }

    /// Starts the server again on the same ports with the same queue.
    ///
    /// # Panics
    /// When it does not answer in 30 seconds.
    pub fn resume(&self) {
        let master = self.master.to_string_lossy().into_owned();
        let conf = self.home.join("conf").to_string_lossy().into_owned();
        // "-d" keeps it in our process group, so that the keeper can end all of it.
        let keeper = Keeper::start(&self.home, &[&master, "-c", &conf, "-d"]);
        *self.keeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(keeper);
        let start = Instant::now();
        while !self.greets() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "Postfix did not start: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the server logged.
    #[must_use]
    pub fn log(&self) -> String {
        ["maillog", "output"]
            .iter()
            .filter_map(|name| std::fs::read_to_string(self.home.join(name)).ok())
            .collect()
    }

    #[cfg(test)]
    pub(super) const fn home(&self) -> &PathBuf {
        &self.home
    }

    fn greets(&self) -> bool {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.smtp)).is_ok_and(|stream| {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line).is_ok() && line.starts_with("220")
        })
    }

    fn take_keeper(&self) -> Option<Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn main_cf(&self, dovecot: &Dovecot) -> String {
        let home = self.home.display();
        let certificate = dovecot.home().display();
        let (lmtp, auth) = (dovecot.lmtp_port(), dovecot.auth_port());
        format!(
            "compatibility_level = 3.6\nqueue_directory = {home}/queue\n\
             data_directory = {home}/data\nmaillog_file = {home}/maillog\n\
             maillog_file_prefixes = {home}\nmyhostname = mail.{DOMAIN}\nmydestination =\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\n\
             alias_maps =\nalias_database =\nlocal_recipient_maps =\nbiff = no\n\
             virtual_mailbox_domains = {DOMAIN}\nvirtual_mailbox_maps = static:all\n\
             virtual_transport = lmtp:inet:127.0.0.1:{lmtp}\nrecipient_delimiter = +\n\
             relay_domains =\ndefault_transport = error:5.4.4 no mail leaves the tests\n\
             message_size_limit = 60000000\nmailbox_size_limit = 0\nvirtual_mailbox_limit = 0\n\
             minimal_backoff_time = 1s\nmaximal_backoff_time = 2s\nqueue_run_delay = 1s\n\
             lmtp_destination_concurrency_failed_cohort_limit = 1000\n\
             smtpd_tls_cert_file = {certificate}/cert.pem\n\
             smtpd_tls_key_file = {certificate}/key.pem\nsmtpd_tls_security_level = may\n\
             smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:{auth}\n\
             smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n\
             smtpd_client_connection_count_limit = 0\nsmtputf8_enable = yes\n\
             local_header_rewrite_clients =\n"
        )
    }

    fn master_cf(&self) -> String {
        let Self { smtp, smtps, submission, .. } = self;
        let services = [
            ("pickup", "unix n - n 60 1"),
            ("cleanup", "unix n - n - 0"),
            ("qmgr", "unix n - n 300 1"),
            ("rewrite", "unix - - n - - trivial-rewrite"),
            ("bounce", "unix - - n - 0"),
            ("defer", "unix - - n - 0 bounce"),
            ("trace", "unix - - n - 0 bounce"),
            ("verify", "unix - - n - 1"),
            ("flush", "unix n - n 1000? 0"),
            ("tlsmgr", "unix - - n 1000? 1"),
            ("proxymap", "unix - - n - -"),
            ("error", "unix - - n - -"),
            ("retry", "unix - - n - - error"),
            ("discard", "unix - - n - -"),
            ("smtp", "unix - - n - -"),
            ("lmtp", "unix - - n - -"),
            ("anvil", "unix - - n - 1"),
            ("scache", "unix - - n - 1"),
            ("postlog", "unix-dgram n - n - 1 postlogd"),
        ];
        let mut out = format!(
            "127.0.0.1:{smtp} inet n - n - - smtpd\n\
             127.0.0.1:{smtps} inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  \
             -o smtpd_sasl_auth_enable=yes\n\
             127.0.0.1:{submission} inet n - n - - smtpd\n  \
             -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n  \
             -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"
        );
        for (name, rest) in services {
            let program = if rest.split(' ').count() > 6 { "" } else { name };
            out.push_str(&format!("{name} {rest} {program}\n"));
        }
        out
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        match self.take_keeper() {
            Some(keeper) => keeper.finish(),
            None => drop(std::fs::remove_dir_all(&self.home)),
        }
    }
}

/// The folder of Postfix's daemons.
fn daemons() -> PathBuf {
    let output = Command::new(need_program("postconf", "postfix"))
        .args(["-d", "-h", "daemon_directory"])
        .output()
        .unwrap_or_else(|error| panic!("postconf does not run: {error}"));
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
}
