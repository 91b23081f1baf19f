//! The real binary as a process of its own.

use std::io::BufReader;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::client::Client;

/// How long a start may take; the demo loads its past meanwhile.
const START: Duration = Duration::from_secs(180);
/// How long a polite stop may take.
const STOP: Duration = Duration::from_secs(20);
/// The first administrator.
const ADMIN: (&str, &str) = ("admin@example.com", "correct horse battery");

/// `madoguchi serve` on a free port with its own data folder; killed when dropped.
#[derive(Debug)]
pub struct ServerProcess {
    address: SocketAddr,
    data: tempfile::TempDir,
    args: Vec<String>,
    env: Vec<(String, String)>,
    program: Option<PathBuf>,
    child: Option<Child>,
    output: Arc<Mutex<String>>,
}

impl ServerProcess {
    /// Starts with further flags and waits until it answers. The first administrator is made from
    /// the environment.
    ///
    /// # Panics
    /// When it does not answer in time; the message holds what it wrote.
    #[must_use]
    pub fn start(args: &[&str]) -> Self {
        Self::start_from(None, args)
    }

    /// As [`ServerProcess::start`], with a program from elsewhere than beside this one.
    ///
    /// # Panics
    /// As [`ServerProcess::start`].
    #[must_use]
    pub fn start_from(program: Option<PathBuf>, args: &[&str]) -> Self {
        let mut server = Self::prepare(args);
        server.program = program;
        server.first_admin();
        server.launch();
        server
    }

    /// Has the first administrator made from the environment at the next start.
    pub fn first_admin(&mut self) {
        self.set_env("MADOGUCHI_ADMIN_EMAIL", ADMIN.0);
        self.set_env("MADOGUCHI_ADMIN_PASSWORD", ADMIN.1);
    }

