//! Where words stand in a text, and the part of it that shows them.

use super::letters::{Letter, letters};

/// Of a snippet's letters, how many come before the first word that was found.
const BEFORE: usize = 24;

/// A part of a text: one that was looked for, or what stands between such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text as it was written.
    pub text: String,
    /// Whether it was looked for.
    pub hit: bool,
}

/// Whether a word is in a text: its letters stand there one after the other, with as much between
/// them.
#[must_use]
pub fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (letters(text), letters(word));
    !word.is_empty() && text.windows(word.len()).any(|at| same(at, &word))
}

/// A text whole, with what was looked for marked.
#[must_use]
pub fn mark<S: AsRef<str>>(text: &str, words: &[S]) -> Vec<Piece> {
    cut(text, 0..text.len(), &hits(text, words))
}

/// The part of a text of at most so many characters that shows the first of the words, on one line;
/// its beginning when none is there.
#[must_use]
pub fn snippet<S: AsRef<str>>(text: &str, words: &[S], chars: usize) -> Vec<Piece> {
    let hits = hits(text, words);
    let first = hits.first().map_or(0, |hit| hit.0);
    let back = |from: usize, by: usize| {
        let before = text.get(..from).unwrap_or_default();
        before.char_indices().rev().take(by).last().map_or(from, |(at, _)| at)
    };
    let forward = |from: usize| {
        let after = text.get(from..).unwrap_or_default();
        after.char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
    };
    let mut start = back(first, BEFORE.min(chars / 3));
    let end = forward(start);
    if end == text.len() {
        // Room is left: show what is before it.
        start = back(text.len(), chars);
    }
    let mut pieces = cut(text, start..end, &hits);
    for piece in &mut pieces {
        piece.text = one_line(&piece.text);
    }
    let plain = |text: &str| Piece { text: text.to_owned(), hit: false };
    if start > 0 {
        pieces.insert(0, plain("…"));
    }
    if end < text.len() {
        pieces.push(plain("…"));
    }
    pieces
}

/// The bytes where words stand, in order, without overlaps.
fn hits<S: AsRef<str>>(text: &str, words: &[S]) -> Vec<(usize, usize)> {
    let all = letters(text);
    let mut found = Vec::new();
    for word in words {
        let word = letters(word.as_ref());
        if word.is_empty() {
            continue;
        }
        let there = all.windows(word.len()).filter(|at| same(at, &word));
        found.extend(there.filter_map(|at| Some((at.first()?.start, at.last()?.end))));
    }
    found.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found {
        match apart.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
        }
    }
    apart
}

fn same(text: &[Letter], word: &[Letter]) -> bool {
    let (Some(here), Some(there)) = (text.first(), word.first()) else { return false };
    text.len() == word.len()
        && text.iter().zip(word).all(|(one, other)| {
            one.letter == other.letter && one.place - here.place == other.place - there.place
        })
}

fn cut(text: &str, part: std::ops::Range<usize>, hits: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, hit: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), hit });
        }
    };
    let mut at = part.start;
    for (start, end) in hits {
        let (start, end) = (*start.max(&at), *end.min(&part.end));
        if start >= end {
            continue;
        }
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, part.end, false);
    pieces
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}
