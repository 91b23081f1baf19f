//! The address book of people outside, kept.

pub(crate) mod change;
pub(crate) mod create;