    /// Everything but the start.
    ///
    /// # Panics
    /// When there is no temporary folder or no free port.
    #[must_use]
    pub fn prepare(args: &[&str]) -> Self {
        let data = tempfile::Builder::new().prefix("madoguchi-").tempdir();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|probe| probe.local_addr());
        Self {
            address: port.unwrap_or_else(|error| panic!("no free port: {error}")),
            data: data.unwrap_or_else(|error| panic!("no temporary folder: {error}")),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            env: Vec::new(),
            program: None,
            child: None,
            output: Arc::default(),
        }
    }

    /// Listens elsewhere from the next start on.
    ///
    /// # Panics
    /// When that is no address.
    pub fn listen_on(&mut self, address: &str) {
        self.address = address.parse().unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Keeps its data elsewhere from the next start on.
    pub fn keep_data_in(&mut self, folder: &str) {
        self.args.extend(["--data-dir".to_owned(), folder.to_owned()]);
    }

    /// Keeps its rows in this PostgreSQL database from the next start on.
    pub fn keep_rows_in(&mut self, url: &str) {
        self.args.extend(["--database-url".to_owned(), url.to_owned()]);
    }

    /// Starts the process (again) on the same port and data, and waits until it answers.
    ///
    /// # Panics
    /// As [`ServerProcess::start`].
    pub fn launch(&mut self) {
        self.spawn();
        let start = Instant::now();
        while !self.answers() {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "the server ended ({ended:?}): {}", self.output());
            assert!(start.elapsed() < START, "the server does not answer: {}", self.output());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Starts the process and waits until it ends by itself.
    ///
    /// # Panics
    /// When it goes on for too long.
    pub fn run_to_end(&mut self) -> ExitStatus {
        self.spawn();
        self.wait(START)
    }

    fn spawn(&mut self) {
        let mut command = self.command();
        command.args(["serve", "--listen", &self.address.to_string()]);
        if !self.args.iter().any(|arg| arg == "--data-dir") {
            command.arg("--data-dir").arg(self.data.path());
        }
        command.args(&self.args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn();
        let mut child = child.unwrap_or_else(|error| panic!("the server: {error}"));
        if let Some(out) = child.stdout.take() {
            keep(BufReader::new(out), Arc::clone(&self.output));
        }
        if let Some(err) = child.stderr.take() {
            keep(BufReader::new(err), Arc::clone(&self.output));
        }
        self.child = Some(child);
    }

    /// The program with its environment and nothing else of ours.
    fn command(&self) -> Command {
        let mut command = Command::new(self.program.clone().unwrap_or_else(binary));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MADOGUCHI_")) {
            command.env_remove(name);
        }
        // The mail servers of tests are on this machine.
        command.env("MADOGUCHI_MAIL_ALLOW_PRIVATE", "true");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Whether the server says that it lives.
    fn answers(&self) -> bool {
        use std::io::{Read as _, Write as _};
        let Ok(mut stream) = TcpStream::connect(self.address) else { return false };
        let asked = stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        let mut answer = String::new();
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        asked.is_ok()
            && stream.read_to_string(&mut answer).is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    /// Ends the process at once, as a crash does.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let killed = child.kill().and_then(|()| child.wait());
            killed.unwrap_or_else(|error| panic!("the server cannot be killed: {error}"));
        }
    }

    /// Runs another subcommand of the program on the same data, beside the server or without it.
    ///
    /// # Panics
    /// When it cannot be run.
    #[must_use]
    pub fn also(&self, args: &[&str]) -> Output {
        let folder = self.folder().display().to_string();
        let mut args = [args, &["--data-dir", &folder]].concat();
        if let Some(at) = self.args.iter().position(|arg| arg == "--database-url") {
            args.extend(self.args.iter().skip(at).take(2).map(String::as_str));
        }
        self.alone(&args)
    }

    /// Runs another subcommand of the program on other data.
    ///
    /// # Panics
    /// When it cannot be run.
    #[must_use]
    pub fn alone(&self, args: &[&str]) -> Output {
        let ran = self.command().args(args).stdin(Stdio::null()).output();
        ran.unwrap_or_else(|error| panic!("{args:?} cannot be run: {error}"))
    }

    /// Asks the process to end (SIGTERM) and waits for it.
    ///
    /// # Panics
    /// When it does not run or does not end.
    pub fn terminate(&mut self) -> ExitStatus {
        let pid = self.child.as_ref().map(Child::id);
        let pid = pid.unwrap_or_else(|| panic!("the server does not run"));
        let told = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "SIGTERM did not reach the server");
        self.wait(STOP)
    }

    fn wait(&mut self, patience: Duration) -> ExitStatus {
        let mut child = self.child.take().unwrap_or_else(|| panic!("the server does not run"));
        let start = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return status,
                Ok(None) if start.elapsed() < patience => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Ok(None) => {
                    let _ = child.kill();
                    panic!("the server did not end: {}", self.output());
                }
                Err(error) => panic!("the server cannot be waited for: {error}"),
            }
        }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Where it keeps its data: the temporary folder unless it was told another.
    fn folder(&self) -> PathBuf {
        let told = self.args.iter().rposition(|arg| arg == "--data-dir");
        let told = told.and_then(|at| self.args.get(at + 1));
        told.map_or_else(|| self.data.path().to_owned(), PathBuf::from)
    }

    /// Sets an environment variable from the next start on.
    pub fn set_env(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Everything the process wrote so far.
    #[must_use]
    pub fn output(&self) -> String {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first administrator, signed in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn admin(&self) -> Client {
        Client::new(self.address).sign_in(ADMIN.0, ADMIN.1).await
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Ended already is fine.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The program: as cargo says, or beside the folder of the test program.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("CARGO_BIN_EXE_madoguchi") {
        return path.into();
    }
    let own = std::env::current_exe().unwrap_or_default();
    let folder = own.ancestors().find(|folder| folder.join("madoguchi").is_file());
    let folder = folder.unwrap_or_else(|| panic!("build it first: cargo build -p server"));
    folder.join("madoguchi")
}

fn keep(lines: impl std::io::BufRead + Send + 'static, output: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            output.push_str(&line);
            output.push('\n');
        }
    });
}
