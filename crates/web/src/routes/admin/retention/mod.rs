//! How long things are kept.

pub(crate) mod get;
pub(crate) mod preview;
pub(crate) mod runs;
pub(crate) mod set;
