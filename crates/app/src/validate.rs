//! Checks of what people type. Each refusal names the field, what is wrong and the limit.

use std::borrow::Cow;

use api::{Answer, Code, Problem};
use model::limits;

/// A text that must not be empty nor too long; outer white space is cut.
pub fn required(field: &str, text: &str, max: usize) -> Answer<String> {
    let text = optional(field, text, max)?;
    if text.is_empty() {
        return Err(Problem::invalid(field, "入力してください。", "This is required."));
    }
    Ok(text)
}

/// A text that may be empty but not too long; outer white space is cut.
pub fn optional(field: &str, text: &str, max: usize) -> Answer<String> {
    let text = text.trim();
    let count = text.chars().count();
    if count > max {
        return Err(Problem::invalid(
            field,
            format!("{max}文字以内で入力してください(現在{count}文字)。"),
            format!("At most {max} characters ({count} now)."),
        ));
    }
    if text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err(Problem::invalid(
            field,
            "使用できない制御文字が含まれています。",
            "It contains control characters.",
        ));
    }
    Ok(text.to_owned())
}

/// The subject of a mail or case, without numbers that may not be kept.
pub fn subject(text: &str) -> Answer<String> {
    let text = required("subject", text, limits::SUBJECT_CHARS_MAX)?;
    Ok(language::mask(&text).into_owned())
}

/// A name: one line.
pub fn name(field: &str, text: &str) -> Answer<String> {
    let text = required(field, text, limits::NAME_CHARS_MAX)?;
    if text.contains('\n') {
        return Err(Problem::invalid(field, "改行は使えません。", "One line only."));
    }
    Ok(text)
}

/// The text of a message or note, without numbers that may not be kept ([`language::mask`]); may be
/// empty only when there are files.
pub fn message(text: &str, files: usize) -> Answer<String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end();
    let count = text.chars().count();
    if count > limits::MESSAGE_CHARS_MAX {
        let max = limits::MESSAGE_CHARS_MAX;
        return Err(Problem::new(Code::TooLarge).with(
            format!("本文は{max}文字以内です(現在{count}文字)。"),
            format!("At most {max} characters ({count} now)."),
        ));
    }
    if text.trim().is_empty() && files == 0 {
        return Err(Problem::invalid(
            "text",
            "本文を入力するか、ファイルを添付してください。",
            "Write something or attach a file.",
        ));
    }
    if files > limits::ATTACHMENTS_PER_MESSAGE_MAX {
        let max = limits::ATTACHMENTS_PER_MESSAGE_MAX;
        return Err(Problem::invalid(
            "files",
            format!("添付は{max}件までです。"),
            format!("At most {max} files."),
        ));
    }
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Ok(language::mask(&text).into_owned())
}

/// The text without numbers that may not be kept; `None` when it has none.
pub fn masked(text: &str) -> Option<String> {
    match language::mask(text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(masked) => Some(masked),
    }
}

/// An e-mail address, lower-cased. Only the shape that every mail system takes.
pub fn email(field: &str, text: &str) -> Answer<String> {
    channels::mail_address(text).ok_or_else(|| {
        Problem::invalid(
            field,
            "メールアドレスの形式が正しくありません。",
            "This is not an e-mail address.",
        )
    })
}

/// A client's own id for a message.
pub fn client_id(text: &str) -> Answer<String> {
    let shaped = (8..=64).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if shaped {
        Ok(text.to_owned())
    } else {
        Err(Problem::invalid(
            "client_id",
            "8〜64文字の英数字で指定してください。",
            "8 to 64 letters, digits, hyphens.",
        ))
    }
}

/// A password that may be set.
pub fn password(field: &str, text: &str) -> Answer<()> {
    let count = text.chars().count();
    let (min, max) = (limits::PASSWORD_CHARS_MIN, limits::PASSWORD_CHARS_MAX);
    if (min..=max).contains(&count) {
        Ok(())
    } else {
        Err(Problem::invalid(
            field,
            format!("パスワードは{min}〜{max}文字です。"),
            format!("A password has {min} to {max} characters."),
        ))
    }
}

/// A number within its range.
pub fn within(field: &str, value: u32, range: std::ops::RangeInclusive<u32>) -> Answer<u32> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (min, max) = (range.start(), range.end());
    Err(Problem::invalid(
        field,
        format!("{min}〜{max}で指定してください。"),
        format!("Between {min} and {max}."),
    ))
}

/// The first words of a text, on one line.
#[must_use]
pub fn snippet(text: &str) -> String {
    const CHARS: usize = 120;
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(CHARS) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// A phone number as people write it; empty stays empty.
pub fn phone(field: &str, text: &str) -> Answer<String> {
    let text = optional(field, text, limits::NAME_CHARS_MAX)?;
    if text.is_empty() {
        return Ok(text);
    }
    language::phone(&text).map(|found| found.written).ok_or_else(|| {
        Problem::invalid(
            field,
            "電話番号として読めません。市外局番から、海外の番号は国番号(+)から入力してください。",
            "This is not a phone number. Include the area code, or + and the country code.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(email("email", " Hana@Example.JP ").unwrap(), "hana@example.jp");
        for bad in ["", "a", "@b", "a@", "a b@c.jp", "a@b..jp", "<a@b.jp>"] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
        let long = format!("a@{}jp", "bcdefg.".repeat(36));
        assert_eq!(long.len(), limits::EMAIL_CHARS_MAX + 2);
        assert!(email("email", &long).is_err());
    }

    #[test]
    fn a_message_needs_text_or_a_file_and_loses_control_characters() {
        assert!(message("  ", 0).is_err());
        assert_eq!(message("", 1).unwrap(), "");
        assert_eq!(message("a\u{0}b\r\nc", 0).unwrap(), "ab\nc");
        assert!(message(&"あ".repeat(limits::MESSAGE_CHARS_MAX + 1), 0).is_err());
    }

    #[test]
    fn snippets_are_one_line_and_end_with_an_ellipsis() {
        assert_eq!(snippet("a\n b"), "a b");
        assert_eq!(snippet(&"あ".repeat(200)).chars().count(), 121);
    }
}
