//! The translator that desks may ask.

pub(crate) mod get;
pub(crate) mod remove;
pub(crate) mod set;
