//! Who is who: one customer, many records, and merges that can be undone.
//!
//! Pure: no clock, no I/O, no randomness. The shell keeps records and the ledger of merges, asks
//! here what follows from them, and moves rows accordingly.
//!
//! # The idea
//! A record is never destroyed. Everything that is known — an address, a case, a purchase — has a
//! *home*: the record it belongs to by itself, for ever. A merge says that two records are one
//! person; the records that merges connect are a [`Group`], and one of them leads it. What is seen of
//! a person is everything whose home is in the group. To undo a merge is to cross it out: the
//! group falls apart along exactly this line, and everything goes where its home is, also what
//! came after the merge.
//!
//! # What always holds
//! - Each record is in one group, and each group has one leader, a member of it.
//! - Merges of a group form a tree, so that crossing one out always parts it in two.
//! - Groups and leaders are those one would get had the merges that were crossed out never been
//!   made.
//!
//! # Who may be one person
//! [`assess`] weighs what two records have in common, for a list that a person goes through. It never
//! merges: two people merged by mistake are worse than one person seen twice.

mod evidence;
mod ledger;

pub use evidence::{
    Address, BlockKey, Likeness, Name, Profile, Signal, WeightError, Weights, assess, blocks,
};
pub use ledger::{Group, Ledger, Merge, Refusal};
