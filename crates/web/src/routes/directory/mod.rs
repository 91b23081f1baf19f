//! The names of everything.

pub(crate) mod get;
