//! The store's source of randomness for ids: seeded once, never the global one.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// A shared generator; clones draw from the same stream.
#[derive(Clone, Debug)]
pub(crate) struct Random(Arc<Mutex<StdRng>>);

impl Random {
    /// From the operating system, or from a seed, so that a test gets the same ids each time.
    pub(crate) fn new(seed: Option<[u8; 32]>) -> Self {
        let rng = seed.map_or_else(rand::make_rng, StdRng::from_seed);
        Self(Arc::new(Mutex::new(rng)))
    }

    /// A new id of any kind.
    pub(crate) fn id<T: From<Uuid>>(&self, now: Timestamp) -> T {
        let mut bytes = [0; 10];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        T::from(model::ids::uuid_v7(now, bytes))
    }
}
