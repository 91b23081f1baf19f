//! Signed requests from outside.

pub(crate) mod receive;
