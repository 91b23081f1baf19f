//! The web chat's public side.

pub(crate) mod file;
pub(crate) mod messages;
pub(crate) mod start;
pub(crate) mod stream;
pub(crate) mod upload;
