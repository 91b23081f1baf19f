//! The category tree.

pub(crate) mod change;
pub(crate) mod create;
