//! Failed sign-ins, counted in memory: per account and address, so that nobody is locked out by a
//! stranger; per address; and per account from everywhere, far above what one stranger can do.
//!
//! A try is counted when it begins and taken back when it succeeds, so that tries made at the same
//! time cannot slip past the limit together.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::limits::{SIGN_IN_FAILURES_ANYWHERE_MAX, SIGN_IN_FAILURES_MAX, SIGN_IN_WINDOW_MINUTES};

/// Failures from one address before it must wait: more than for an account, because a whole
/// centre may share one.
const FAILURES_PER_ADDRESS_MAX: u32 = 10 * SIGN_IN_FAILURES_MAX;
/// Accounts and addresses that are remembered; the ones that failed longest ago go first.
const KEYS_MAX: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// An account, tried from one address.
    From(String, Option<IpAddr>),
    Account(String),
    Address(IpAddr),
}

impl Key {
    const fn most(&self) -> u32 {
        match self {
            Self::From(..) => SIGN_IN_FAILURES_MAX,
            Self::Account(_) => SIGN_IN_FAILURES_ANYWHERE_MAX,
            Self::Address(_) => FAILURES_PER_ADDRESS_MAX,
        }
    }
}

/// Counts failed sign-ins. The same e-mail address is one account whatever tenant is named with
/// it: otherwise naming another one would begin a new count.
#[derive(Debug, Default)]
pub struct SignInLimit {
    failures: Mutex<HashMap<Key, VecDeque<Timestamp>>>,
}

/// A try that is under way and counts as failed until [`SignInLimit::succeeded`] or
/// [`SignInLimit::withdraw`].
#[derive(Debug)]
#[must_use]
pub struct Attempt {
    keys: Vec<Key>,
    at: Timestamp,
}

impl SignInLimit {
    /// Begins a try.
    ///
    /// # Errors
    /// The seconds to wait when there were too many failures; such a try is not counted.
    pub fn begin(
        &self,
        now: Timestamp,
        account: &str,
        address: Option<IpAddr>,
    ) -> Result<Attempt, u32> {
        let (account, address) = (account.to_lowercase(), address.map(network));
        let mut keys = vec![Key::From(account.clone(), address), Key::Account(account)];
        keys.extend(address.map(Key::Address));
        let mut failures = self.lock();
        for key in &keys {
            let Some(times) = failures.get_mut(key) else { continue };
            forget_old(times, now);
            if times.len() >= key.most() as usize
                && let Some(oldest) = times.front()
            {
                return Err(wait(*oldest, now));
            }
        }
        for key in &keys {
            if !failures.contains_key(key) {
                make_room(&mut failures, now);
            }
            failures.entry(key.clone()).or_default().push_back(now);
        }
        Ok(Attempt { keys, at: now })
    }

