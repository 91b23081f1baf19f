//! Business hours as instants of time.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::hours::Hours;
use crate::period::DAY;

/// Days that are looked through for open hours before giving up.
pub const HORIZON_DAYS: u32 = 3_660;

/// Business hours in a time zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    hours: Hours,
    zone: TimeZone,
}

impl Calendar {
    /// These hours, read in this zone.
    #[must_use]
    pub const fn new(hours: Hours, zone: TimeZone) -> Self {
        Self { hours, zone }
    }

    /// The hours as they are set.
    #[must_use]
    pub const fn hours(&self) -> &Hours {
        &self.hours
    }

    /// Whether it is open at an instant; the end of a period is closed already.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.from(at).next().is_some_and(|(begins, _)| begins <= at)
    }

    /// When it opens next, or `at` itself when it is open; `None` when not within
    /// [`HORIZON_DAYS`].
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        self.from(at).next().map(|(begins, _)| begins.max(at))
    }

    /// When the open hours that contain `at` end, touching periods taken together; `None` when it
    /// is closed at `at` or never closes.
    #[must_use]
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        let mut open = self.from(at);
        let (begins, mut ends) = open.next()?;
        if begins > at {
            return None;
        }
        for (begins, next) in open {
            if begins > ends {
                return Some(ends);
            }
            ends = next;
        }
        None
    }

    /// Open time between two instants; zero when they are in the wrong order.
    #[must_use]
    pub fn spent(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let mut sum = SignedDuration::ZERO;
        for (begins, ends) in self.days(from, None) {
            if begins >= to {
                break;
            }
            let (begins, ends) = (begins.max(from), ends.min(to));
            sum = sum.saturating_add(ends.duration_since(begins));
        }
        sum
    }

    /// The first instant at which so much open time has passed since `at`; `at` itself for nothing
    /// or less, `None` when not within [`HORIZON_DAYS`].
    #[must_use]
    pub fn after(&self, at: Timestamp, span: SignedDuration) -> Option<Timestamp> {
        if span <= SignedDuration::ZERO {
            return Some(at);
        }
        let mut left = span;
        for (begins, ends) in self.from(at) {
            let begins = begins.max(at);
            let here = ends.duration_since(begins);
            if here >= left {
                return begins.checked_add(left).ok();
            }
            left = left.saturating_sub(here);
        }
        None
    }

    /// The open stretches that end after `at`, within the horizon.
    fn from(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.days(at, Some(HORIZON_DAYS))
    }

    /// The open stretches that end after `at`, in order and without overlaps.
    fn days(
        &self,
        at: Timestamp,
        horizon: Option<u32>,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let today = self.zone.to_datetime(at).date();
        // A night shift of yesterday may still go on.
        let first = today.yesterday().unwrap_or(today);
        let mut covered = Timestamp::MIN;
        dates(first, horizon)
            .flat_map(move |date| {
                self.hours.on(date).periods().iter().map(move |period| (date, *period))
            })
            .map_while(move |(date, period)| {
                Some((self.instant(date, period.from())?, self.instant(date, period.to())?))
            })
            .filter_map(move |(begins, ends)| {
                let begins = begins.max(covered);
                covered = covered.max(ends);
                (begins < ends).then_some((begins, ends))
            })
            .filter(move |(_, ends)| *ends > at)
    }

    /// A minute counted from a date's midnight, as an instant.
    fn instant(&self, date: Date, minute: u16) -> Option<Timestamp> {
        let date = date.checked_add(Span::new().days(minute / DAY)).ok()?;
        let time = Time::midnight().wrapping_add(Span::new().minutes(minute % DAY));
        self.zone.to_ambiguous_timestamp(DateTime::from_parts(date, time)).compatible().ok()
    }
}

/// The dates from one on, as many as the horizon allows.
fn dates(first: Date, horizon: Option<u32>) -> impl Iterator<Item = Date> {
    let steps = horizon.map_or(usize::MAX, |days| usize::try_from(days).unwrap_or(usize::MAX));
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take(steps)
}
