//! (docs follow)

pub mod blobs;
mod command;
mod conn;
mod connect;
mod convert;
mod dialect;
#[expect(dead_code, reason = "the derive makes more per table than is used yet")]
mod entity;
mod error;
mod handle;
pub mod log;
mod migration;
mod open;
mod random;
mod scope;
mod secret;
pub mod table;
mod tx;
mod writer;

pub use blobs::{BlobId, Blobs};
pub use error::StoreError;
pub use open::{Store, StoreOptions};
pub use scope::{Scope, System};
pub use secret::Sealer;
pub use table::*;
pub use handle::{SystemStore, TenantStore};
pub use tx::{Committed, SystemTx, Tx, TxFuture};
