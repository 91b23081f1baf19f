//! What a file is: by the first bytes of its content, and by its name only among what the content
//! allows. What is not in the list is unknown; visitors may not send it.

use super::name;

/// The type of a file nobody recognises.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// Media types that visitors may send, for the widget's file chooser.
pub const VISITOR_TYPES: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/heic",
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "audio/mpeg",
    "audio/mp4",
    "audio/wav",
    "audio/ogg",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];

/// A recognised file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// Media type.
    pub(super) mime: &'static str,
    /// The extension its name must get, when it has another one.
    pub(super) extension: Option<&'static str>,
}

/// What content can be: one of these types, told apart by extension; the first when the name has
/// none, or one of another harmless type.
type Family = &'static [(&'static str, &'static [&'static str])];

const PNG: Family = &[("image/png", &["png"])];
const JPEG: Family = &[("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"])];
const GIF: Family = &[("image/gif", &["gif"])];
const WEBP: Family = &[("image/webp", &["webp"])];
const HEIC: Family = &[("image/heic", &["heic", "heif"])];
const PDF: Family = &[("application/pdf", &["pdf"])];
const TEXT: Family = &[("text/plain", &["txt", "log", "md"]), ("text/csv", &["csv", "tsv"])];
const ZIP: Family = &[
    ("application/zip", &["zip"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
];
const OLE: Family = &[
    ("application/msword", &["doc"]),
    ("application/vnd.ms-excel", &["xls"]),
    ("application/vnd.ms-powerpoint", &["ppt"]),
];
const MP3: Family = &[("audio/mpeg", &["mp3"])];
const M4A: Family = &[("audio/mp4", &["m4a"])];
const WAV: Family = &[("audio/wav", &["wav"])];
const OGG: Family = &[("audio/ogg", &["ogg", "oga", "opus"])];
const MP4: Family = &[("video/mp4", &["mp4", "m4v"])];
const MOV: Family = &[("video/quicktime", &["mov", "qt"])];
const WEBM: Family = &[("video/webm", &["webm"])];

const ALL: &[Family] =
    &[PNG, JPEG, GIF, WEBP, HEIC, PDF, TEXT, ZIP, OLE, MP3, M4A, WAV, OGG, MP4, MOV, WEBM];

/// What a file is, or `None` when it is nothing of the list or its name says something else, such
/// as `.exe` or `.html`.
#[must_use]
pub(super) fn detect(file_name: &str, content: &[u8]) -> Option<Kind> {
    let family = by_content(content)?;
    let extension = name::extension(file_name);
    let Some(extension) = extension.as_deref() else { return first(family) };
    let own = family.iter().find(|(_, names)| names.contains(&extension));
    if let Some((mime, _)) = own {
        return Some(Kind { mime, extension: None });
    }
    // Telephones call a HEIC picture `.jpg`; but nothing becomes a text or a document by that.
    let harmless = ALL.iter().flat_map(|all| all.iter()).any(|(_, n)| n.contains(&extension));
    let renamed = harmless && family.len() == 1;
    if renamed { first(family) } else { None }
}

/// What starts when somebody opens it, or says to a computer what to start: judged by the name, as
/// the reader's computer does.
const PROGRAMS: &[&str] = &[
    "exe", "com", "scr", "pif", "msi", "msix", "appx", "bat", "cmd", "ps1", "vbs", "vbe", "js",
    "jse", "wsf", "wsh", "hta", "jar", "lnk", "url", "reg", "cpl", "dll", "inf", "iso", "img",
    "vhd", "vhdx", "one", "chm", "apk", "dmg", "pkg", "app", "command", "sh", "desktop", "docm",
    "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "html", "htm", "xhtml", "mht", "svg",
];

/// Whether a file of this name may do something when it is opened: a program, a macro, a page.
#[must_use]
pub(super) fn may_run(file_name: &str) -> bool {
    name::extension(file_name).is_some_and(|extension| PROGRAMS.contains(&extension.as_str()))
}

fn first(family: Family) -> Option<Kind> {
    let (mime, names) = family.first()?;
    Some(Kind { mime, extension: names.first().copied() })
}

/// Whether a browser may show it in place: pictures, which cannot run anything.
#[must_use]
pub(super) fn may_be_shown(mime: &str) -> bool {
    matches!(mime, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

fn by_content(content: &[u8]) -> Option<Family> {
    let begins = |magic: &[u8]| content.starts_with(magic);
    let at = |place: usize, magic: &[u8]| {
        content.get(place..place + magic.len()).is_some_and(|found| found == magic)
    };
    Some(match () {
        () if begins(b"\x89PNG\r\n\x1a\n") => PNG,
        () if begins(b"\xff\xd8\xff") => JPEG,
        () if begins(b"GIF87a") || begins(b"GIF89a") => GIF,
        () if begins(b"RIFF") && at(8, b"WEBP") => WEBP,
        () if begins(b"RIFF") && at(8, b"WAVE") => WAV,
        () if begins(b"%PDF-") => PDF,
        () if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") => ZIP,
        () if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => OLE,
        () if at(4, b"ftyp") => return by_brand(content.get(8..12)?),
        () if begins(b"\x1a\x45\xdf\xa3") => WEBM,
        () if begins(b"OggS") => OGG,
        () if begins(b"ID3") => MP3,
        // MPEG audio, layer III, without a tag in front (ISO/IEC 11172-3, 2.4.1.3).
        () if begins(b"\xff") && content.get(1).is_some_and(|b| b & 0xe6 == 0xe2) => MP3,
        () if is_text(content) => TEXT,
        () => return None,
    })
}

/// Files of ISO/IEC 14496-12 by their major brand.
fn by_brand(brand: &[u8]) -> Option<Family> {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" => Some(HEIC),
        b"M4A " | b"M4B " => Some(M4A),
        b"qt  " => Some(MOV),
        b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"dash"
        | b"M4V " | b"M4VH" | b"M4VP" | b"mmp4" | b"3gp4" | b"3gp5" => Some(MP4),
        _ => None,
    }
}

/// Text in whatever encoding: no byte of it is a control character. (ISO-2022-JP has ESC.)
fn is_text(content: &[u8]) -> bool {
    let utf16 = content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff");
    let plain = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let program = content.starts_with(b"#!");
    !program && (utf16 || content.iter().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mime(name: &str, content: &[u8]) -> Option<&'static str> {
        detect(name, content).map(|kind| kind.mime)
    }

    #[test]
    fn the_content_decides() {
        assert_eq!(mime("a.png", b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(mime("a.pdf", b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(mime("a.zip", b"PK\x03\x04xx"), Some("application/zip"));
        assert_eq!(mime("a.docx", b"PK\x03\x04xx"), Some(ZIP[1].0));
        assert_eq!(mime("memo.txt", "こんにちは\r\n".as_bytes()), Some("text/plain"));
        assert_eq!(mime("sjis.csv", b"\x82\xa0,1\r\n"), Some("text/csv"));
        assert_eq!(mime("v.mov", b"\0\0\0\x14ftypqt  \0\0"), Some("video/quicktime"));
        assert_eq!(mime("a.mp3", b"\xff\xfb\x90\x00"), Some("audio/mpeg"));
    }

    #[test]
    fn what_can_run_is_nothing_of_the_list() {
        assert_eq!(mime("a.exe", b"MZ\x90\x00\x03"), None);
        assert_eq!(mime("a.png", b"MZ\x90\x00\x03"), None, "its name does not help it");
        assert_eq!(mime("a", b"\x7fELF\x02\x01\x01\x00"), None);
        assert_eq!(mime("a.html", b"<html><script>"), None);
        assert_eq!(mime("a.svg", b"<svg onload='x()'/>"), None);
        assert_eq!(mime("run.sh", b"#!/bin/sh\n"), None);
        assert_eq!(mime("run.txt", b"#!/bin/sh\n"), None);
        assert_eq!(mime("a.js", b"alert(1)"), None);
        assert_eq!(mime("a.bat", b"del *.*"), None);
        assert_eq!(mime("a.jar", b"PK\x03\x04xx"), None);
        assert_eq!(mime("a.msi", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), None);
        assert_eq!(mime("a.png.exe", b"\x89PNG\r\n\x1a\n"), None);
    }

    #[test]
    fn a_wrong_but_harmless_name_is_put_right() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        let kind = detect("IMG_1.jpg", heic).unwrap();
        assert_eq!(kind, Kind { mime: "image/heic", extension: Some("heic") });
        assert_eq!(detect("画像", b"GIF89a").unwrap().extension, Some("gif"));
        // Markup that calls itself a picture stays unknown rather than becoming a text.
        assert_eq!(mime("a.png", b"<svg/>"), None);
    }

    #[test]
    fn the_published_list_is_what_can_be_recognised() {
        let known: Vec<&str> = ALL.iter().flat_map(|f| f.iter()).map(|(mime, _)| *mime).collect();
        for mime in VISITOR_TYPES {
            assert!(known.contains(mime), "{mime}");
        }
        assert_eq!(known.len(), VISITOR_TYPES.len());
    }

    #[test]
    fn only_pictures_are_shown_in_place() {
        assert!(may_be_shown("image/png"));
        for mime in ["image/svg+xml", "application/pdf", "text/html", "image/heic", UNKNOWN] {
            assert!(!may_be_shown(mime), "{mime}");
        }
    }
}
