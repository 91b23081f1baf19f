//! What was acknowledged stays: the real binary is killed under load, and runs out of space.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod full_disk;
mod kill;
