//! Takes addresses and phone numbers out of a line.
//!
//! It rather masks a number that is none than the other way round, but leaves alone what lines are
//! full of: instants, ids, durations, hashes.

/// What stands in their place.
const ADDRESS: &str = "***@***";
const PHONE: &str = "***-****";
/// Digits of a phone number with its country, and of one in Japan.
const ABROAD: std::ops::RangeInclusive<usize> = 8..=15;
const HERE: std::ops::RangeInclusive<usize> = 10..=11;

/// The line without addresses and phone numbers.
pub(super) fn mask(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let before = at.checked_sub(1).and_then(|before| characters.get(before)).copied();
        if let Some(end) = phone(&characters, at, before) {
            out.push_str(PHONE);
            at = end;
        } else if matches!(character, '@' | '＠')
            && let Some(end) = domain(&characters, at + 1)
            && take_back(&mut out)
        {
            out.push_str(ADDRESS);
            at = end;
        } else {
            out.push(character);
            at += 1;
        }
    }
    out
}

/// The end of a phone number that begins here.
fn phone(characters: &[char], start: usize, before: Option<char>) -> Option<usize> {
    // Japanese stands beside a number without a blank.
    let inside =
        |c: char| c.is_ascii_alphanumeric() || digit(c) || matches!(c, '-' | '_' | '.' | '+' | '/');
    if before.is_some_and(inside) {
        return None;
    }
    let first = *characters.get(start)?;
    let abroad = matches!(first, '+' | '＋');
    if !abroad && !matches!(first, '0' | '０') {
        return None;
    }
    let (mut at, mut digits, mut end) = (start + usize::from(abroad), 0, start);
    let mut gap = 0;
    while let Some(&character) = characters.get(at) {
        if digit(character) {
            (digits, gap, end) = (digits + 1, 0, at + 1);
        } else if separator(character) && gap < 2 && digits > 0 {
            gap += 1;
        } else {
            break;
        }
        at += 1;
    }
    let goes_on =
        characters.get(end).is_some_and(|next| next.is_ascii_alphanumeric() || *next == '_');
    let right = if abroad { ABROAD } else { HERE };
    (right.contains(&digits) && !goes_on).then_some(end)
}

fn digit(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character)
}

fn separator(character: char) -> bool {
    matches!(
        character,
        '-' | ' ' | '(' | ')' | '‐' | '‑' | '–' | 'ー' | '－' | '−' | '（' | '）' | '　'
    )
}

/// The end of a domain that begins here.
fn domain(characters: &[char], start: usize) -> Option<usize> {
    let rest = characters.get(start..)?;
    let part = |c: &&char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let length = rest.iter().take_while(part).count();
    (length > 0).then_some(start + length)
}

/// Takes the part before the @ off what was written; whether there was any.
fn take_back(out: &mut String) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '*');
    let kept = out.trim_end_matches(part).len();
    let any = kept < out.len();
    if any {
        out.truncate(kept);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_go() {
        for (line, masked) in [
            ("to=hanako+x@customer.example refused", "to=***@*** refused"),
            ("<花子@例え.jp>", "<***@***>"),
            (r#"{"error":"550 taro@example.jp: no"}"#, r#"{"error":"550 ***@***: no"}"#),
            ("postgres://user:secret@db.example/x", "postgres://user:***@***/x"),
            ("tel:090-1234-5678.", "tel:***-****."),
            ("call 03(1234)5678 now", "call ***-**** now"),
            ("電話０９０－１２３４－５６７８です", "電話***-****です"),
            ("+81 90 1234 5678", "***-****"),
            ("phone=\"0312345678\"", "phone=\"***-****\""),
            ("a@b c@d", "***@*** ***@***"),
        ] {
            assert_eq!(mask(line), masked, "{line}");
        }
    }

    #[test]
    fn what_lines_are_full_of_stays() {
        for line in [
            "2026-11-27T07:14:16.012345Z  INFO stopping signal=\"SIGTERM\"",
            "user=01a21bed-d5d3-79b2-83b5-0522c1041d96 case=01234567-0123-4567-8901-012345678901",
            "seq=1048577 ms=0 took 0.0123456789 s",
            "sha=0123456789abcdef0123456789abcdef",
            "127.0.0.1:8600 10.0.0.12:50123",
            "\u{1b}[2m2026\u{1b}[0m \u{1b}[33m WARN\u{1b}[0m a @ b",
            "4125e24 0000000000000000 00000000000000000001",
        ] {
            assert_eq!(mask(line), line);
        }
    }

    #[test]
    fn any_line_can_be_masked_and_again() {
        for line in ["", "@", "@@", "0", "+", "x@", "@x", "090-", "٠٩٠"] {
            let once = mask(line);
            assert_eq!(mask(&once), once, "{line}");
        }
    }
}
