//! Rates by the generic cell rate algorithm: one instant per key is all that is kept.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many in a period; a burst of all of them at once is fine.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    step: Duration,
    period: Duration,
}

impl Pace {
    /// `count` (at least 1) per `period`.
    pub(crate) fn new(count: u32, period: Duration) -> Self {
        Self { step: period / count.max(1), period }
    }
}

/// How far one key has used up its rate: the instant at which it is whole again.
#[derive(Clone, Copy)]
pub(crate) struct Bucket {
    whole_at: Instant,
}

impl Bucket {
    pub(crate) const fn new(now: Instant) -> Self {
        Self { whole_at: now }
    }

    /// Takes one, or says how many seconds to wait.
    pub(crate) fn take(&mut self, pace: Pace, now: Instant) -> Result<(), u32> {
        self.take_many(pace, 1, now)
    }

    fn take_many(&mut self, pace: Pace, count: u32, now: Instant) -> Result<(), u32> {
        let next = self.whole_at.max(now) + pace.step * count;
        let debt = next - now;
        if debt > pace.period {
            let seconds = (debt - pace.period).as_secs_f64().ceil();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            return Err((seconds as u32).max(1));
        }
        self.whole_at = next;
        Ok(())
    }
}

/// A rate per key, of a bounded number of keys.
pub(crate) struct Rates<K> {
    pace: Pace,
    keys_max: usize,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Copy + Eq + Hash> Rates<K> {
    pub(crate) fn new(pace: Pace, keys_max: usize) -> Self {
        Self { pace, keys_max, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one of the key's, or says how many seconds to wait.
    pub(crate) fn take(&self, key: K, now: Instant) -> Result<(), u32> {
        self.take_many(key, 1, now)
    }

    /// Takes so many of the key's, or none of them.
    pub(crate) fn take_many(&self, key: K, count: u32, now: Instant) -> Result<(), u32> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= self.keys_max && !buckets.contains_key(&key) {
            make_room(&mut buckets, self.keys_max, now);
        }
        buckets.entry(key).or_insert(Bucket::new(now)).take_many(self.pace, count, now)
    }
}

/// Forgets who is whole again, and if that is nobody, who is nearest to it.
fn make_room<K: Copy + Eq + Hash>(buckets: &mut HashMap<K, Bucket>, keys_max: usize, now: Instant) {
    buckets.retain(|_, bucket| bucket.whole_at > now);
    if buckets.len() >= keys_max {
        let nearest = buckets.iter().min_by_key(|(_, bucket)| bucket.whole_at).map(|(key, _)| *key);
        nearest.map(|key| buckets.remove(&key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn a_burst_passes_then_the_rate_counts() {
        let rates = Rates::new(Pace::new(3, SECOND * 30), 10);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(rates.take('a', start), Ok(()));
        }
        assert_eq!(rates.take('a', start), Err(10));
        assert_eq!(rates.take('b', start), Ok(()), "others are not touched");
        assert_eq!(rates.take('a', start + SECOND * 9), Err(1));
        assert_eq!(rates.take('a', start + SECOND * 10), Ok(()));
        assert_eq!(rates.take('a', start + SECOND * 10), Err(10));
    }

    #[tokio::test]
    async fn the_map_stays_small_and_forgets_the_least_guilty() {
        let rates = Rates::new(Pace::new(2, SECOND * 10), 3);
        let start = Instant::now();
        for key in [1, 1, 2, 3] {
            assert_eq!(rates.take(key, start), Ok(()));
        }
        for key in 4..100 {
            assert_eq!(rates.take(key, start), Ok(()));
        }
        assert_eq!(rates.buckets.lock().unwrap().len(), 3);
        assert_eq!(rates.take(1, start), Err(5), "the one at its limit is remembered");
    }
}
