//! The address book of people outside.

pub(crate) mod list;
