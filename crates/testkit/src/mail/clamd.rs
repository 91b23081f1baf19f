//! ClamAV's daemon with one signature of its own: the test file of EICAR, which harms nobody.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::keeper::Keeper;
use super::{make_folder, make_home, need_program, write};

/// The test file of EICAR in two parts, so that no scanner takes this program for it.
const EICAR: [&str; 2] =
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];
/// Its MD5 and size, as ClamAV's signatures of whole files have them.
const SIGNATURE: &str = "44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar\n";
/// Bytes that it takes at most.
const STREAM_MAX: usize = 1024 * 1024;

/// A running clamd. It knows one virus, [`Clamd::virus`], and takes files of up to a megabyte.
#[derive(Debug)]
pub struct Clamd {
    home: PathBuf,
    keeper: Option<Keeper>,
}

impl Clamd {
    /// A folder for one that does not run yet.
    #[must_use]
    pub fn asleep() -> Self {
        Self { home: make_home("clamd-"), keeper: None }
    }

    /// Starts one.
    ///
    /// # Panics
    /// When clamd is not installed or does not start; the message says what to do.
    #[must_use]
    pub fn start() -> Self {
        let mut clamd = Self::asleep();
        clamd.wake();
        clamd
    }

    /// Starts it.
    ///
    /// # Panics
    /// As [`Clamd::start`].
    pub fn wake(&mut self) {
        let program = need_program("clamd", "clamav-daemon");
        let known = self.home.join("known");
        make_folder(&known);
        write(&known.join("test.hdb"), SIGNATURE);
        let settings = self.home.join("clamd.conf");
        let text = format!(
            "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nStreamMaxLength {STREAM_MAX}\n\
             MaxThreads 2\nConcurrentDatabaseReload no\n",
            self.socket().display(),
            known.display(),
        );
        write(&settings, &text);
        let (program, settings) = (program.display().to_string(), settings.display().to_string());
        self.keeper = Some(Keeper::start(&self.home, &[&program, "-c", &settings]));
        let start = Instant::now();
        while UnixStream::connect(self.socket()).is_err() {
            let output = || std::fs::read_to_string(self.home.join("output")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(60), "no clamd: {}", output());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Where it listens, as `--virus-scanner` takes it.
    #[must_use]
    pub fn address(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// What it finds something in.
    #[must_use]
    pub fn virus() -> String {
        EICAR.concat()
    }

    /// What it does not look into, since it is too large.
    #[must_use]
    pub fn too_large() -> String {
        "a line of text, again and again\n".repeat(STREAM_MAX / 32 + 2)
    }

    fn socket(&self) -> PathBuf {
        Path::new(&self.home).join("clamd.sock")
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        match self.keeper.take() {
            Some(keeper) => keeper.finish(),
            None => drop(std::fs::remove_dir_all(&self.home)),
        }
    }
}
