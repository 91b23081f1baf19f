//! A text as the letters that are compared, each with where it came from.

use std::iter::Peekable;
use std::str::CharIndices;

use unicode_normalization::char::{canonical_combining_class, compose};

use crate::fold::{KANA_GAP, dash, hiragana, is_kana_letter, is_kanji, repeated, widths};
use crate::variants::variant;

/// One letter as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter, folded.
    pub letter: char,
    /// Where it stands: letters that follow each other have places that do, and where punctuation or
    /// the space between two words stood, one place stays free.
    pub place: u32,
    /// First byte of what it was made from.
    pub start: usize,
    /// Byte after what it was made from.
    pub end: usize,
}

impl Letter {
    /// Whether it is a letter of a script that is written without spaces between words.
    #[must_use]
    pub const fn is_wide(&self) -> bool {
        wide(self.letter)
    }
}

/// Kana, kanji and whatever else comes behind them in Unicode.
pub(super) const fn wide(letter: char) -> bool {
    letter >= '\u{2E80}'
}

/// The letters of a text.
///
/// Folded like [`fold`](crate::fold()), and with one form of each kanji. Spaces beside Japanese count
/// for nothing, because lines of Japanese break anywhere and names are written with and without;
/// neither do what stands between digits: 090-1234-5678 is 09012345678, and 12,800 is 12800.
#[must_use]
pub fn letters(text: &str) -> Vec<Letter> {
    placed(&without_separators(folded(text)))
}

/// A folded character of any kind with the bytes it was made from.
#[derive(Clone, Copy)]
struct Part {
    c: char,
    start: usize,
    end: usize,
}

fn folded(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(text.len() / 2);
    let mut before: Option<char> = None;
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let end = cluster_end(text, first, &mut rest);
        let mut push = |c: char| {
            let c = match c {
                '々' | '〻' | 'ゝ' | 'ゞ' => repeated(c, before),
                c => Some(variant(c)),
            };
            before = c.filter(|c| is_kana_letter(*c) || is_kanji(*c));
            parts.extend(c.map(|c| Part { c, start, end }));
        };
        if end - start == first.len_utf8()
            && let Some(plain) = plain(first)
        {
            push(plain);
        } else {
            let cluster = text.get(start..end).unwrap_or_default();
            hiragana(&widths(cluster)).chars().for_each(&mut push);
        }
    }
    long_vowels(&mut parts);
    parts
}

/// Takes the marks that belong to a letter; answers where they end.
fn cluster_end(text: &str, first: char, rest: &mut Peekable<CharIndices<'_>>) -> usize {
    let mut last = first;
    while let Some((_, c)) = rest.next_if(|(_, c)| belongs_to(last, *c)) {
        last = c;
    }
    rest.peek().map_or(text.len(), |(next, _)| *next)
}

/// Whether a character changes how the one before it is read: marks, voicing, invisible ones.
fn belongs_to(before: char, c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    matches!(c, '゛' | '゜' | 'ﾞ' | 'ﾟ' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
        || canonical_combining_class(c) != 0
        // Hangul is also written in parts.
        || (matches!(c, '\u{1100}'..='\u{11FF}') && compose(before, c).is_some())
}

/// What folding makes of the letters that most texts consist of, without the long way round.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\x7F' => c.to_ascii_lowercase(),
        'ぁ'..='ゖ' | 'ー' | '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => c,
        'ァ'..='ヶ' => char::from_u32(u32::from(c).saturating_sub(KANA_GAP)).unwrap_or(c),
        '、' | '。' | '「' | '」' | '・' => c,
        _ => return None,
    })
}

/// One kind of long vowel and one kind of dash.
fn long_vowels(parts: &mut [Part]) {
    let mut before = None;
    for at in 0..parts.len() {
        let next = parts.get(at + 1).map(|part| part.c);
        let Some(part) = parts.get_mut(at) else { return };
        part.c = dash(part.c, before, next);
        before = Some(part.c);
    }
}

/// Leaves out what people put between digits.
fn without_separators(parts: Vec<Part>) -> Vec<Part> {
    let digit = |at: usize| parts.get(at).is_some_and(|part| part.c.is_ascii_digit());
    let separator =
        |at: usize| parts.get(at).is_some_and(|part| matches!(part.c, '-' | '(' | ')' | ','));
    let mut kept = Vec::with_capacity(parts.len());
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        kept.push(*part);
        at += 1;
        if !part.c.is_ascii_digit() {
            continue;
        }
        // At most two: (03)-1234.
        if separator(at) && digit(at + 1) {
            at += 1;
        } else if separator(at) && separator(at + 1) && digit(at + 2) {
            at += 2;
        }
    }
    kept
}

fn placed(parts: &[Part]) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(parts.len());
    let (mut place, mut space, mut gap) = (0, false, false);
    for part in parts {
        if part.c.is_whitespace() {
            space = true;
        } else if !part.c.is_alphanumeric() {
            gap = true;
        } else {
            let beside = wide(part.c) || letters.last().is_some_and(Letter::is_wide);
            let apart = gap || (space && !beside);
            place += if apart && !letters.is_empty() { 2 } else { 1 };
            letters.push(Letter { letter: part.c, place, start: part.start, end: part.end });
            (space, gap) = (false, false);
        }
    }
    letters
}
