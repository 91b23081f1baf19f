//! Files of the desk.

pub(crate) mod download;
pub(crate) mod upload;
