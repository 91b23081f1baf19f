//! Chance, with the seed printed so that a failure can be played again.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Random numbers that need not be good (xorshift).
pub(crate) struct Chance(u64);

impl Chance {
    /// From `MADOGUCHI_SEED`, or from the clock.
    #[expect(clippy::disallowed_methods, reason = "another seed at every run, printed for replay")]
    pub(crate) fn new() -> Self {
        let given = std::env::var("MADOGUCHI_SEED").ok().and_then(|seed| seed.parse().ok());
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        let seed: u64 = given.unwrap_or_else(|| u64::from(clock) | 1);
        println!("MADOGUCHI_SEED={seed}");
        Self(seed)
    }

    /// Sleeps for up to so long.
    pub(crate) async fn pause(&mut self, max: Duration) {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let part = u32::try_from(self.0 % 1000).unwrap();
        tokio::time::sleep(max * part / 1000).await;
    }
}
