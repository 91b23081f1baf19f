//! Promises with a clock (SLA). A reader of the log feeds one [`sla::Clock`] per case, writes what
//! it says back to the log, and keeps one row per case for lists and boards. Everything it knows of
//! a case can be computed again from that case's events ([`fold::recompute`]) and is equal.

mod escalate;
pub mod fold;
mod held;
mod keeper;
pub mod opening;
pub mod settings;
pub mod terms;
pub mod view;

pub use keeper::{GRACE, spawn};
