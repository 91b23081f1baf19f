//! How many connections there may be, in all and of one address, and how much memory their mails
//! may take.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes by which a mail's share of the memory grows.
const UNIT_BYTES: usize = 16 * 1024;

/// The memory for mails that are coming in.
#[derive(Clone, Debug)]
pub(super) struct Memory(Arc<Semaphore>);

impl Memory {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT_BYTES).min(Semaphore::MAX_PERMITS))))
    }

    /// Room for the first bytes of a mail, or `None` when there is none left.
    pub(super) fn room(&self) -> Option<Room> {
        let held = Arc::clone(&self.0).try_acquire_many_owned(1).ok()?;
        Some(Room { memory: self.clone(), held })
    }
}

/// One mail's share of the memory; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Room {
    memory: Memory,
    held: OwnedSemaphorePermit,
}

impl Room {
    /// Grows to so many bytes; false when there is no room for them.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let missing = bytes.div_ceil(UNIT_BYTES).saturating_sub(self.held.num_permits());
        let Ok(missing) = u32::try_from(missing) else { return false };
        match Arc::clone(&self.memory.0).try_acquire_many_owned(missing) {
            Ok(more) => {
                self.held.merge(more);
                true
            }
            Err(_) => false,
        }
    }
}

/// Counts open connections.
#[derive(Debug)]
pub(super) struct Connections {
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
    all_max: usize,
    one_max: usize,
}

/// A counted connection; dropping it gives the place back.
#[derive(Debug)]
pub(super) struct Permit {
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl Connections {
    pub(super) fn new(all_max: usize, one_max: usize) -> Self {
        Self { counts: Arc::default(), all_max, one_max }
    }

    /// A place for a connection, or `None` when there is none left.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Permit> {
        let address = network(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = counts.values().sum();
        let own = counts.entry(address).or_default();
        if all >= self.all_max || *own >= self.one_max {
            return None;
        }
        *own += 1;
        Some(Permit { counts: Arc::clone(&self.counts), address })
    }
}

/// One customer of an IPv6 provider owns a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
        v4 => v4,
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_and_come_back() {
        let connections = Connections::new(3, 2);
        let [a, b]: [IpAddr; 2] = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        let first = connections.enter(a).unwrap();
        let _second = connections.enter(a).unwrap();
        assert!(connections.enter(a).is_none(), "two of one address");
        let _third = connections.enter(b).unwrap();
        assert!(connections.enter(b).is_none(), "three in all");
        drop(first);
        assert!(connections.enter(b).is_some());
    }

    #[test]
    fn memory_is_limited_and_comes_back() {
        let memory = Memory::new(3 * UNIT_BYTES);
        let mut first = memory.room().unwrap();
        assert!(first.grow(2 * UNIT_BYTES));
        let mut second = memory.room().unwrap();
        assert!(second.grow(UNIT_BYTES) && !second.grow(UNIT_BYTES + 1));
        assert!(memory.room().is_none());
        drop(first);
        assert!(second.grow(3 * UNIT_BYTES));
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let connections = Connections::new(9, 1);
        let _one = connections.enter("2001:db8::1".parse().unwrap()).unwrap();
        assert!(connections.enter("2001:db8::2".parse().unwrap()).is_none());
        assert!(connections.enter("2001:db8:0:1::2".parse().unwrap()).is_some());
    }
}
