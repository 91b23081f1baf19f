//! Providers by which people sign in.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod test;