    /// The try succeeded: the account begins at zero where it was tried; elsewhere, and for the
    /// address, only this one failure is taken back.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.lock();
        for key in &attempt.keys {
            match key {
                Key::From(..) => {
                    failures.remove(key);
                }
                Key::Account(_) | Key::Address(_) => take_back(&mut failures, key, attempt.at),
            }
        }
    }

    /// The try could not be judged (the store was away): it counts for nothing.
    pub fn withdraw(&self, attempt: &Attempt) {
        let mut failures = self.lock();
        for key in &attempt.keys {
            take_back(&mut failures, key, attempt.at);
        }
    }

    /// Forgets what is out of the window.
    pub fn tidy(&self, now: Timestamp) {
        forget_finished(&mut self.lock(), now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, VecDeque<Timestamp>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address to count under: an IPv6 subscriber has a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

fn window() -> SignedDuration {
    SignedDuration::from_mins(SIGN_IN_WINDOW_MINUTES.into())
}

/// Seconds until a failure is out of the window, rounded up.
fn wait(oldest: Timestamp, now: Timestamp) -> u32 {
    let left = window() - now.duration_since(oldest);
    u32::try_from((left.as_millis().max(1) + 999) / 1_000).unwrap_or(u32::MAX)
}

fn forget_old(times: &mut VecDeque<Timestamp>, now: Timestamp) {
    while times.front().is_some_and(|at| now.duration_since(*at) >= window()) {
        times.pop_front();
    }
}

fn take_back(failures: &mut HashMap<Key, VecDeque<Timestamp>>, key: &Key, at: Timestamp) {
    let Some(times) = failures.get_mut(key) else { return };
    if let Some(place) = times.iter().rposition(|time| *time == at) {
        times.remove(place);
    }
    if times.is_empty() {
        failures.remove(key);
    }
}

fn forget_finished(failures: &mut HashMap<Key, VecDeque<Timestamp>>, now: Timestamp) {
    failures.retain(|_, times| {
        forget_old(times, now);
        !times.is_empty()
    });
}

/// Keeps the memory bounded: drops what is out of the window, and then a tenth of the rest.
fn make_room(failures: &mut HashMap<Key, VecDeque<Timestamp>>, now: Timestamp) {
    if failures.len() < KEYS_MAX {
        return;
    }
    forget_finished(failures, now);
    if failures.len() < KEYS_MAX {
        return;
    }
    let mut last: Vec<Timestamp> = failures.values().filter_map(|t| t.back().copied()).collect();
    let tenth = last.len() / 10;
    let (_, cut, _) = last.select_nth_unstable(tenth);
    let cut = *cut;
    failures.retain(|_, times| times.back().is_some_and(|at| *at > cut));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    const WINDOW: i64 = SIGN_IN_WINDOW_MINUTES as i64 * 60;

    #[test]
    fn the_limit_is_exact_and_ends_with_the_window() {
        let limit = SignInLimit::default();
        for second in 0..i64::from(SIGN_IN_FAILURES_MAX) {
            assert!(limit.begin(at(second), "a@x.jp", None).is_ok());
        }
        assert_eq!(limit.begin(at(20), "A@x.jp", None).unwrap_err(), (WINDOW - 20) as u32);
        assert!(limit.begin(at(20), "b@x.jp", None).is_ok(), "others are not concerned");
        assert_eq!(limit.begin(at(WINDOW - 1), "a@x.jp", None).unwrap_err(), 1);
        // The first failure has left the window, the second has not.
        assert!(limit.begin(at(WINDOW), "a@x.jp", None).is_ok());
        assert_eq!(limit.begin(at(WINDOW), "a@x.jp", None).unwrap_err(), 1);
    }

    #[test]
    fn success_forgives_the_account_but_not_the_address() {
        let limit = SignInLimit::default();
        let ip = Some(IpAddr::from([192, 0, 2, 1]));
        for _ in 1..SIGN_IN_FAILURES_MAX {
            let _ = limit.begin(at(0), "a@x.jp", ip).unwrap();
        }
        let attempt = limit.begin(at(1), "a@x.jp", ip).unwrap();
        limit.succeeded(&attempt);
        for _ in 0..SIGN_IN_FAILURES_MAX {
            assert!(limit.begin(at(2), "a@x.jp", ip).is_ok());
        }
        let mut left = FAILURES_PER_ADDRESS_MAX - (2 * SIGN_IN_FAILURES_MAX - 1);
        while limit.begin(at(3), &format!("u{left}@x.jp"), ip).is_ok() {
            left -= 1;
        }
        assert_eq!(left, 0);
    }

    #[test]
    fn a_stranger_locks_nobody_out() {
        let limit = SignInLimit::default();
        let from = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        // All the addresses of one subscriber are one.
        let tries = (0..1_000)
            .map(|n| limit.begin(at(0), "a@x.jp", from(&format!("2001:db8:0:1::{n:x}"))).is_ok());
        assert_eq!(tries.filter(|passed| *passed).count(), SIGN_IN_FAILURES_MAX as usize);
        assert!(limit.begin(at(0), "a@x.jp", from("2001:db8:0:2::1")).is_ok(), "the person");
        assert!(limit.begin(at(0), "a@x.jp", from("192.0.2.1")).is_ok());
    }

    #[test]
    fn many_addresses_together_have_a_limit() {
        let limit = SignInLimit::default();
        let tries = (0..2 * SIGN_IN_FAILURES_ANYWHERE_MAX).map(|n| {
            let ip = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0a00_0000 + n));
            limit.begin(at(0), "a@x.jp", Some(ip)).is_ok()
        });
        let passed = tries.filter(|passed| *passed).count();
        assert_eq!(passed, SIGN_IN_FAILURES_ANYWHERE_MAX as usize);
        limit.tidy(at(WINDOW - 1));
        assert!(!limit.lock().is_empty());
        limit.tidy(at(WINDOW));
        assert!(limit.lock().is_empty(), "nothing is kept for ever");
    }

    #[test]
    fn tries_at_the_same_time_do_not_pass_together() {
        let limit = SignInLimit::default();
        let under_way: Vec<_> = (0..50).map(|_| limit.begin(at(0), "a@x.jp", None)).collect();
        let passed = under_way.iter().filter(|attempt| attempt.is_ok()).count();
        assert_eq!(passed, SIGN_IN_FAILURES_MAX as usize);
        limit.withdraw(under_way[0].as_ref().unwrap());
        assert!(limit.begin(at(0), "a@x.jp", None).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let limit = SignInLimit::default();
        for number in 0..KEYS_MAX + 5_000 {
            let _ = limit.begin(at(number as i64 / 100), &format!("{number}@x.jp"), None).unwrap();
        }
        assert!(limit.lock().len() <= KEYS_MAX);
        let newest = Key::Account(format!("{}@x.jp", KEYS_MAX + 4_999));
        assert!(limit.lock().contains_key(&newest));
    }
}
