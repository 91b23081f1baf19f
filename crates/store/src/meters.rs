//! What the writer counts, for whoever watches the server.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

/// Upper bounds of commits, seconds: a sync of a good disk takes one millisecond.
const COMMIT_SECONDS: [f64; 9] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0];
/// Upper bounds of groups, writes.
const GROUP: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0];

/// Counts of the writer; clones count together.
#[derive(Clone, Debug)]
pub struct Meters {
    /// How long commits took, seconds: what every acknowledgement waits for.
    pub commits: Histogram,
    /// How many writes shared a commit.
    pub groups: Histogram,
    /// Commits that failed; nobody in them was told that it was written.
    pub lost: Counter,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            commits: Histogram::new(COMMIT_SECONDS),
            groups: Histogram::new(GROUP),
            lost: Counter::default(),
        }
    }
}
