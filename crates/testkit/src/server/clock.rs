//! A clock that runs and can be put forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::clock::{Clock, SystemClock};
use jiff::{SignedDuration, Timestamp};

/// The machine's clock, ahead by as much as tests say.
#[derive(Clone, Debug, Default)]
pub struct TestClock {
    ahead_micros: Arc<AtomicI64>,
}

impl TestClock {
    /// Puts the clock forward. Whoever sleeps meanwhile sleeps on: only what the present is
    /// changes.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.ahead_micros.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_micros(self.ahead_micros.load(Ordering::Relaxed))
    }
}
