//! Query functions, one file per table.
//!
//! Each file has the typed record of its table, the conversion from the row, and free functions:
//! reads take a [`Scope`](crate::Scope), writes a [`Tx`](crate::Tx). What crosses tenants takes a
//! [`System`](crate::System) or [`SystemTx`](crate::SystemTx) and says why in its documentation.

pub mod attachment;
pub mod audit;
pub mod blob;
pub mod case;
pub mod category;
pub mod channel;
pub mod customer;
pub mod idempotency;
pub mod identity;
pub mod import_run;
pub mod intake;
pub mod interaction;
pub mod lease;
pub mod log_cursor;
pub mod mail_ref;
pub mod message;
pub mod outbox;
pub mod presence;
mod priority;
pub mod purchase;
pub mod queue;
pub mod reading;
pub mod session;
pub mod tenant;
pub mod user_account;
pub mod work_item;

use crate::error::StoreError;

/// Turns "no row had this id and version" into the error that says so.
pub(crate) fn changed_one(rows: u64, what: &'static str, expected: i64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Version { what, expected }) }
}
