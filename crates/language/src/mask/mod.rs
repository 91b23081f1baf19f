//! Numbers that nobody here may keep: those of payment cards, and the Individual Number (個人番号,
//! マイナンバー). They are taken out of what people write before it is stored.
//!
//! What is masked is lost, so a number that only looks like one is worth as much care as one that
//! is. A number is taken for a payment card's when its digits pass the check (ISO/IEC 7812-1 annex
//! B), begin as an issuer's do, are as many as that issuer uses, and stand together as on a card or
//! without anything else beside them. Slips of parcels have twelve digits like Individual Numbers,
//! and every eleventh passes the check: there, the word that stands nearest decides, and where none does, the
//! check digit of slips.

mod run;

use std::borrow::Cow;
use std::collections::VecDeque;

use run::{Group, groups};

/// Groups of digits that one number may be written in: a card's digits one by one.
const GROUPS_MAX: usize = 19;
/// Groups of a number that has something else beside it.
const SHAPE_MAX: usize = 5;
/// Characters before and after a number among which words say what it is.
const WORDS_BEFORE: usize = 30;
const WORDS_AFTER: usize = 15;

/// The text with those numbers masked; borrowed when it has none. A card keeps its last four
/// digits, by which its owner knows it. Masking twice is masking once, and a text never becomes longer
/// in characters: what was within a limit stays within it.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut from = 0;
    let mut rest = groups(text);
    let mut ahead: VecDeque<Group> = VecDeque::with_capacity(GROUPS_MAX + 1);
    loop {
        let room = GROUPS_MAX + 1 - ahead.len();
        ahead.extend(rest.by_ref().take(room));
        let Some(first) = ahead.front() else { break };
        let (start, begins) = (first.start, !first.joined);
        let run = 1 + ahead.iter().skip(1).take_while(|group| group.joined).count();
        let window = ahead.make_contiguous().get(..run).unwrap_or_default();
        let Some((found, taken)) = longest(text, window, begins) else {
            ahead.pop_front();
            continue;
        };
        masked.push_str(text.get(from..start).unwrap_or_default());
        masked.push_str(&found.shown());
        from = ahead.drain(..taken).next_back().map_or(from, |last| last.end);
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(masked)
}

/// A number that may not be kept.
enum Number {
    Card { last: String },
    Individual,
}

impl Number {
    fn shown(&self) -> String {
        match self {
            Self::Card { last } => format!("［カード****{last}］"),
            Self::Individual => "［個人番号は伏せました］".to_owned(),
        }
    }
}

/// The longest number that begins with the first of these joined groups, and of how many groups it
/// consists. `begins`: nothing is joined before them.
fn longest(text: &str, groups: &[Group], begins: bool) -> Option<(Number, usize)> {
    if begins
        && groups.len() <= GROUPS_MAX
        && let Some(found) = recognised(text, groups, true)
    {
        return Some((found, groups.len()));
    }
    (1..=groups.len().min(SHAPE_MAX))
        .rev()
        .find_map(|taken| Some((recognised(text, groups.get(..taken)?, false)?, taken)))
}

/// `alone`: nothing is joined to these groups, so they may be cut anyhow.
fn recognised(text: &str, groups: &[Group], alone: bool) -> Option<Number> {
    let shaped = |shapes: &[&[usize]]| {
        let own = || groups.iter().map(|group| group.count);
        shapes.iter().any(|shape| shape.iter().copied().eq(own()))
    };
    let count: usize = groups.iter().map(|group| group.count).sum();
    let individual = shaped(INDIVIDUAL_SHAPES);
    if !(12..=19).contains(&count) || !(alone || individual || shaped(CARD_SHAPES)) {
        return None;
    }
    let digits: Vec<u32> = groups.iter().flat_map(|group| group.digits(text)).collect();
    let (start, end) = (groups.first()?.start, groups.last()?.end);
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    if before.ends_with(['+', '＋']) || within_code(before, after) {
        return None;
    }
    if is_card(&digits) {
        let last = digits.iter().skip(count - 4).filter_map(|d| char::from_digit(*d, 10));
        return Some(Number::Card { last: last.collect() });
    }
    let individual = individual
        && is_individual(&digits)
        && named(before, after).unwrap_or_else(|| !is_instant(&digits) && !is_slip(&digits));
    individual.then_some(Number::Individual)
}

/// How the digits stand on cards, and how people copy them.
const CARD_SHAPES: &[&[usize]] = &[
    &[13],
    &[14],
    &[15],
    &[16],
    &[17],
    &[18],
    &[19],
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 4, 3],
    &[6, 13],
    &[8, 8],
];
const INDIVIDUAL_SHAPES: &[&[usize]] = &[&[12], &[4, 4, 4], &[3, 3, 3, 3], &[6, 6]];

