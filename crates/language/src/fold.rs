//! Widths, cases, the two kana, iteration marks and dashes.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::compose;

/// Distance between a hiragana letter and its katakana.
pub(crate) const KANA_GAP: u32 = 0x60;

/// The combining voicing mark and the combining semi-voicing mark.
const VOICED: char = '\u{3099}';
const SEMI_VOICED: char = '\u{309A}';

/// A text in one width (NFKC, Unicode Standard Annex #15), lower case, with hiragana for katakana,
/// iteration marks written out, one kind of dash, and single spaces.
///
/// Hiragana and not katakana, because iteration marks, particles in addresses and the readings that
/// people type are hiragana already.
#[must_use]
pub fn fold(text: &str) -> String {
    let text = dashes(&written_out(&hiragana(&widths(text))));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// NFKC and lower case, without letters that cannot be seen. Lower case comes between two rounds,
/// as it may leave marks in another order.
pub(crate) fn widths(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        // NFKC makes a space and a mark of the spacing ones; people mean the letter before.
        .map(|c| match c {
            '゛' => VOICED,
            '゜' => SEMI_VOICED,
            _ => c,
        })
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

/// Hiragana for katakana.
pub(crate) fn hiragana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ァ'..='ヶ' | 'ヽ' | 'ヾ' => {
                char::from_u32(u32::from(c).saturating_sub(KANA_GAP)).unwrap_or(c)
            }
            _ => c,
        })
        .collect()
}

/// Writes 々, ゝ and ゞ out: 佐々木 as 佐佐木, すゞき as すずき. A mark with nothing to repeat is left
/// out.
pub(crate) fn written_out(text: &str) -> String {
    let mut before: Option<char> = None;
    let repeated = text.chars().filter_map(|c| {
        let letter = repeated(c, before);
        before = letter.filter(|c| is_kana_letter(*c) || is_kanji(*c));
        letter
    });
    // What was left out may have stood between a letter and its mark.
    repeated.nfkc().collect()
}

/// What an iteration mark stands for after a letter; every other character stands for itself.
pub(crate) fn repeated(c: char, before: Option<char>) -> Option<char> {
    match c {
        '々' | '〻' => before,
        'ゝ' => before.map(unvoiced),
        'ゞ' => before.map(|c| compose(c, VOICED).unwrap_or(c)),
        _ => Some(c),
    }
}

/// A long vowel is 'ー', also when somebody typed a dash for it: after kana, before kana or at the
/// end of a word. Every other dash is '-', also a 'ー' between digits.
pub(crate) fn dashes(text: &str) -> String {
    let mut before: Option<char> = None;
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let c = dash(c, before, rest.peek().copied());
        out.push(c);
        before = Some(c);
    }
    out
}

/// What a dash or a long vowel is between its neighbours; see [`dashes`].
pub(crate) fn dash(c: char, before: Option<char>, next: Option<char>) -> char {
    let after_kana = before.is_some_and(is_kana);
    match c {
        'ー' if after_kana => 'ー',
        'ー' => '-',
        _ if !is_dash(c) => c,
        _ if after_kana && next.is_none_or(|c| is_kana(c) || c.is_whitespace()) => 'ー',
        _ => '-',
    }
}

/// The letter without its voicing mark: づゝ is づつ.
fn unvoiced(c: char) -> char {
    let mut parts = std::iter::once(c).nfd();
    match (parts.next(), parts.next()) {
        (Some(letter), Some(VOICED)) => letter,
        _ => c,
    }
}

/// Variation selectors, joiners, direction marks, soft hyphens: they choose how a letter looks.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2060}'
            | '\u{FEFF}'
            | '\u{AD}'
    )
}

/// Hyphens, dashes, the minus sign and the horizontal line that old systems print for them.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2500}')
}

pub(crate) const fn is_kana_letter(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

const fn is_kana(c: char) -> bool {
    is_kana_letter(c) || c == 'ー'
}

pub(crate) const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Letters of which Japanese names consist, before katakana is replaced.
pub(crate) const fn is_japanese(c: char) -> bool {
    is_kana(c) || is_kanji(c) || matches!(c, 'ァ'..='ヺ' | '々' | '〻' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ')
}
