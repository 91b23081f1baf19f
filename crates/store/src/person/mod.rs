//! Everything of one person, over all tables.

mod erase;

pub use erase::{Erased, erase};
