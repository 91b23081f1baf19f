//! What tests share: servers they start themselves.

pub mod mail;
pub mod postgres;
#[cfg(feature = "server")]
pub mod server;
