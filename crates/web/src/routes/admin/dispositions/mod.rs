//! How cases may end.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod set_rule;
