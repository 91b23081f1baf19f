//! Canned replies.

pub(crate) mod list;
pub(crate) mod variables;
