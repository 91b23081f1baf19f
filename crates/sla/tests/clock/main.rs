//! The clock: cases checked by hand, and random histories against a model that counts minutes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects must end"
)]

mod calendars;
mod due;
mod model;
mod random;
mod stories;
