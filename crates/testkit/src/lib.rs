//! What tests share: servers they start themselves.

#[cfg(feature = "server")]
pub mod kill;
pub mod mail;
pub mod postgres;
#[cfg(feature = "server")]
pub mod server;
