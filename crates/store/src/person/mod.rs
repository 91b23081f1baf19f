//! Everything of one person, over all tables.

mod clear;
mod contents;
mod erase;

pub use clear::{Cleared, clear};
pub use erase::{Erased, erase};
