//! Runs npm: installs packages only when the lock file changed, builds, and reports failures in a
//! few lines that name the cause.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Fallible;

/// The oldest Node.js that Vite 8 runs on.
const NODE_MIN: (u32, u32) = (20, 19);
/// A copy of the lock file that `node_modules` was installed from; `./run` and `./test` use it too.
const STAMP: &str = "node_modules/.madoguchi-lock.json";
/// Lines of a failed build that are shown, from its end.
const BUILD_LINES: usize = 40;
/// Lines of a failed installation that are shown, from its beginning.
const CI_LINES: usize = 15;

const WITHOUT_NODE: &str = "hint: install Node.js 20.19 or newer (see README.md), \
     or set MADOGUCHI_UI_SKIP=1 to build the server without its pages";

/// Fails with a hint when Node.js is missing or too old.
pub(crate) fn check_node() -> Fallible<()> {
    let output = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|e| format!("the staff UI needs Node.js to build: {e}\n{WITHOUT_NODE}"))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut parts = text.trim_start_matches('v').split('.').map(|n| n.parse::<u32>().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < NODE_MIN {
        return Err(format!("Node.js {text} is too old to build the staff UI\n{WITHOUT_NODE}"));
    }
    Ok(())
}

/// Keeps two cargo runs with different target folders from building the same `dist` at once. Held
/// until the returned file is dropped.
pub(crate) fn lock(root: &Path) -> Fallible<File> {
    let path = root.join("crates/ui-assets/Cargo.toml");
    let file = File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    file.lock().map_err(|e| format!("{}: cannot be locked: {e}", path.display()))?;
    Ok(file)
}

/// Installs and builds one package; returns its `dist` folder.
pub(crate) fn build(package: &Path) -> Fallible<PathBuf> {
    watch(package)?;
    install(package)?;
    let dist = package.join("dist");
    if dist.exists() {
        // What an earlier build left must not pass for the result of this one.
        fs::remove_dir_all(&dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    }
    let output = npm(package, &["run", "--silent", "build"])?;
    if !output.success {
        let lines: Vec<&str> = output.text.lines().filter(|l| !l.starts_with("npm ")).collect();
        let tail = lines.get(lines.len().saturating_sub(BUILD_LINES)..).unwrap_or_default();
        return Err(format!(
            "`npm run build` failed in {}\n{}",
            package.display(),
            tail.join("\n")
        ));
    }
    Ok(dist)
}

fn install(package: &Path) -> Fallible<()> {
    let wanted = fs::read(package.join("package-lock.json"))
        .map_err(|e| format!("{}: {e}", package.join("package-lock.json").display()))?;
    if fs::read(package.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let output = npm(package, &["ci", "--no-audit", "--no-fund"])?;
    if !output.success {
        // After the cause npm prints how to use it, which hides the cause.
        let errors: Vec<&str> = output
            .text
            .lines()
            .filter(|line| line.starts_with("npm error"))
            .take_while(|line| *line != "npm error Clean install a project")
            .take(CI_LINES)
            .collect();
        return Err(format!(
            "`npm ci` failed in {}\n{}\nhint: run it there yourself to see everything; without \
             network, set MADOGUCHI_UI_DIST to a folder with finished builds",
            package.display(),
            errors.join("\n")
        ));
    }
    fs::write(package.join(STAMP), wanted).map_err(|e| format!("{STAMP}: {e}"))
}

/// Tells cargo to build again when a source changes, and not when the build's own output or a
/// test does.
fn watch(package: &Path) -> Fallible<()> {
    let entries = fs::read_dir(package)
        .map_err(|e| format!("{}: {e}\nhint: is the checkout complete?", package.display()))?;
    for entry in entries {
        let entry = entry.map_err(|e| format!("{}: {e}", package.display()))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let idle =
            matches!(&*name, "node_modules" | "dist" | "coverage" | "test-results" | "tests")
                || matches!(&*name, "biome.json" | "vitest.config.ts")
                || name.starts_with('.')
                || name.ends_with(".tsbuildinfo")
                || name.ends_with(".md");
        if !idle {
            println!("cargo::rerun-if-changed={}", entry.path().display());
        }
    }
    Ok(())
}

struct Output {
    success: bool,
    text: String,
}

fn npm(package: &Path, args: &[&str]) -> Fallible<Output> {
    let output = Command::new("npm")
        .args(args)
        .current_dir(package)
        .env("CI", "true")
        .env("NO_COLOR", "1")
        .output()
        .map_err(|e| format!("npm cannot be started: {e}\n{WITHOUT_NODE}"))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok(Output { success: output.status.success(), text })
}
