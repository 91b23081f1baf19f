//! (docs follow)

pub mod blobs;
mod command;
mod conn;
mod connect;
mod convert;
mod dialect;
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
pub use handle::{SystemStore, TenantStore};
pub use open::{Store, StoreOptions};
pub use scope::{Scope, System};
pub use secret::Sealer;
pub use table::*;
pub use tx::{Committed, SystemTx, Tx, TxFuture};
