//! The store on both databases: one suite, run on each, and what only one of them can do.

mod postgres;
mod sqlite;
#[macro_use]
mod suite;
mod world;

store_suite!(Sqlite);
store_suite!(Postgres);
