//! The only crate with SQL: the log, state tables, outbox, blobs and secrets, on SQLite (embedded)
//! or PostgreSQL, by one text for both.
//!
//! # Reading and writing
//! [`Store::open`] migrates and starts the writer. From it come two handles:
//! - [`Store::tenant`] → [`TenantStore`]: one tenant, what handlers get. It reads as a [`Scope`].
//! - [`Store::system`] → [`SystemStore`]: all tenants; for sign-in, public keys, background work.
//!
//! Queries are free functions by table: `customer::by_id(&tenant, id)`. They take a `&Scope`, so
//! the same function serves a handler (reader connection) and a write (its transaction).
//!
//! Writes are closures, run one after the other by the one writer, many to a commit:
//! ```no_run
//! # use store::{StoreError, TenantStore, customer};
//! # use model::event::{EventBody, NewEvent};
//! # async fn example(
//! #     tenant: TenantStore, now: jiff::Timestamp, new: customer::Customer,
//! # ) -> Result<(), StoreError> {
//! let done = tenant
//!     .write(now, move |tx| {
//!         Box::pin(async move {
//!             customer::insert(tx, &new).await?;
//!             let event = NewEvent::bare(model::Actor::System, EventBody::CustomerCreated);
//!             tx.append(event).await?;
//!             Ok::<_, StoreError>(new.id)
//!         })
//!     })
//!     .await?; // durable now
//! # Ok(()) }
//! ```
//! State, events ([`Tx::append`]) and effects ([`Tx::outbox`]) of a closure commit together or not
//! at all. A closure that fails, panics or takes too long is rolled back alone. Inside it: no
//! network, no files, no waiting for anything but the transaction; everybody else waits meanwhile.
//! Text must not contain U+0000, which PostgreSQL cannot store.
//!
//! The error type of a closure is the caller's (`E: From<StoreError>`). Of the store's own errors,
//! [`StoreError::Unknown`] means that the write may have happened: repeat it only in a way that is
//! harmless if it did.
//!
//! # The log
//! [`log::tail::events_after`] reads it in order and never skips; [`Store::committed`] wakes
//! readers; [`log_cursor`] keeps where they are, moved in the same write as what they did.
//! Positions have gaps. On PostgreSQL an event is given out when every transaction begun before
//! its own has ended, anywhere on that server: a long write of another program on the same server
//! delays readers (it loses nothing).
//!
//! # Adding a column or a table
//! 1. `migration/`: a new file with the next number and a line in `mod.rs`. Columns are declared
//!    by what they hold (`dialect::Kind`); `tenant` is the first column of every key.
//! 2. `entity/<table>.rs`: the row as stored, and a line in `mod.rs`.
//! 3. `table/<table>.rs`: the typed record, `TryFrom<Model>` by the helpers of `convert`, the
//!    query functions, and a line in `mod.rs`. `table/work_item.rs` shows all of it.
//!
//! # Adding a query
//! A free function in `table/<table>.rs`. First filter: `Column::Tenant.eq(scope.key())`. A read
//! takes `&Scope`, a write `&Tx` (`&mut Tx` when it appends events); what crosses tenants takes
//! `&System` or `&SystemTx` and says why. Pages are bounded by a place in the order, not by an
//! offset. Rows that people edit have a `version` and are changed by it. What may hit a unique key
//! in normal operation uses `ON CONFLICT DO NOTHING` and looks at the number of rows, because a
//! failed statement ends its write. Nothing may ask which database it is outside `dialect`.
//! Then a test in `tests/store/suite`, which runs on both databases and tries the other tenant,
//! and for a query that runs often its plan in `explain.rs`.
//!
//! # Where things are
//! `open` the handle · `writer`, `command` group commit · `conn` the way of every statement ·
//! `connect` connection options, lock file · `log` append and tail · `blobs` files by content ·
//! `person` everything of one person, erased · `secret` sealing and signing · `observe` looking from another process · `backup` · `dialect` all that differs between the databases.

pub mod backup;
pub mod blobs;
mod command;
mod conn;
mod connect;
mod convert;
mod dialect;
mod entity;
mod error;
#[cfg(test)]
mod explain;
mod handle;
pub mod log;
mod meters;
mod migration;
mod observe;
mod open;
pub mod person;
mod random;
mod scope;
mod secret;
pub mod table;
mod tx;
mod writer;

pub use blobs::{BLOB_FOLDERS, BlobId, BlobTrouble, Blobs};
pub use convert::to_json as convert_json;
pub use error::StoreError;
pub use handle::{SystemStore, TenantStore};
pub use meters::Meters;
pub use observe::{Observer, Schema, Table, Tally};
pub use open::{Store, StoreOptions};
pub use scope::{Scope, System};
pub use secret::Sealer;
pub use table::*;
pub use tx::{Committed, SystemTx, Tx, TxFuture};
