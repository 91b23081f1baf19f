//! Failed sign-ins, counted in memory per account and per address.
//!
//! A try is counted when it begins and taken back when it succeeds, so that tries made at the same
//! time cannot slip past the limit together.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::limits::{SIGN_IN_FAILURES_MAX, SIGN_IN_WINDOW_MINUTES};

/// Failures from one address before it must wait: more than for an account, because a whole
/// centre may share one.
const FAILURES_PER_ADDRESS_MAX: u32 = 10 * SIGN_IN_FAILURES_MAX;
/// Accounts and addresses that are remembered; the ones that failed longest ago go first.
const KEYS_MAX: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

impl Key {
    const fn most(&self) -> u32 {
        match self {
            Self::Account(_) => SIGN_IN_FAILURES_MAX,
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
        let mut keys = vec![Key::Account(account.to_lowercase())];
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

    /// The try succeeded: the account begins at zero, the address loses this one failure.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.lock();
        for key in &attempt.keys {
            match key {
                Key::Account(_) => {
                    failures.remove(key);
                }
                Key::Address(_) => take_back(&mut failures, key, attempt.at),
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

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, VecDeque<Timestamp>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Keeps the memory bounded: drops what is out of the window, and then a tenth of the rest.
fn make_room(failures: &mut HashMap<Key, VecDeque<Timestamp>>, now: Timestamp) {
    if failures.len() < KEYS_MAX {
        return;
    }
    failures.retain(|_, times| {
        forget_old(times, now);
        !times.is_empty()
    });
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
            assert!(limit.begin(at(2), "a@x.jp", None).is_ok());
        }
        let mut left = FAILURES_PER_ADDRESS_MAX - (SIGN_IN_FAILURES_MAX - 1);
        while limit.begin(at(3), &format!("u{left}@x.jp"), ip).is_ok() {
            left -= 1;
        }
        assert_eq!(left, 0);
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
