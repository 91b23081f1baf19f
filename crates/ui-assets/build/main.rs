//! Builds the staff application (`ui/`) and the chat widget (`widget/`) with npm, compresses every
//! file once and writes a table of them for `src/lib.rs` to include.
//!
//! - `MADOGUCHI_UI_SKIP=1` leaves both out on purpose: small pages say so. For work on the server.
//! - `MADOGUCHI_UI_DIST=DIR` takes finished builds from `DIR/ui` and `DIR/widget`: for machines
//!   without Node or network.
//! - Otherwise both are built here. A build that fails stops cargo; it never embeds nothing.

mod collect;
mod npm;
mod pack;
mod skipped;

use std::env;
use std::path::{Path, PathBuf};

use collect::{SourceFile, demo_files, desk_files, widget_files};

/// Everything that stops this build: one text for a person at a terminal.
type Fallible<T> = Result<T, String>;

fn main() {
    for name in ["MADOGUCHI_UI_SKIP", "MADOGUCHI_UI_DIST"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    println!("cargo::rerun-if-changed=build");
    if let Err(message) = run() {
        eprintln!("\n{message}\n");
        println!("cargo::error={}", message.lines().next().unwrap_or("the UI was not built"));
        std::process::exit(1);
    }
}

fn run() -> Fallible<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo did not set OUT_DIR")?);
    let skipped = env::var_os("MADOGUCHI_UI_SKIP").is_some_and(|v| !v.is_empty() && v != "0");
    let files = if skipped { skipped::pages() } else { built_files()? };
    pack::write(&out, &files, skipped)
}

fn built_files() -> Fallible<Vec<SourceFile>> {
    let (ui, widget) = match env::var_os("MADOGUCHI_UI_DIST") {
        Some(dir) => prebuilt(Path::new(&dir))?,
        None => npm_builds()?,
    };
    let mut files = desk_files(&ui)?;
    files.extend(widget_files(&widget)?);
    files.extend(demo_files(&widget)?);
    Ok(files)
}

fn prebuilt(dir: &Path) -> Fallible<(PathBuf, PathBuf)> {
    let dir = dir.canonicalize().map_err(|e| {
        format!(
            "MADOGUCHI_UI_DIST={}: {e}\nhint: give an absolute folder that holds ui/ and widget/",
            dir.display()
        )
    })?;
    println!("cargo::rerun-if-changed={}", dir.display());
    Ok((dir.join("ui"), dir.join("widget")))
}

fn npm_builds() -> Fallible<(PathBuf, PathBuf)> {
    let root = workspace_root()?;
    npm::check_node()?;
    let _lock = npm::lock(&root)?;
    Ok((npm::build(&root.join("ui"))?, npm::build(&root.join("widget"))?))
}

fn workspace_root() -> Fallible<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo did not set its folder")?;
    let root = Path::new(&manifest).join("../..");
    root.canonicalize().map_err(|e| format!("{}: {e}", root.display()))
}
