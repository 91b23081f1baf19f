//! Accounts, administration, customers, files, imports and work on both databases: one suite, run on
//! each.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a panic is the report"
)]

#[macro_use]
mod suite;
mod listener;
mod provider;
mod world;

app_suite!(Sqlite);
app_suite!(Postgres);
