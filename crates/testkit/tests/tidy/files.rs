//! Sizes and contents of the files under version control.

use std::path::Path;
use std::{env, fs};

use crate::{expect_none, root, tracked_files};

/// Lines that a source file may have, its tests included.
const LINES_MAX: usize = 700;
/// Lines of production code that a file should stay under; more is listed, not refused.
const LINES_AIM: usize = 400;
/// Written by tools, read by nobody.
const GENERATED: &[&str] = &["ui/src/api/schema.d.ts"];
/// Where text files end and data begins, bytes.
const TEXT_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Tracked files that are text, with their contents.
fn texts() -> impl Iterator<Item = (String, String)> {
    tracked_files().into_iter().filter_map(|file| {
        let path = root().join(&file);
        let small = fs::metadata(&path).is_ok_and(|meta| meta.len() <= TEXT_BYTES_MAX);
        let text = small.then(|| fs::read_to_string(&path).ok()).flatten()?;
        Some((file, text))
    })
}

fn is_source(file: &str) -> bool {
    let extension = Path::new(file).extension().and_then(|e| e.to_str()).unwrap_or_default();
    let production = ["crates/", "bench/src/", "ui/src/", "widget/src/"];
    matches!(extension, "rs" | "ts" | "tsx")
        && production.iter().any(|folder| file.starts_with(folder))
        && file.contains("/src/")
        && !GENERATED.contains(&file)
}

#[test]
fn source_files_are_small() {
    let mut too_long = Vec::new();
    for (file, text) in texts().filter(|(file, _)| is_source(file)) {
        let lines = text.lines().count();
        let production = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines > LINES_MAX {
            too_long.push(format!("{file}: {lines} lines, {LINES_MAX} allowed"));
        } else if production > LINES_AIM {
            println!("{file}: {production} lines of production code; aim at {LINES_AIM}");
        }
    }
    expect_none("split these files", &too_long);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let mut places = vec![root().display().to_string()];
    for name in ["HOME", "CARGO_HOME", "MADOGUCHI_DATA"] {
        // One folder below the file system's root is too short to be told from an address.
        places.extend(env::var(name).ok().filter(|path| path.len() > 1).map(|path| path + "/"));
    }
    let mut complaints = Vec::new();
    for (file, text) in texts() {
        for (number, line) in text.lines().enumerate() {
            if let Some(place) = places.iter().find(|place| line.contains(place.as_str())) {
                complaints.push(format!("{file}:{}: {place}", number + 1));
            }
        }
    }
    expect_none("paths of this machine", &complaints);
}

#[test]
fn lock_files_name_public_registries_only() {
    let mut complaints = Vec::new();
    for (file, text) in texts() {
        let (marker, allowed) = match file.rsplit('/').next() {
            Some("Cargo.lock") => {
                ("source = \"", "registry+https://github.com/rust-lang/crates.io-index\"")
            }
            Some("package-lock.json") => ("\"resolved\": \"", "https://registry.npmjs.org/"),
            _ => continue,
        };
        let foreign = text
            .lines()
            .filter_map(|line| line.split_once(marker))
            .filter(|(_, source)| !source.starts_with(allowed));
        complaints.extend(foreign.map(|(_, source)| format!("{file}: {source}")));
    }
    expect_none("packages from elsewhere", &complaints);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut complaints = Vec::new();
    for (file, text) in texts().filter(|(file, _)| file.ends_with(".md")) {
        let folder = root().join(&file).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split(['#', ' ']).next().unwrap_or_default();
            let elsewhere = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
            if !elsewhere && !folder.join(path).exists() {
                complaints.push(format!("{file}: {target}"));
            }
        }
    }
    expect_none("broken links", &complaints);
}

#[test]
fn examples_in_comments_are_run_or_marked_as_text() {
    // ./test runs no documentation tests: an example that nobody runs rots.
    let mut complaints = Vec::new();
    for (file, text) in texts().filter(|(file, _)| file.ends_with(".rs")) {
        let mut open = false;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let comment = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
            let Some(fence) = comment.and_then(|text| text.trim().strip_prefix("```")) else {
                continue;
            };
            if !open && (fence.is_empty() || fence.starts_with("rust")) {
                complaints.push(format!("{file}:{}: ```{fence}", number + 1));
            }
            open = !open;
        }
    }
    expect_none("write ```text, or make it a test", &complaints);
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let left =
        |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(|word| marks.contains(&word));
    let mut complaints = Vec::new();
    for (file, text) in texts() {
        let read = [".rs", ".ts", ".tsx", ".mjs", ".md", ".sh"].iter().any(|e| file.ends_with(e));
        for (number, line) in text.lines().enumerate().filter(|(_, line)| read && left(line)) {
            complaints.push(format!("{file}:{}: {}", number + 1, line.trim()));
        }
    }
    expect_none("do it or file it", &complaints);
}
