//! How many of something a key has open at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

type Counts<K> = Arc<Mutex<HashMap<K, u32>>>;

/// Counts what is open, per key; only keys with something open are kept.
pub(crate) struct Tally<K: Copy + Eq + Hash> {
    most: u32,
    counts: Counts<K>,
}

/// One open thing; dropping it gives the place back.
pub(crate) struct Seat<K: Copy + Eq + Hash> {
    key: K,
    counts: Counts<K>,
}

impl<K: Copy + Eq + Hash> Tally<K> {
    pub(crate) fn new(most: u32) -> Self {
        Self { most, counts: Counts::default() }
    }

    /// A seat, or `None` when the key has its most already.
    pub(crate) fn enter(&self, key: K) -> Option<Seat<K>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { key, counts: Arc::clone(&self.counts) })
    }
}

impl<K: Copy + Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_given_back_when_it_is_dropped() {
        let tally = Tally::new(2);
        let first = tally.enter("a").unwrap();
        let _second = tally.enter("a").unwrap();
        assert!(tally.enter("a").is_none());
        assert!(tally.enter("b").is_some());
        drop(first);
        assert!(tally.enter("a").is_some());
        assert_eq!(tally.counts.lock().unwrap().len(), 1, "empty keys are forgotten");
    }
}
