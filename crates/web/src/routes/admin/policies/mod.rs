//! Policies: what is promised of which cases.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
