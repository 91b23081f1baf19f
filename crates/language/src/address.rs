//! Postal addresses in Japan.

use unicode_normalization::UnicodeNormalization as _;

use crate::fold::{dashes, hiragana, is_kana_letter, is_kanji, widths, written_out};
use crate::number::{digits, is_numeral};
use crate::variants::variant;

/// What stands after the numbers of an address, the longer ones first.
const UNITS: &[&str] = &["丁目", "番地", "号室", "号棟", "番", "号", "丁"];

/// The numbers that lead to a house: 丁目, 番 and 号. What follows them is a room.
const HOUSE_NUMBERS: usize = 3;

/// The key of an address: one form of each letter, no spaces, no postal code in front, and numbers
/// joined by '-' however they were written. 霞が関一丁目2番3号 and 霞ヶ関１−２−３ have the same one.
///
/// A prefecture that somebody left out stays left out, as cities of the same name exist.
#[must_use]
pub fn address_key(text: &str) -> String {
    let mut key = unified(text);
    while let Some(rest) = after_postal_code(&key) {
        key = unified(rest);
    }
    key
}

/// The part of an address key that leads to the house, without building and room. `None` when it has
/// no house number: such an address is too little to tell anybody from anybody else.
#[must_use]
pub fn site(address_key: &str) -> Option<&str> {
    let mut from = 0;
    loop {
        let start = from + address_key.get(from..)?.find(|c: char| c.is_ascii_digit())?;
        let rest = address_key.get(start..)?;
        let length = rest.find(|c: char| !is_joined(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        // Numbers inside place names: 北1条西2丁目, 3番町.
        if after.starts_with('条') || after.starts_with("番町") {
            from = start + length;
            continue;
        }
        let room = run.match_indices('-').nth(HOUSE_NUMBERS - 1).map_or(length, |(at, _)| at);
        return address_key.get(..start + room);
    }
}

fn unified(text: &str) -> String {
    let text = hiragana(&with_small_ke(&without_spaces(&widths(text))));
    let text: String = text.chars().nfkc().map(variant).collect();
    let text = without_stray_dashes(&dashes(&written_out(&text)));
    with_ga(&joined(&counted(&text)))
}

/// What follows a postal code, unless that is a number too.
fn after_postal_code(key: &str) -> Option<&str> {
    let rest = key.strip_prefix('〒').unwrap_or(key);
    let length = rest.find(|c: char| !is_joined(c)).unwrap_or(rest.len());
    let (code, rest) = rest.split_at(length);
    let whole = match code.split_once('-') {
        Some((area, town)) => area.len() == 3 && town.len() == 4 && !town.contains('-'),
        None => code.len() == 7,
    };
    whole.then_some(rest)
}

/// Takes spaces away; between digits they part two numbers.
fn without_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if out.ends_with(is_digit) && word.starts_with(is_digit) {
            out.push('-');
        }
        out.push_str(word);
    }
    out
}

/// In つつじケ丘, ケ is the particle as in ヶ; after this step it could not be told from け.
fn with_small_ke(text: &str) -> String {
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let particle = c == 'ケ'
            && before.is_some_and(is_kana_letter)
            && rest.peek().is_some_and(|next| is_kanji(*next));
        out.push(if particle { 'ヶ' } else { c });
        before = Some(c);
    }
    out
}

/// Keeps a dash between numbers only.
fn without_stray_dashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split('-').filter(|part| !part.is_empty()) {
        if out.ends_with(is_number) && part.starts_with(is_number) {
            out.push('-');
        }
        out.push_str(part);
    }
    out.nfkc().collect()
}

/// Writes numbers in kanji with digits where they count something: not in 千代田 or 三田.
fn counted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c: char| !is_numeral(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(if length == 0 { c.len_utf8() } else { length });
        let number = if length > 0 && counts(&out, after) { digits(run) } else { None };
        out.push_str(number.as_deref().unwrap_or(run));
        rest = after;
    }
    out
}

/// Whether kanji between these texts count something.
fn counts(before: &str, after: &str) -> bool {
    let has_unit = after.starts_with('条') || after_unit(after).is_some();
    let goes_on = after.strip_prefix(['-', 'の']).is_some_and(|next| next.starts_with(is_number));
    let is_last = after.is_empty() && follows_number(before);
    !before.ends_with(is_digit) && (has_unit || goes_on || is_last)
}

/// Whether a text ends with a number and what parts it from the next one.
fn follows_number(text: &str) -> bool {
    let mut rest = text;
    loop {
        let units = UNITS.iter().find_map(|unit| rest.strip_suffix(unit));
        match units.or_else(|| rest.strip_suffix(['-', 'の'])) {
            Some(shorter) if shorter.ends_with(is_digit) => return true,
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// Puts a dash for everything that parts two numbers; takes away what only ends a number.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.ends_with(is_digit) {
            let next = after_separators(rest, true);
            if next.len() < rest.len() && next.starts_with(is_digit) {
                out.push('-');
                rest = next;
                continue;
            }
            let next = after_separators(rest, false);
            if next.len() < rest.len() {
                rest = next;
                continue;
            }
        }
        out.push(c);
        rest = rest.strip_prefix(c).unwrap_or_default();
    }
    out
}

/// What follows dashes and units, and particles if they part numbers here.
fn after_separators(text: &str, particles: bool) -> &str {
    let mut rest = text;
    loop {
        let next = rest.strip_prefix('-').or_else(|| after_unit(rest));
        match next.or_else(|| rest.strip_prefix('の').filter(|_| particles)) {
            Some(next) => rest = next,
            None => return rest,
        }
    }
}

/// What follows a unit. 番町 and 八丁堀 are names of places.
fn after_unit(text: &str) -> Option<&str> {
    let (unit, rest) =
        UNITS.iter().find_map(|unit| text.strip_prefix(unit).map(|rest| (*unit, rest)))?;
    let is_name = match unit {
        "番" => rest.starts_with('町'),
        "丁" => !(rest.is_empty() || rest.starts_with('-') || rest.starts_with(is_number)),
        _ => false,
    };
    (!is_name).then_some(rest)
}

/// One letter for the particle of 霞が関, 霞ヶ関 and 霞ケ関.
fn with_ga(text: &str) -> String {
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let between = before.is_some_and(is_kanji) && rest.peek().is_some_and(|c| is_kanji(*c));
        out.push(if matches!(c, 'ゖ' | 'ゕ') || (c == 'け' && between) { 'が' } else { c });
        before = Some(c);
    }
    out
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

const fn is_joined(c: char) -> bool {
    is_digit(c) || c == '-'
}

const fn is_number(c: char) -> bool {
    is_digit(c) || is_numeral(c)
}
