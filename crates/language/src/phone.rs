//! Phone numbers.

use phonenumber::{Mode, country};
use unicode_normalization::UnicodeNormalization as _;

/// A phone number that can be dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// As E.164 (ITU-T Recommendation E.164), the same for every way to write it: `+81312345678`.
    /// An extension is not part of it.
    pub e164: String,
    /// As people write it: Japanese numbers as within Japan, `03-1234-5678`; others with their
    /// country code.
    pub written: String,
}

/// Reads a phone number, one of Japan when it names no country. `None` when nobody could dial it.
///
/// The rules of each country are those of libphonenumber (Google), through the crate `phonenumber`.
#[must_use]
pub fn phone(text: &str) -> Option<Phone> {
    // Dashes of every kind and the long vowel mark stand between digits; the library knows one.
    let plain: String =
        text.nfkc().map(|c| if is_between(c) { '-' } else { c }).collect::<String>();
    if !plain.chars().all(is_dialled) {
        return None;
    }
    let number = phonenumber::parse(Some(country::JP), plain.trim()).ok()?;
    if !phonenumber::is_valid(&number) {
        return None;
    }
    let mode = if number.country().id() == Some(country::JP) {
        Mode::National
    } else {
        Mode::International
    };
    Some(Phone {
        e164: number.format().mode(Mode::E164).to_string(),
        written: number.format().mode(mode).to_string(),
    })
}

const fn is_between(c: char) -> bool {
    matches!(c, 'ー' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '・')
}

/// What a number may consist of: no words, or else digits would be picked out of a sentence.
const fn is_dialled(c: char) -> bool {
    matches!(c, '0'..='9' | '+' | '-' | '(' | ')' | '.' | '/' | ' ')
}
