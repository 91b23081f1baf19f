//! Names of uploaded files that are safe to show and to save.

use model::limits::NAME_CHARS_MAX;

/// Longest extension that is kept when a name is shortened.
const EXTENSION_CHARS_MAX: usize = 10;

/// The last component of a name without what could deceive or harm: control characters, direction
/// overrides, characters that file systems refuse, dots at the front. With `extension`, the name
/// ends with it.
#[must_use]
pub(super) fn clean(given: &str, extension: Option<&str>) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !unwanted(*c)).collect();
    let name = kept.trim().trim_start_matches('.').trim();
    let name = if name.is_empty() { "file" } else { name };
    match extension {
        Some(extension) => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            shorten(&format!("{stem}.{extension}"))
        }
        None => shorten(name),
    }
}

/// The extension of a name in lower case.
#[must_use]
pub(super) fn extension(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

fn unwanted(c: char) -> bool {
    let direction = matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    );
    direction || c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map_or("", |(_, end)| end);
    let extension: String = extension.chars().take(EXTENSION_CHARS_MAX).collect();
    let stem = NAME_CHARS_MAX - extension.chars().count() - 2;
    let stem: String = name.chars().take(stem).collect();
    format!("{stem}….{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_deceiving_characters_are_gone() {
        assert_eq!(clean("../../etc/passwd", None), "passwd");
        assert_eq!(clean("C:\\x\\請求書 1.pdf", None), "請求書 1.pdf");
        assert_eq!(clean("a\u{202e}fdp.exe\n", None), "afdp.exe");
        assert_eq!(clean("...", None), "file");
        assert_eq!(clean(".jpg", Some("jpg")), "jpg.jpg");
        assert_eq!(clean("IMG.JPG", Some("heic")), "IMG.heic");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean(&format!("{}.pdf", "長".repeat(500)), None);
        assert_eq!(name.chars().count(), NAME_CHARS_MAX);
        assert!(name.ends_with("….pdf"));
    }

    #[test]
    fn an_extension_is_what_follows_the_last_dot() {
        assert_eq!(extension("a.tar.GZ").as_deref(), Some("gz"));
        assert_eq!(extension("a").as_deref(), None);
        assert_eq!(extension(".htaccess").as_deref(), None);
        assert_eq!(extension("dir.d/a").as_deref(), None);
    }
}
