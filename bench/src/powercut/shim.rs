//! Recording what a process does to a folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// The preloaded library, compiled where it runs.
const SOURCE: &str = include_str!("trace.c");
/// Most seconds a recorded process may take.
const PATIENCE_SECONDS: &str = "300";

/// Where a process is recorded.
pub(super) struct Recorder {
    home: PathBuf,
    library: PathBuf,
}

impl Recorder {
    /// Compiles the library in a folder.
    pub(super) fn new(home: &Path) -> anyhow::Result<Self> {
        // The library compares paths as text.
        let home = home.canonicalize()?;
        let (source, library) = (home.join("trace.c"), home.join("trace.so"));
        std::fs::write(&source, SOURCE)?;
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let mut compile = Command::new(&compiler);
        compile.args(["-O2", "-fPIC", "-shared", "-o"]).arg(&library).arg(&source);
        compile.args(["-ldl", "-lpthread"]);
        let output = compile.output().with_context(|| format!("{compiler} cannot be run"))?;
        if !output.status.success() {
            bail!("{compiler}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(Self { home, library })
    }

    /// The folder that is watched.
    pub(super) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// Where the process acknowledges.
    pub(super) fn acks(&self) -> PathBuf {
        self.home.join("acks")
    }

    /// What was recorded so far.
    pub(super) fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// Runs this program again, recorded, with some of the environment changed, and waits for its
    /// end.
    pub(super) fn run(
        &self,
        arguments: &[String],
        environment: Option<(&str, String)>,
    ) -> anyhow::Result<()> {
        let mut command = Command::new("timeout");
        command.args(["-s", "KILL", PATIENCE_SECONDS, "env"]);
        command.arg(format!("LD_PRELOAD={}", self.library.display()));
        command.arg(std::env::current_exe()?).args(arguments);
        command.env("MADOGUCHI_TRACE_ROOT", self.data());
        command.env("MADOGUCHI_TRACE_ACKS", self.acks()).envs(environment);
        command.env("MADOGUCHI_TRACE_OUT", self.log());
        let output = command.stdin(Stdio::null()).output()?;
        if !output.status.success() {
            bail!(
                "the recorded process failed ({}): {}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    }
}
