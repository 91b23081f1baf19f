//! What only a demo serves.

pub(crate) mod identity;
