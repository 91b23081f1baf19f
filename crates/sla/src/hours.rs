//! When a queue is open.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::japan::holiday;
use crate::period::Period;

/// Periods of one day.
const PERIODS_MAX: usize = 8;
/// Days with hours of their own.
const DAYS_MAX: usize = 1_000;

/// The periods of one day, in order; a closed day has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Period>", into = "Vec<Period>")]
pub struct Day(Vec<Period>);

/// What applies on a public holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayRule {
    /// Closed.
    Closed,
    /// As on any day of that weekday.
    AsUsual,
    /// These hours, whatever the weekday.
    Hours(Day),
}

/// The business hours of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Monday to Sunday.
    pub week: [Day; 7],
    /// Japanese public holidays.
    pub holidays: HolidayRule,
    /// Single days with hours of their own: they come before holidays and weekdays.
    #[serde(default)]
    pub days: BTreeMap<Date, Day>,
}

/// Why hours cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Two periods of a day overlap or are out of order.
    #[error("{1} begins before {0} has ended")]
    Overlap(Period, Period),
    /// Too many periods in a day.
    #[error("a day has at most {PERIODS_MAX} periods")]
    Periods,
    /// Too many single days.
    #[error("at most {DAYS_MAX} days can have hours of their own")]
    Days,
    /// Never open: no promise could ever fall due.
    #[error("no weekday has business hours")]
    Never,
}

impl Day {
    /// A day with these periods.
    ///
    /// # Errors
    /// [`HoursError::Overlap`] and [`HoursError::Periods`].
    pub fn new(periods: Vec<Period>) -> Result<Self, HoursError> {
        if periods.len() > PERIODS_MAX {
            return Err(HoursError::Periods);
        }
        for pair in periods.windows(2) {
            if let [first, second] = pair
                && second.from() < first.to()
            {
                return Err(HoursError::Overlap(*first, *second));
            }
        }
        Ok(Self(periods))
    }

    /// A day without hours.
    #[must_use]
    pub const fn closed() -> Self {
        Self(Vec::new())
    }

    /// Its periods, in order.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.0
    }
}

impl TryFrom<Vec<Period>> for Day {
    type Error = HoursError;

    fn try_from(periods: Vec<Period>) -> Result<Self, Self::Error> {
        Self::new(periods)
    }
}

impl From<Day> for Vec<Period> {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl Hours {
    /// Day and night, on every day.
    #[must_use]
    pub fn always() -> Self {
        let day = || Day(vec![Period::whole_day()]);
        Self {
            week: std::array::from_fn(|_| day()),
            holidays: HolidayRule::AsUsual,
            days: BTreeMap::new(),
        }
    }

    /// Monday to Friday with the same periods, closed on weekends and public holidays.
    ///
    /// # Errors
    /// As [`Day::new`].
    pub fn weekdays(periods: Vec<Period>) -> Result<Self, HoursError> {
        let day = Day::new(periods)?;
        let week = std::array::from_fn(|at| if at < 5 { day.clone() } else { Day::closed() });
        Ok(Self { week, holidays: HolidayRule::Closed, days: BTreeMap::new() })
    }

    /// Whether the hours can be used.
    ///
    /// # Errors
    /// [`HoursError::Days`] and [`HoursError::Never`].
    pub fn check(&self) -> Result<(), HoursError> {
        if self.days.len() > DAYS_MAX {
            return Err(HoursError::Days);
        }
        if self.week.iter().all(|day| day.0.is_empty()) {
            return Err(HoursError::Never);
        }
        Ok(())
    }

    /// The hours that begin on a date.
    #[must_use]
    pub fn on(&self, date: Date) -> &Day {
        if let Some(day) = self.days.get(&date) {
            return day;
        }
        let usual = self.weekday(date.weekday());
        match &self.holidays {
            HolidayRule::AsUsual => usual,
            HolidayRule::Closed if holiday(date).is_some() => &CLOSED,
            HolidayRule::Hours(day) if holiday(date).is_some() => day,
            _ => usual,
        }
    }

    fn weekday(&self, weekday: Weekday) -> &Day {
        let at = weekday.to_monday_zero_offset();
        usize::try_from(at).ok().and_then(|at| self.week.get(at)).unwrap_or(&CLOSED)
    }
}

static CLOSED: Day = Day(Vec::new());
