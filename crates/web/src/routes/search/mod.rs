//! Finding anything.

pub(crate) mod find;
