//! Which short rows of letters stand where: what an index holds, and what it is asked.

use super::letters::{Letter, letters, wide};

/// Letters of the longest gram of a script with spaces between its words.
const NARROW: usize = 3;

/// A short row of letters at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gram {
    /// The letters.
    pub text: String,
    /// The place of the first one.
    pub place: u32,
    /// First byte of what it was made from.
    pub start: usize,
    /// Byte after what it was made from.
    pub end: usize,
}

/// Every gram of a text in the order of their places: of each wide letter itself and it with the next
/// one, of each narrow letter it with the two that follow, fewer at the end of a word.
#[must_use]
pub fn grams(text: &str) -> Vec<Gram> {
    let all = letters(text);
    let mut grams = Vec::with_capacity(all.len() * 2);
    for at in 0..all.len() {
        let Some(near) = all.get(at..all.len().min(at + NARROW)) else { continue };
        let run = run(near);
        let Some(first) = run.first() else { continue };
        if first.is_wide() {
            grams.extend(gram(run, 1));
            if run.len() > 1 {
                grams.extend(gram(run, 2));
            }
        } else {
            grams.extend(gram(run, run.len().min(NARROW)));
        }
    }
    grams
}

/// How a word is found: which grams stand where, counted from the word's first letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Grams that must be there.
    pub grams: Vec<(u32, String)>,
    /// The beginning of a gram that must be there: the word ends in fewer letters than a gram has.
    pub beginning: Option<(u32, String)>,
}

impl Plan {
    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.grams.is_empty() && self.beginning.is_none()
    }
}

/// How a word is found. A text has the grams at these places exactly when it
/// [`contains`](super::contains) the word.
#[must_use]
pub fn plan(word: &str) -> Plan {
    let all = letters(word);
    let mut plan = Plan::default();
    let Some(origin) = all.first().map(|letter| letter.place) else { return plan };
    let mut rest = all.as_slice();
    while let Some(first) = rest.first() {
        let (run, after) = rest.split_at(run(rest).len());
        let size = if first.is_wide() { 2 } else { NARROW };
        let mut add = |from: usize, letters: usize| {
            if let Some(found) = run.get(from..).and_then(|run| gram(run, letters)) {
                plan.grams.push((found.place - origin, found.text));
            }
        };
        if run.len() >= size {
            // Side by side, and one that ends with the word: every letter is in one of them, and an
            // index need not compare the places of those between.
            let last = run.len() - size;
            (0..last).step_by(size).chain([last]).for_each(|from| add(from, size));
        } else if first.is_wide() || !after.is_empty() {
            // A short run that something follows is the end of its word there, too.
            add(0, run.len());
        } else if let Some(found) = gram(run, run.len()) {
            plan.beginning = Some((found.place - origin, found.text));
        }
        rest = after;
    }
    plan
}

/// The letters of one kind that follow each other, from the first on.
fn run(letters: &[Letter]) -> &[Letter] {
    let Some(first) = letters.first() else { return letters };
    let together = letters
        .windows(2)
        .take_while(|pair| match pair {
            [one, next] => next.place == one.place + 1 && wide(next.letter) == wide(first.letter),
            _ => false,
        })
        .count();
    letters.get(..=together).unwrap_or(letters)
}

fn gram(letters: &[Letter], count: usize) -> Option<Gram> {
    let letters = letters.get(..count)?;
    let (first, last) = (letters.first()?, letters.last()?);
    let text = letters.iter().map(|letter| letter.letter).collect();
    Some(Gram { text, place: first.place, start: first.start, end: last.end })
}
