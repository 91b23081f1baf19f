//! What compilers and linters do not keep: the crate graph, the map, sizes, the list of limits.
//!
//! `UPDATE=1 cargo test -p testkit --test tidy` writes the generated files anew; a change of them
//! is read in review.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod crates;
mod files;
mod limits;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The root of the checkout. Asked when the test runs: a binary may be shared by two checkouts.
fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs this test");
    Path::new(&package).join("../..").canonicalize().unwrap()
}

fn read(relative: &str) -> String {
    let path = root().join(relative);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Compares a committed file with what it should hold, or writes it when `UPDATE` is set.
fn expect_file(relative: &str, wanted: &str) {
    let path = root().join(relative);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found == wanted {
        return;
    }
    let first = found.lines().zip(wanted.lines()).position(|(a, b)| a != b);
    let line = first.unwrap_or_else(|| found.lines().count().min(wanted.lines().count()));
    panic!(
        "{relative} is out of date from line {}:\n  has:  {}\n  want: {}\nwrite it anew with: \
         UPDATE=1 cargo test -p testkit --test tidy",
        line + 1,
        found.lines().nth(line).unwrap_or("(end of file)"),
        wanted.lines().nth(line).unwrap_or("(end of file)"),
    );
}

/// Every file under version control, relative to the root, with `/` between folders.
fn tracked_files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached"])
        .current_dir(root())
        .output()
        .expect("git lists the files that are checked");
    assert!(output.status.success(), "this is not a git checkout");
    let listed = String::from_utf8(output.stdout).unwrap();
    listed
        .split('\0')
        // A file that was just deleted stays listed until that is committed.
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(str::to_owned)
        .collect()
}

/// Fails with every complaint at once.
fn expect_none(what: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{what}:\n  {}", complaints.join("\n  "));
}
