//! Query functions, one file per table.
//!
//! Each file has the typed record of its table, the conversion from the row, and free functions:
//! reads take a [`Scope`](crate::Scope), writes a [`Tx`](crate::Tx). What crosses tenants takes a
//! [`System`](crate::System) or [`SystemTx`](crate::SystemTx) and says why in its documentation.

pub mod address_proof;
pub mod api_token;
pub mod attachment;
pub mod audit;
pub mod blob;
pub mod bulk_change;
pub mod business_hours;
pub mod case;
pub mod case_clock;
pub mod case_step;
pub mod case_tie;
pub mod category;
pub mod channel;
pub mod consent;
pub mod consent_purpose;
pub mod customer;
pub mod customer_key;
pub mod customer_merge;
pub mod customer_pair;
pub mod customer_tie;
pub mod disposition;
pub mod erasure;
pub mod handover;
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
pub mod partner;
pub mod presence;
mod priority;
pub mod procedure;
pub mod purchase;
pub mod queue;
pub mod reading;
pub mod retention;
pub mod saved_view;
pub mod second_factor;
pub mod session;
pub mod side;
pub mod sign_on_link;
pub mod sign_on_provider;
pub mod sla_policy;
pub mod sla_rule;
pub mod template;
pub mod tenant;
pub mod user_account;
pub mod webhook;
pub mod webhook_delivery;
pub mod work_item;

use sea_orm::{ActiveModelTrait, EntityTrait, Iterable as _};

use crate::error::StoreError;

/// The longest list that [`one_of`] fills up.
const FILLED_LIST_MAX: usize = 1_024;

/// The values of an `IN (…)`, filled up to a power of two by repeating the last: else there would
/// be one statement text for each length, prepared anew nearly every time.
pub(crate) fn one_of<T: Clone>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    if let Some(last) = values.last().cloned()
        && values.len() < FILLED_LIST_MAX
    {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

/// Of two states of one row, the columns in which the second differs, as the values to set.
pub(crate) fn changed_columns<A: ActiveModelTrait>(before: A, mut after: A) -> A {
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if before.get(column).into_value() != after.get(column).into_value() {
            after.reset(column);
        }
    }
    after
}

/// Turns "no row had this id and version" into the error that says so.
pub(crate) fn changed_one(rows: u64, what: &'static str, expected: i64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Version { what, expected }) }
}
