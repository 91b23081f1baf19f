//! Japanese spellings that people take for the same.
//!
//! Pure: no clock, no I/O, no randomness. The shell stores the keys made here next to what people
//! wrote and looks for equal ones; what people wrote is shown as they wrote it.
//!
//! # The idea
//! The same person is 髙橋 on an order, 高橋 in a mail and ﾀｶﾊｼ at the bank. A *key* is what is left
//! when everything is taken away in which such spellings differ: widths, letter cases, the two kana,
//! old and new forms of kanji, honorifics, the ways to write a house number. Two texts with equal
//! keys are spelled the same as far as people are concerned; whether they mean the same person is for
//! others to say (`identity`).
//!
//! [`search`] finds by the same idea what stands within longer texts.
//!
//! [`mask`](mask()) takes numbers out of a text that nobody may keep.
//!
//! # What always holds
//! - A key of a key is the key itself.
//! - Keys are for comparing, not for reading: some letters are replaced by ones nobody wrote.

mod address;
mod fold;
mod mask;
mod name;
mod number;
mod phone;
pub mod search;
mod variants;

pub use address::{address_key, site};
pub use fold::fold;
pub use mask::mask;
pub use name::{company_key, family_key, name_key};
pub use phone::{Phone, phone};
