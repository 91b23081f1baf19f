//! A real PostgreSQL server for tests: found on this machine, started in a temporary folder on a
//! free port of 127.0.0.1, gone when the test process is gone, however it ended.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// What to say when there is no PostgreSQL.
const MISSING: &str = "PostgreSQL is missing: install it with `apt-get install -y postgresql` \
     (the tests start their own server and do not touch yours)";

/// The script that looks after a server. It reads one line: when that ends, because the test
/// process closed the pipe or died, the server is stopped; the folder is removed unless the line
/// says to keep it.
const KEEPER: &str = r#"
trap '' INT TERM HUP
"$1/postgres" -D "$2/data" -p "$3" >>"$2/log" 2>&1 &
server=$!
line=end
read -r line
kill -QUIT "$server"
wait "$server"
if [ "$line" != keep ]; then rm -rf "$2"; fi
"#;

/// Free space that a folder in memory must have, MiB.
const MEMORY_MB: u64 = 2048;

/// Ports tried for a new server: another process may take a free one before the server does.
const PORTS: usize = 5;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    bin: PathBuf,
    home: PathBuf,
    port: u16,
    owner: Option<(u32, u32)>,
    keeper: Mutex<Option<Child>>,
    databases: AtomicU32,
}

impl Postgres {
    /// The server all tests of this process share; it does not sync, because no test that uses it
    /// pulls the plug.
    ///
    /// # Panics
    /// When there is no PostgreSQL or it does not start; the message says what to do.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(false))
    }

    /// A server of one's own, which syncs as in production when `durable`.
    ///
    /// # Panics
    /// As [`Postgres::shared`].
    #[must_use]
    pub fn start(durable: bool) -> Self {
        let bin = find_binaries().unwrap_or_else(|| panic!("{MISSING}"));
        let owner = unprivileged();
        let home = make_home(owner, durable);
        let mut server = Self {
            bin,
            home,
            port: free_port(),
            owner,
            keeper: Mutex::new(None),
            databases: AtomicU32::new(0),
        };
        server.init(durable);
        for _ in 1..PORTS {
            if server.try_resume().is_ok() {
                return server;
            }
            let keeper = server.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(keeper) = keeper {
                reap(keeper);
            }
            server.port = free_port();
        }
        server.resume();
        server
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name}"));
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Makes a database from a plain SQL dump and returns its address.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn load(&self, dump: &[u8]) -> String {
        let address = self.database();
        let mut command = self.command(&self.bin.join("psql"));
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &address]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let psql = command.spawn();
        let mut psql = psql.unwrap_or_else(|error| panic!("psql cannot be run: {error}"));
        // A psql that broke off says why itself.
        let _ = psql.stdin.take().map(|mut pipe| pipe.write_all(dump));
        match psql.wait_with_output() {
            Ok(output) if output.status.success() => address,
            Ok(output) => panic!("psql: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => panic!("psql: {error}"),
        }
    }

    /// A database as plain SQL, without owners.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn dump(&self, address: &str) -> Vec<u8> {
        let mut command = self.command(&self.bin.join("pg_dump"));
        command.args(["--no-owner", "--no-privileges", "-d", address]);
        match command.output() {
            Ok(output) if output.status.success() => output.stdout,
            Ok(output) => panic!("pg_dump: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => panic!("pg_dump: {error}"),
        }
    }

    /// Runs SQL in the database `postgres`; returns what `psql` prints without decoration.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn sql(&self, sql: &str) -> String {
        let output = self.psql(sql);
        assert!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Stops the server hard, as a crash would; its data stays.
    ///
    /// # Panics
    /// When its keeper cannot be reached.
    pub fn crash(&self) {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut keeper) = keeper {
            let said = keeper.stdin.take().map(|mut pipe| pipe.write_all(b"keep\n"));
            assert!(matches!(said, Some(Ok(()))), "the server's keeper is gone");
            let ended = keeper.wait();
            assert!(ended.is_ok(), "the server's keeper cannot be waited for: {ended:?}");
        }
    }

    /// Starts the server again after [`Postgres::crash`], on the same port with the same data.
    ///
    /// # Panics
    /// When it does not start in 30 seconds.
    pub fn resume(&self) {
        if let Err(why) = self.try_resume() {
            panic!("PostgreSQL did not start: {why}");
        }
    }

    /// Starts the server; what it logged when it ended at once or did not answer in 30 seconds.
    fn try_resume(&self) -> Result<(), String> {
        let said = self.log().len();
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", KEEPER, "keeper"]).arg(&self.bin).arg(&self.home);
        command.arg(self.port.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: Ctrl-C in the terminal must not get at the server before its keeper.
        let keeper = command.process_group(0).spawn();
        let keeper = keeper.unwrap_or_else(|error| panic!("PostgreSQL does not start: {error}"));
        *self.keeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(keeper);
        let start = Instant::now();
        while !self.psql("SELECT 1").status.success() {
            let log = self.log();
            let taken = log.get(said..).is_some_and(|new| new.contains("could not create any TCP"));
            if taken || start.elapsed() > Duration::from_secs(30) {
                return Err(log);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// What the server logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.join("log")).unwrap_or_default()
    }

    fn init(&self, durable: bool) {
        let data = self.home.join("data");
        let prepared = prepared(&self.bin);
        if prepared.as_ref().is_some_and(|prepared| copy(prepared, &data).is_ok()) {
            self.configure(durable);
            return;
        }
        // What a copy that broke off has left.
        let _ = std::fs::remove_dir_all(&data);
        let mut command = self.command(&self.bin.join("initdb"));
        command.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        command.args(["--locale=C", "--no-sync", "--wal-segsize=1"]);
        run(&mut command);
        if let Some(prepared) = prepared {
            publish(&data, &prepared);
        }
        self.configure(durable);
    }

    fn configure(&self, durable: bool) {
        let durable = if durable { "on" } else { "off" };
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\n\
             max_connections = 200\nfsync = {durable}\nfull_page_writes = {durable}\n\
             synchronous_commit = {durable}\nlog_min_messages = warning\n",
            self.home.display(),
        );
        let file = self.home.join("data/postgresql.auto.conf");
        if let Err(error) = std::fs::write(&file, settings) {
            panic!("cannot write {}: {error}", file.display());
        }
    }

    fn psql(&self, sql: &str) -> Output {
        let mut command = self.command(&self.bin.join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-U", "postgres", "-d", "postgres", "-c", sql]);
        command.arg("-h").arg(&self.home).arg("-p").arg(self.port.to_string());
        command.output().unwrap_or_else(|error| panic!("psql cannot be run: {error}"))
    }

    /// A command run as the server's owner, because PostgreSQL refuses to be run by root.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.home);
        if let Some((user, group)) = self.owner {
            command.gid(group).uid(user);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut keeper) = keeper {
            drop(keeper.stdin.take());
            // Nothing is left to do when it has ended otherwise.
            let _ = keeper.wait();
        }
    }
}

/// The folder with `initdb`, `postgres` and `psql`: where `pg_config` says, the newest of Debian's,
/// or on the path.
fn find_binaries() -> Option<PathBuf> {
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    let mut folders: Vec<PathBuf> = configured.into_iter().map(PathBuf::from).collect();
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    debian.sort();
    folders.extend(debian.into_iter().rev().map(|(_, folder)| folder));
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).is_file())
    };
    folders.into_iter().find(complete)
}

