//! Customers.

pub(crate) mod ask_proof;
pub(crate) mod change;
pub(crate) mod check_proof;
pub(crate) mod create;
pub(crate) mod end_hold;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod holds;
pub(crate) mod lookalikes;
pub(crate) mod merge;
pub(crate) mod merges;
pub(crate) mod orders;
pub(crate) mod place_hold;
pub(crate) mod privacy;
pub(crate) mod proofs;
pub(crate) mod search;
pub(crate) mod set_lookalike_threshold;
pub(crate) mod set_tie;
pub(crate) mod tell_apart;
pub(crate) mod ties;
pub(crate) mod timeline;
pub(crate) mod undo_merge;
