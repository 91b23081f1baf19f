//! Looks after one server process: it ends when the test process ends, however that happens.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Starts the server in a process group of its own and waits for a word on its input: `kill` ends
/// the whole group at once, as a power cut would; anything else, and the end of the test process,
/// ends it in order, and by force after ten seconds. Unless a word was said, the folder is removed.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
home=$1
shift
(trap - INT TERM HUP; exec setsid "$@" >>"$home/output" 2>&1) &
server=$!
word=end
read -r word
if [ "$word" = kill ]; then
    kill -KILL "-$server"
else
    kill -TERM "$server"
    (sleep 10; kill -KILL "-$server") &
    watchdog=$!
    wait "$server"
    kill -KILL "-$server"
    kill -KILL "$watchdog"
fi 2>/dev/null
wait "$server"
if [ "$word" = end ] || [ -z "$word" ]; then rm -rf "$home"; fi
"#;

/// A running server.
#[derive(Debug)]
pub(super) struct Keeper(Child);

impl Keeper {
    /// Starts `command`, whose files are in `home`.
    pub(super) fn start(home: &Path, command: &[&str]) -> Self {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", SCRIPT, "keeper"]).arg(home).args(command);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: Ctrl-C in the terminal must not get at it.
        let child = shell.process_group(0).spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?} does not start: {error}")))
    }

    /// Ends the server in order; its files stay.
    pub(super) fn stop(self) {
        self.say("stop");
    }

    /// Ends every process of the server at once; its files stay.
    pub(super) fn kill(self) {
        self.say("kill");
    }

    /// Ends the server and removes its files.
    pub(super) fn finish(mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }

    fn say(mut self, word: &str) {
        let said = self.0.stdin.take().map(|mut pipe| writeln!(pipe, "{word}"));
        assert!(matches!(said, Some(Ok(()))), "the server's keeper is gone");
        let ended = self.0.wait();
        assert!(ended.is_ok(), "the server's keeper cannot be waited for: {ended:?}");
    }
}
