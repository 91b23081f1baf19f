//! Customers.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod orders;
pub(crate) mod search;
pub(crate) mod timeline;
