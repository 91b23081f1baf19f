//! Business hours.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