/// Whom to run as: nobody else, unless this is root.
fn unprivileged() -> Option<(u32, u32)> {
    let mut status = String::new();
    std::fs::File::open("/proc/self/status").ok()?.read_to_string(&mut status).ok()?;
    let own = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    if own.split_whitespace().nth(1) != Some("0") {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody")).or(Some((65534, 65534)))
}

/// The folder of one server: in memory where the machine has room for it, because a server makes
/// a thousand files; on the disk when it is to sync.
fn make_home(owner: Option<(u32, u32)>, durable: bool) -> PathBuf {
    let mut builder = tempfile::Builder::new();
    builder.prefix("pg-");
    // The keeper removes the folder. Short, because a socket's path has at most 107 bytes.
    let home = match in_memory().filter(|_| !durable) {
        Some(memory) => builder.tempdir_in(memory),
        None => builder.tempdir(),
    };
    let home = home.map(tempfile::TempDir::keep);
    let home = home.unwrap_or_else(|error| panic!("no temporary folder for PostgreSQL: {error}"));
    if let Some((user, group)) = owner
        && let Err(error) = chown(&home, Some(user), Some(group))
    {
        panic!("the folder of PostgreSQL cannot be handed over: {error}");
    }
    home
}

/// A folder in memory with room for several servers, if there is one.
fn in_memory() -> Option<&'static Path> {
    let memory = Path::new("/dev/shm");
    let answer = Command::new("df").args(["--output=avail", "-B1M"]).arg(memory).output().ok()?;
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    let free: u64 = said.lines().nth(1)?.trim().parse().ok()?;
    (answer.status.success() && free >= MEMORY_MB).then_some(memory)
}

