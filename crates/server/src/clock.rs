//! The present, for what the server itself does.

use app::clock::{Clock as _, SystemClock};
use jiff::Timestamp;

/// The present instant.
pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}
