//! Real mail servers for tests, Dovecot (IMAP, LMTP, sign-in) and Postfix (SMTP), and the virus
//! scanner behind them (clamd): each in a temporary folder on free ports of 127.0.0.1, gone when the
//! test process is gone.

mod clamd;
mod dovecot;
mod keeper;
mod postfix;

pub use clamd::Clamd;
pub use dovecot::Dovecot;
pub use postfix::Postfix;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The domain whose mail the servers take.
pub const DOMAIN: &str = "example.jp";

/// Where a program is, looked up as a shell would, `sbin` included.
fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The program, or a panic that names the package to install.
fn need_program(name: &str, package: &str) -> PathBuf {
    find_program(name).unwrap_or_else(|| {
        panic!("{name} is missing: install it with `apt-get install -y {package}`")
    })
}

/// Whether this process may become anybody.
fn is_root() -> bool {
    id("-u") == "0"
}

fn id(flag: &str) -> String {
    let output = Command::new("id").arg(flag).output();
    let output = output.unwrap_or_else(|error| panic!("`id` does not run: {error}"));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A port nobody listens on at the moment.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.unwrap_or_else(|error| panic!("no free port: {error}")).port()
}

/// Waits until nobody listens on a port any more: a killed process takes a moment to die.
fn wait_until_silent(port: u16) {
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(10), "port {port} is still served");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder that everybody may enter, as the servers change their user.
fn make_home(prefix: &str) -> PathBuf {
    let folder = tempfile::Builder::new().prefix(prefix).tempdir();
    let home = folder.unwrap_or_else(|error| panic!("no temporary folder: {error}")).keep();
    set_mode(&home, 0o755);
    home
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let changed = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    changed.unwrap_or_else(|error| panic!("chmod {}: {error}", path.display()));
}

fn make_folder(path: &Path) {
    std::fs::create_dir_all(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Runs a program to its end; panics with its output when it fails.
fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Makes a certificate for `localhost` and 127.0.0.1 that is its own authority: `cert.pem` and
/// `key.pem` in the folder.
fn make_certificate(home: &Path) {
    let settings = home.join("openssl.cnf");
    write(
        &settings,
        "[req]\ndistinguished_name = name\nx509_extensions = extensions\nprompt = no\n\
         [name]\nCN = localhost\n\
         [extensions]\nbasicConstraints = critical,CA:FALSE\n\
         subjectAltName = DNS:localhost,IP:127.0.0.1\n",
    );
    let openssl = need_program("openssl", "openssl");
    let mut command = Command::new(openssl);
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    command.args(["-nodes", "-days", "3650", "-config"]).arg(settings);
    command.arg("-keyout").arg(home.join("key.pem")).arg("-out").arg(home.join("cert.pem"));
    run(&mut command);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_keep_their_mail_over_a_crash_and_leave_nothing() {
        let dovecot = Dovecot::start();
        dovecot.add_user("support", "secret");
        dovecot.deliver("support", b"Subject: x\n\nhello\n");
        dovecot.kill();
        assert!(dovecot.try_deliver(&format!("support@{DOMAIN}"), b"x").is_err());
        dovecot.resume();
        let mails = dovecot.home().join("mail/support/new");
        assert_eq!(std::fs::read_dir(mails).unwrap().count(), 1);
        let unknown = dovecot.try_deliver(&format!("nobody@{DOMAIN}"), b"Subject: x\n\n");
        assert!(unknown.is_err(), "only known users have a mailbox");

        let homes = [
            Some(dovecot.home().to_owned()),
            Postfix::is_possible().then(|| {
                let postfix = Postfix::start(&dovecot);
                postfix.stop();
                postfix.resume();
                postfix.kill();
                postfix.resume();
                postfix.home().to_owned()
            }),
        ];
        drop(dovecot);
        for home in homes.into_iter().flatten() {
            assert!(!home.exists(), "{} is left", home.display());
        }
    }
}
