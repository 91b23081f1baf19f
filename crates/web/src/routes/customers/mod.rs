//! Customers.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod merge;
pub(crate) mod merges;
pub(crate) mod orders;
pub(crate) mod search;
pub(crate) mod timeline;
pub(crate) mod undo_merge;
