//! Finding text that people wrote in one spelling by what others type in another.
//!
//! # The idea
//! Everything that is compared is a row of [`letters`]: each letter folded (width, case, kana, old
//! and new kanji), with its place in the text as it was written. A word is in a text when its letters
//! stand there one after the other. That one sentence is the definition ([`contains`]); the index,
//! the marks in a snippet and the slow reference of the measurements all follow it.
//!
//! An index finds the letters by short rows of them, [`grams`]: of Japanese one and two letters, of
//! letters that make longer words up to three. [`plan`] says which grams stand where when a word is
//! there, so that nothing is missed and nothing else is found. There is no dictionary: a part of a
//! word, a name nobody has seen and half an e-mail address are found like any word.

mod grams;
mod letters;
mod passage;
mod query;

pub use grams::{Gram, Plan, grams, plan};
pub use letters::{Letter, letters};
pub use passage::{Piece, contains, mark, snippet};
pub use query::{Filter, Kind, Query, Word, parse};
