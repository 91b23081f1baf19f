//! The language of Madoguchi: ids, states, events, permissions, limits. Plain data, no I/O.
//! Reading this crate teaches the product; changing it recompiles everything, so it stays dull.

pub mod case;
pub mod consent;
pub mod event;
pub mod form;
pub mod ids;
pub mod limits;
pub mod permission;
pub mod promise;
pub mod retention;
pub mod webhook;

pub use case::*;
pub use consent::*;
pub use form::*;
pub use ids::*;
pub use promise::*;
pub use retention::*;
pub use webhook::*;
