//! The log: one append-only table, written at the end of each commit group, read by position.

pub(crate) mod append;
pub mod tail;
pub mod timeline;
