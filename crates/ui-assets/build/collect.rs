//! Which files of a finished build are served, and under which address.

use std::fs;
use std::path::Path;

use crate::Fallible;

/// One file to embed.
pub(crate) struct SourceFile {
    /// The address it is served under, e.g. `/assets/index-Bk3x9aQz.js`.
    pub(crate) url: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The staff application: everything of `ui/dist` at the root.
pub(crate) fn desk_files(dist: &Path) -> Fallible<Vec<SourceFile>> {
    let files = folder(dist, "", "/")?;
    expect_page(files, "/index.html", dist)
}

/// The chat widget: the loader script, the page inside its frame, and that page's assets.
pub(crate) fn widget_files(dist: &Path) -> Fallible<Vec<SourceFile>> {
    let mut files = folder(&dist.join("app"), "", "/widget/")?;
    for file in &mut files {
        if file.url == "/widget/index.html" {
            "/widget/app".clone_into(&mut file.url);
        }
    }
    let loader = dist.join("widget.js");
    let bytes = fs::read(&loader).map_err(|e| format!("{}: {e}", loader.display()))?;
    files.push(SourceFile { url: "/widget.js".to_owned(), bytes });
    expect_page(files, "/widget/app", dist)
}

/// The demo shop: a plain page that carries the widget.
pub(crate) fn demo_files(dist: &Path) -> Fallible<Vec<SourceFile>> {
    let mut files = folder(&dist.join("demo"), "", "/demo/")?;
    // The shop may be written as demo/index.html or demo/shop/index.html; its address is the same.
    for file in &mut files {
        if !file.url.starts_with("/demo/shop/") {
            file.url = file.url.replacen("/demo/", "/demo/shop/", 1);
        }
    }
    expect_page(files, "/demo/shop/index.html", dist)
}

fn expect_page(files: Vec<SourceFile>, page: &str, dist: &Path) -> Fallible<Vec<SourceFile>> {
    if files.iter().any(|file| file.url == page && !file.bytes.is_empty()) {
        return Ok(files);
    }
    Err(format!(
        "{} has no page for {page}\nhint: the build wrote nothing or something else; run \
         `npm run build` there and look",
        dist.display()
    ))
}

/// Every file below `root/relative`, in a stable order, without source maps.
fn folder(root: &Path, relative: &str, prefix: &str) -> Fallible<Vec<SourceFile>> {
    let dir = root.join(relative);
    let mut entries = fs::read_dir(&dir)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| format!("{}: {e}\nhint: the build did not write it", dir.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| format!("{}: odd name", entry.path().display()))?;
        let below =
            if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
        if entry.path().is_dir() {
            files.extend(folder(root, &below, prefix)?);
        } else if !name.ends_with(".map") && !name.starts_with('.') {
            let bytes = fs::read(entry.path()).map_err(|e| format!("{below}: {e}"))?;
            files.push(SourceFile { url: format!("{prefix}{below}"), bytes });
        }
    }
    Ok(files)
}
