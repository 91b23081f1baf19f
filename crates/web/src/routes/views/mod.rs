//! Lists of cases that people keep.

pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod save;
