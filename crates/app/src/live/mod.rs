//! The live side: a log reader turns committed events into frames, a hub fans them out.

mod feed;
mod hub;
mod line;
mod topic;

pub use feed::spawn as spawn_feed;
pub use hub::{Hub, Lane, LiveEvent};
pub use topic::Topic;
