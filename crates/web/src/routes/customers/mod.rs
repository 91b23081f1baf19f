//! Customers.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod lookalikes;
pub(crate) mod merge;
pub(crate) mod merges;
pub(crate) mod orders;
pub(crate) mod privacy;
pub(crate) mod search;
pub(crate) mod set_lookalike_threshold;
pub(crate) mod set_tie;
pub(crate) mod tell_apart;
pub(crate) mod ties;
pub(crate) mod timeline;
pub(crate) mod undo_merge;
