//! What is done step by step in kinds of matters.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
