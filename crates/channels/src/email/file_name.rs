//! Names of attached files that are safe to show and to save.

use model::limits::NAME_CHARS_MAX;

/// Extensions for parts that came without a name.
const EXTENSIONS: &[(&str, &str)] = &[
    ("text/plain", "txt"),
    ("text/html", "html"),
    ("text/calendar", "ics"),
    ("text/csv", "csv"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/bmp", "bmp"),
    ("application/pdf", "pdf"),
    ("application/zip", "zip"),
    ("application/ms-tnef", "dat"),
    ("application/pkcs7-signature", "p7s"),
    ("application/pgp-signature", "asc"),
    ("message/rfc822", "eml"),
    ("message/global", "eml"),
    ("message/delivery-status", "txt"),
    ("message/disposition-notification", "txt"),
    ("text/rfc822-headers", "txt"),
];

/// The last component of the given name without what could deceive or harm: control characters,
/// direction overrides, leading dots; a made-up name when nothing is left. `number` counts from 1.
#[must_use]
pub(super) fn safe(given: &str, mime: &str, number: usize) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last.chars().filter(|c| !is_unwanted(*c)).collect();
    let cleaned = cleaned.trim().trim_start_matches('.').trim();
    if cleaned.is_empty() {
        let known = EXTENSIONS.iter().find(|(known, _)| *known == mime);
        let other = if mime.starts_with("text/") { "txt" } else { "bin" };
        return format!("attachment-{number}.{}", known.map_or(other, |(_, extension)| extension));
    }
    shorten(cleaned)
}

fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Keeps the extension of a name that is too long.
fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map_or("", |(_, end)| end);
    let extension: String = extension.chars().take(10).collect();
    let stem: String = name.chars().take(NAME_CHARS_MAX - extension.chars().count() - 2).collect();
    format!("{stem}….{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_when_they_can_be() {
        assert_eq!(safe("請求書 2026年.pdf", "application/pdf", 1), "請求書 2026年.pdf");
        assert_eq!(safe("C:\\tmp\\a.txt", "text/plain", 1), "a.txt");
        assert_eq!(safe("../../etc/passwd", "text/plain", 1), "passwd");
    }

    #[test]
    fn deceiving_names_are_cleaned() {
        assert_eq!(safe("cod\u{202e}fdp.exe", "x/y", 1), "codfdp.exe");
        assert_eq!(safe("a\r\nb\0.txt", "x/y", 1), "ab.txt");
        assert_eq!(safe("..", "image/png", 2), "attachment-2.png");
        assert_eq!(safe("", "weird/type", 3), "attachment-3.bin");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = safe(&format!("{}.pdf", "長".repeat(500)), "application/pdf", 1);
        assert!(name.ends_with("….pdf"));
        assert_eq!(name.chars().count(), NAME_CHARS_MAX);
    }
}
