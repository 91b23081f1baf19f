//! The store on both databases: one suite, run on each, and what only one of them can do.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects must end"
)]

mod crash;
mod postgres;
mod sqlite;
#[macro_use]
mod suite;
mod world;

store_suite!(Sqlite);
store_suite!(Postgres);
