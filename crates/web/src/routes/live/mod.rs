//! The desk's live stream.

pub(crate) mod stream;