/// Where the files of a new server lie from which others are copied: beside the test programs, since
/// `initdb` takes longer than most tests.
fn prepared(bin: &Path) -> Option<PathBuf> {
    let version = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let word = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    let name: String = version.trim().chars().map(word).collect();
    Some(std::env::current_exe().ok()?.parent()?.join(format!("new-{name}")))
}

/// Copies a folder with its owners.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return Err(std::io::ErrorKind::NotFound.into());
    }
    let done = Command::new("cp").arg("-a").arg(from).arg(to).output()?;
    if done.status.success() { Ok(()) } else { Err(std::io::Error::other("cp failed")) }
}

/// Leaves the files of a new server to others; whoever is first wins.
fn publish(data: &Path, prepared: &Path) {
    let mine = prepared.with_extension(format!("of-{}", std::process::id()));
    if copy(data, &mine).is_err() || std::fs::rename(&mine, prepared).is_err() {
        // Others make their own.
        let _ = std::fs::remove_dir_all(&mine);
    }
}

/// Ends the keeper of a server that did not start, keeping its folder for the next try.
fn reap(mut keeper: Child) {
    if let Some(mut pipe) = keeper.stdin.take() {
        // It may have ended already.
        let _ = pipe.write_all(b"keep\n");
    }
    let _ = keeper.wait();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    match listener.and_then(|listener| listener.local_addr()) {
        Ok(address) => address.port(),
        Err(error) => panic!("no free port: {error}"),
    }
}

fn run(command: &mut Command) {
    match command.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{command:?}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_somebody_took_is_left_to_them() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut server = Postgres::start(false);
        server.crash();
        server.port = taken.local_addr().unwrap().port();
        let refused = server.try_resume().unwrap_err();
        assert!(refused.contains("could not"), "{refused}");
        if let Some(keeper) = server.keeper.lock().unwrap().take() {
            reap(keeper);
        }
        server.port = free_port();
        server.try_resume().unwrap();
        assert_eq!(server.sql("SELECT 1"), "1");
    }

    #[test]
    fn a_server_keeps_its_data_over_a_crash_and_leaves_nothing() {
        let server = Postgres::start(true);
        server.sql("CREATE TABLE t AS SELECT 42 AS x");
        server.crash();
        assert!(!server.psql("SELECT 1").status.success(), "a crashed server answers");
        server.resume();
        assert_eq!(server.sql("SELECT x FROM t"), "42");
        let home = server.home.clone();
        drop(server);
        assert!(!home.exists(), "{} is left", home.display());
    }
}
