//! What tests share: servers they start themselves.

#[cfg(feature = "server")]
pub mod kill;
pub mod mail;
pub mod postgres;
#[cfg(feature = "server")]
#[expect(
    clippy::indexing_slicing,
    reason = "answers are read by their keys; a test that finds none must fail"
)]
pub mod server;
