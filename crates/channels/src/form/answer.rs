//! One answer: brought into its normal form, or told what is wrong.

use jiff::civil::Date;
use model::FormInput;
use model::limits::{EMAIL_CHARS_MAX, FORM_LINE_CHARS_MAX, FORM_TEXT_CHARS_MAX};
use unicode_normalization::UnicodeNormalization as _;

use super::definition::Field;
use super::wrong::Wrong;
use crate::text::mail_address;

/// Digits of a phone number (E.164 has at most 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// Characters that fit into an answer.
#[must_use]
pub const fn chars_max(input: FormInput) -> usize {
    match input {
        FormInput::LongText => FORM_TEXT_CHARS_MAX,
        FormInput::Email => EMAIL_CHARS_MAX,
        _ => FORM_LINE_CHARS_MAX,
    }
}

/// The normal form of an answer; empty when nothing was typed and nothing must be. What was typed
/// comes back beside the complaint, so that the page can show it again.
pub(super) fn normal(field: &Field, typed: &str) -> (String, Option<Wrong>) {
    let clean = cleaned(typed, field.input);
    if clean.is_empty() {
        let empty = match field.input {
            FormInput::Choice | FormInput::Category => Wrong::NotChosen,
            FormInput::Consent => Wrong::NotTicked,
            _ => Wrong::Missing,
        };
        return (clean, field.required.then_some(empty));
    }
    let (max, now) = (chars_max(field.input), clean.chars().count());
    if now > max {
        return (clean, Some(Wrong::TooLong { max, now }));
    }
    let read = match field.input {
        FormInput::Email => mail_address(&plain(&clean)).ok_or(Wrong::Address),
        FormInput::Phone => phone(&clean).ok_or(Wrong::Phone),
        FormInput::Date => day(&clean).map(|day| day.to_string()).ok_or(Wrong::Day),
        FormInput::Order => Ok(plain(&clean)),
        FormInput::Choice => {
            let known = field.choices.iter().any(|choice| choice.ja == clean);
            if known { Ok(clean.clone()) } else { Err(Wrong::Choice) }
        }
        FormInput::Category => {
            let known = field.categories.iter().any(|id| id.to_string() == clean);
            if known { Ok(clean.clone()) } else { Err(Wrong::Choice) }
        }
        FormInput::Consent => {
            if field.agreed(&clean).is_some() {
                Ok(clean.clone())
            } else {
                Err(Wrong::Reworded)
            }
        }
        FormInput::Name | FormInput::Text | FormInput::LongText | FormInput::Files => {
            Ok(clean.clone())
        }
    };
    match read {
        Ok(read) => (read, None),
        Err(wrong) => (clean, Some(wrong)),
    }
}

/// Without control characters, outer white space and, where one line is asked for, line breaks.
fn cleaned(typed: &str, input: FormInput) -> String {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter_map(|c| match c {
        '\n' if input == FormInput::LongText => Some(c),
        '\n' | '\t' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    });
    kept.collect::<String>().trim().to_owned()
}

/// Full-width letters and digits as people type them with a Japanese keyboard, made plain.
fn plain(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

fn phone(text: &str) -> Option<String> {
    let text: String = plain(text)
        .chars()
        .map(|c| match c {
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' => '-',
            c => c,
        })
        .collect();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(&text);
    let shaped = rest.chars().all(|c| c.is_ascii_digit() || "-() .".contains(c));
    (shaped && PHONE_DIGITS.contains(&digits)).then_some(text)
}

/// `2026-04-01`, `2026/4/1`, `2026年4月1日`.
fn day(text: &str) -> Option<Date> {
    let text = plain(text).replace(['年', '月', '/', '.'], "-");
    let mut parts = text.trim_end_matches('日').split('-').map(str::trim);
    let year: i16 = parts.next()?.parse().ok()?;
    let (month, of_month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() || !(1000..=9999).contains(&year) {
        return None;
    }
    Date::new(year, month, of_month).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::definition::Definition;

    fn normal_of(input: &str, typed: &str) -> Result<String, Wrong> {
        let parts = r#""choices":[{"ja":"赤"},{"ja":"青","en":"blue"}]"#;
        let json = format!(
            r#"{{"fields":[{{"key":"a","input":"{input}","label":{{"ja":"a"}},"required":true,{parts}}}]}}"#
        );
        let form = Definition::parse(&json).unwrap();
        let (read, wrong) = normal(&form.fields[0], typed);
        wrong.map_or(Ok(read), Err)
    }

    #[test]
    fn what_a_japanese_keyboard_types_is_understood() {
        assert_eq!(normal_of("email", " Ｈａｎａ@Example.JP ").unwrap(), "hana@example.jp");
        assert_eq!(normal_of("phone", "０３−１２３４ー５６７８").unwrap(), "03-1234-5678");
        assert_eq!(normal_of("phone", "+81 (3) 1234 5678").unwrap(), "+81 (3) 1234 5678");
        for day in ["2026-04-01", "2026/4/1", "２０２６年４月１日", "2026.04.01"] {
            assert_eq!(normal_of("date", day).unwrap(), "2026-04-01", "{day}");
        }
        assert_eq!(normal_of("order", "Ｋ－１２３").unwrap(), "K-123");
        assert_eq!(normal_of("choice", "青").unwrap(), "青");
        assert_eq!(normal_of("long_text", "a\r\n\u{0}b\n").unwrap(), "a\nb");
        assert_eq!(normal_of("text", "a\nb").unwrap(), "a b");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(normal_of("email", "hana"), Err(Wrong::Address));
        assert_eq!(normal_of("phone", "電話なし"), Err(Wrong::Phone));
        assert_eq!(normal_of("phone", "1-2-3"), Err(Wrong::Phone));
        for day in ["2026-02-30", "明日", "26-1-1", "2026-1", "2026-1-1-1"] {
            assert_eq!(normal_of("date", day), Err(Wrong::Day), "{day}");
        }
        assert_eq!(normal_of("choice", "緑"), Err(Wrong::Choice));
        assert_eq!(normal_of("choice", " "), Err(Wrong::NotChosen));
        assert_eq!(normal_of("text", "\u{7}"), Err(Wrong::Missing));
        let long = "長".repeat(FORM_TEXT_CHARS_MAX + 1);
        let now = FORM_TEXT_CHARS_MAX + 1;
        let wrong = Wrong::TooLong { max: FORM_TEXT_CHARS_MAX, now };
        assert_eq!(normal_of("long_text", &long), Err(wrong));
    }
}
