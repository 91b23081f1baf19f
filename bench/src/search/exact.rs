//! What is there to be found, by the definition itself: slow and right.

use language::search::{Letter, letters};

/// For each query, the places of the texts that contain all its words.
pub(crate) fn search(texts: &[String], queries: &[Vec<String>]) -> Vec<Vec<u32>> {
    let folded: Vec<Vec<Vec<Letter>>> =
        queries.iter().map(|words| words.iter().map(|word| letters(word)).collect()).collect();
    let mut found = vec![Vec::new(); queries.len()];
    for (place, text) in (0_u32..).zip(texts) {
        let text = letters(text);
        for (words, found) in folded.iter().zip(&mut found) {
            if words.iter().all(|word| contains(&text, word)) {
                found.push(place);
            }
        }
    }
    found
}

fn contains(text: &[Letter], word: &[Letter]) -> bool {
    !word.is_empty() && text.windows(word.len()).any(|at| same(at, word))
}

fn same(text: &[Letter], word: &[Letter]) -> bool {
    let (Some(here), Some(there)) = (text.first(), word.first()) else { return false };
    text.iter().zip(word).all(|(one, other)| {
        one.letter == other.letter && one.place - here.place == other.place - there.place
    })
}
