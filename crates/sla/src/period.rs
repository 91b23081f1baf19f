//! A stretch of a business day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub(crate) const DAY: u16 = 24 * 60;

/// From one time of a day to another; after midnight the hours go on counting, so a night shift
/// from ten to six is `22:00-30:00` and belongs to the day on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    from: u16,
    to: u16,
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not of the form `9:00-17:30`.
    #[error("{0:?} is not a period like 9:00-17:30")]
    Form(String),
    /// The begin is not a time of the day, or the end is beyond the end of the next day.
    #[error("a period begins between 0:00 and 23:59 and ends by 48:00")]
    Range,
    /// It ends before it begins.
    #[error("a period ends after it begins (a night shift is written 22:00-30:00)")]
    Backwards,
}

impl Period {
    /// From one minute of the day to another, counted from midnight; `to` may be in the next day.
    ///
    /// # Errors
    /// See [`PeriodError`].
    pub const fn new(from: u16, to: u16) -> Result<Self, PeriodError> {
        if from >= DAY || to > 2 * DAY {
            return Err(PeriodError::Range);
        }
        if to <= from {
            return Err(PeriodError::Backwards);
        }
        Ok(Self { from, to })
    }

    /// The whole day.
    #[must_use]
    pub const fn whole_day() -> Self {
        Self { from: 0, to: DAY }
    }

    /// Minutes from midnight until it begins.
    #[must_use]
    pub const fn from(self) -> u16 {
        self.from
    }

    /// Minutes from midnight until it ends.
    #[must_use]
    pub const fn to(self) -> u16 {
        self.to
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(f, "{}:{:02}-{}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PeriodError::Form(text.chars().take(40).collect());
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        Self::new(minutes(from).ok_or_else(wrong)?, minutes(to).ok_or_else(wrong)?)
    }
}

/// `9:30` as minutes.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str| {
        let short = matches!(text.len(), 1..=2) && text.bytes().all(|b| b.is_ascii_digit());
        short.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (minutes < 60).then_some(hours * 60 + minutes)
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}
