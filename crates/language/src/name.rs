//! Names of people and companies.

use unicode_normalization::UnicodeNormalization as _;

use crate::fold::{dashes, hiragana, is_japanese, widths, written_out};
use crate::variants::variant;

/// What people put after a name.
const HONORIFICS: &[&str] = &["様", "さま", "さん", "殿", "御中"];

/// Kinds of companies, before or after the name. ㈱ is (株) under NFKC.
const KINDS: &[&str] = &[
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "(株)",
    "(有)",
    "(同)",
    "(資)",
    "(名)",
];

/// The key of a person's name or of its reading: [`fold`](crate::fold()), one form of each kanji, no
/// spaces and middle dots, no honorific. 髙橋 健様 and 高橋健 have the same one.
///
/// A name is never taken away as a whole: the name さん keeps its key.
#[must_use]
pub fn name_key(text: &str) -> String {
    key(text, &[], &[HONORIFICS])
}

/// The key of a company's name: as [`name_key`], and without the kind of company, which people leave
/// out or write as ㈱.
#[must_use]
pub fn company_key(text: &str) -> String {
    key(text, KINDS, &[KINDS, HONORIFICS])
}

/// The key of the family name when the text says where it ends: in a Japanese name written with a
/// space. `None` for names in other letters, of which nobody knows what comes first, and for foreign
/// names in katakana, whose parts a middle dot divides.
#[must_use]
pub fn family_key(text: &str) -> Option<String> {
    let text = widths(text);
    let mut words = text.split_whitespace();
    let first = words.next()?;
    (words.next().is_some() && first.chars().all(is_japanese)).then(|| name_key(first))
}

fn key(text: &str, before: &[&str], after: &[&[&str]]) -> String {
    let text: String =
        hiragana(&widths(text)).chars().filter(|c| !is_between(*c)).nfkc().map(variant).collect();
    // Dashes last: they look at what follows.
    dashes(trimmed(&written_out(&text), before, after))
}

fn trimmed<'a>(text: &'a str, before: &[&str], after: &[&[&str]]) -> &'a str {
    let mut rest = text;
    loop {
        let ends = after.iter().copied().flatten().filter_map(|word| rest.strip_suffix(word));
        let begins = before.iter().filter_map(|word| rest.strip_prefix(word));
        let shorter = ends.chain(begins).find(|shorter| !shorter.is_empty());
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// Spaces and what stands between the parts of foreign names: ジャン・ポール, ジャン＝ポール.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '・' | '·' | '•' | '‧' | '∙' | '⋅' | '=' | '゠')
}
