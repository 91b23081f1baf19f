//! Compresses every file once, at build time, and writes the table that `src/lib.rs` includes.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::Fallible;
use crate::collect::SourceFile;

/// A compressed form is kept only when it saves at least this share (in percent) of the bytes.
const WORTHWHILE_PERCENT: usize = 5;
/// Brotli window, log2 of bytes; the largest that browsers must accept (RFC 7932 §9.1).
const BROTLI_WINDOW: u32 = 22;

/// Writes the packed files and `assets.rs` into `out`.
pub(crate) fn write(out: &Path, files: &[SourceFile], skipped: bool) -> Fallible<()> {
    let dir = out.join("packed");
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.url.cmp(&b.url));
    let mut table = format!("pub(crate) const SKIPPED: bool = {skipped};\n");
    table.push_str("pub(crate) static ASSETS: &[Asset] = &[\n");
    for (number, file) in sorted.iter().enumerate() {
        table.push_str(&entry(&dir, number, file)?);
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table).map_err(|e| format!("assets.rs: {e}"))
}

fn entry(dir: &Path, number: usize, file: &SourceFile) -> Fallible<String> {
    let mime = mime(&file.url)?;
    let hash: String =
        Sha256::digest(&file.bytes).iter().take(12).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
    let mut forms = vec![("identity", Some(file.bytes.clone()))];
    let packable = is_text(mime);
    forms.push(("gzip", packable.then(|| gzip(&file.bytes)).transpose()?));
    forms.push(("brotli", packable.then(|| brotli(&file.bytes)).transpose()?));
    let mut text = format!(
        "Asset {{ url: {:?}, mime: {mime:?}, hash: {hash:?}, immutable: {}, ",
        file.url,
        is_hashed(&file.url)
    );
    for (form, bytes) in forms {
        let bytes = bytes.filter(|b| form == "identity" || worthwhile(b.len(), file.bytes.len()));
        let _ = write!(text, "{form}: {}, ", include(dir, number, form, bytes)?);
    }
    text.push_str("},\n");
    Ok(text)
}

fn include(dir: &Path, number: usize, form: &str, bytes: Option<Vec<u8>>) -> Fallible<String> {
    let Some(bytes) = bytes else { return Ok("None".to_owned()) };
    let name = format!("{number:04}.{form}");
    fs::write(dir.join(&name), bytes).map_err(|e| format!("{name}: {e}"))?;
    let include = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/packed/{name}\"))");
    Ok(if form == "identity" { include } else { format!("Some({include})") })
}

const fn worthwhile(packed: usize, plain: usize) -> bool {
    packed * 100 <= plain * (100 - WORTHWHILE_PERCENT)
}

fn gzip(bytes: &[u8]) -> Fallible<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|e| format!("gzip: {e}"))
}

fn brotli(bytes: &[u8]) -> Fallible<Vec<u8>> {
    // The best quality costs seconds per megabyte: only what is delivered gets it.
    let quality = if std::env::var("PROFILE").as_deref() == Ok("release") { 11 } else { 5 };
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, quality, BROTLI_WINDOW);
    writer.write_all(bytes).map_err(|e| format!("brotli: {e}"))?;
    drop(writer);
    Ok(packed)
}

/// Whether the bundler put a content hash into the name (`assets/name-Bk3x9aQz.js`), so that the
/// file behind this address never changes.
fn is_hashed(url: &str) -> bool {
    let Some((folder, name)) = url.rsplit_once('/') else { return false };
    let stem = name.split('.').next().unwrap_or_default();
    let tail = stem.get(stem.len().saturating_sub(9)..).unwrap_or_default();
    folder.ends_with("/assets")
        && tail.strip_prefix('-').is_some_and(|hash| {
            hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        })
}

fn is_text(mime: &str) -> bool {
    mime.starts_with("text/") || mime.contains("json") || mime == "image/svg+xml"
}

fn mime(url: &str) -> Fallible<&'static str> {
    let name = url.rsplit('/').next().unwrap_or_default();
    Ok(match name.rsplit_once('.').map_or("html", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        _ => {
            return Err(format!(
                "{url}: no media type is known for this file\nhint: add it to \
                 crates/ui-assets/build/pack.rs"
            ));
        }
    })
}