/// Letters beside the digits: a code of somebody's own, unless the word is one about cards.
fn within_code(before: &str, after: &str) -> bool {
    let letter = |c: &char| c.is_ascii_alphabetic() || *c == '_';
    let word: String = before.chars().rev().take(20).take_while(letter).collect();
    let word: String = word.chars().rev().collect::<String>().to_lowercase();
    let about_cards = ["card", "no", "number", "visa", "mastercard", "master", "jcb", "amex"];
    let coded = !word.is_empty() && !about_cards.contains(&word.as_str());
    coded || after.chars().next().is_some_and(|c| letter(&c))
}

/// Luhn's check, an issuer's first digits, and as many digits as it uses.
fn is_card(digits: &[u32]) -> bool {
    let count = digits.len();
    let head = |n: usize| digits.iter().take(n).fold(0, |sum, digit| sum * 10 + digit);
    let issued = match (head(2), head(3), head(4)) {
        // Visa.
        (40..=49, ..) => matches!(count, 13 | 16 | 19),
        // Mastercard.
        (51..=55, ..) | (_, _, 2221..=2720) => count == 16,
        // American Express.
        (34 | 37, ..) => count == 15,
        // JCB.
        (_, _, 3528..=3589) => (16..=19).contains(&count),
        // Diners Club.
        (36 | 38 | 39, ..) | (_, 300..=305, _) | (_, _, 3095) => (14..=19).contains(&count),
        // Discover, UnionPay.
        (62 | 65, ..) | (_, 644..=649, _) | (_, _, 6011) => (16..=19).contains(&count),
        _ => false,
    };
    issued && luhn(digits)
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, twice @ 10..) => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check digit of an Individual Number (行政手続における特定の個人を識別するための番号の利用等に
/// 関する法律の規定による通知カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人
/// 情報の提供等に関する省令, article 5).
fn is_individual(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last().filter(|(_, rest)| rest.len() == 11) else {
        return false;
    };
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = rest.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    *check == expected
}

/// The check digit of a parcel's slip: the eleven digits before it, modulo 7 (ヤマト運輸, 佐川急便, 日本郵便).
fn is_slip(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last() else { return false };
    rest.iter().fold(0, |rest, digit| (rest * 10 + digit) % 7) == *check
}

/// An instant written in digits only: 202611271215.
fn is_instant(digits: &[u32]) -> bool {
    let number = |from: usize| digits.iter().skip(from).take(2).fold(0, |sum, d| sum * 10 + d);
    matches!(number(0), 19 | 20)
        && (1..=12).contains(&number(4))
        && (1..=31).contains(&number(6))
        && number(8) < 24
        && number(10) < 60
}

/// Words that say what twelve digits are.
const INDIVIDUAL_WORDS: &[&str] =
    &["マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "個人番号", "my number", "mynumber", "individual number"];
const OTHER_WORDS: &[&str] = &[
    "伝票",
    "送り状",
    "追跡",
    "問い合わせ番号",
    "問合せ番号",
    "お問合番号",
    "荷物",
    "配送",
    "配達",
    "宅配",
    "注文",
    "受注",
    "発注",
    "商品",
    "会員",
    "受付",
    "予約",
    "契約",
    "口座",
    "電話",
    "携帯",
    "tel",
    "fax",
    "tracking",
    "slip",
    "parcel",
    "order",
    "invoice",
    "item",
    "jan",
    "phone",
];

/// Whether the nearest word calls the digits an Individual Number; `None` when no word does say.
fn named(before: &str, after: &str) -> Option<bool> {
    let before: String = {
        let near: Vec<char> = before.chars().rev().take(WORDS_BEFORE).collect();
        near.into_iter().rev().collect::<String>().to_lowercase()
    };
    let after = after.chars().take(WORDS_AFTER).collect::<String>().to_lowercase();
    let distance = |words: &[&str]| {
        let behind = words.iter().filter_map(|w| Some(before.len() - before.rfind(w)? - w.len()));
        // What follows names a number less often than what precedes it.
        let ahead = words.iter().filter_map(|w| Some(after.find(w)? + 9));
        behind.chain(ahead).min()
    };
    match (distance(INDIVIDUAL_WORDS), distance(OTHER_WORDS)) {
        (None, None) => None,
        (Some(individual), Some(other)) => Some(individual <= other),
        (individual, _) => Some(individual.is_some()),
    }
}
