//! What is promised.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::open::Calendar;

/// Minutes that a goal may have: 90 days.
const MINUTES_MAX: u32 = 90 * 24 * 60;

/// A thing that is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// 初回応答.
    FirstResponse,
    /// 次回応答.
    NextResponse,
    /// 解決.
    Resolution,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FirstResponse, Self::NextResponse, Self::Resolution];
}

/// Within how many minutes of business hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The promise.
    pub minutes: u32,
    /// The part of it, in percent, after which somebody is warned.
    pub warn_percent: u8,
}

/// What is promised of each target; nothing where it is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// 初回応答.
    pub first_response: Option<Goal>,
    /// 次回応答.
    pub next_response: Option<Goal>,
    /// 解決.
    pub resolution: Option<Goal>,
}

/// Why a promise cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Nothing, or too long.
    #[error("a goal is between 1 and {MINUTES_MAX} minutes")]
    Minutes,
    /// Not a part.
    #[error("a warning comes after 1 to 99 percent of the goal")]
    Warning,
    /// Nothing is promised.
    #[error("at least one goal is needed")]
    Empty,
}

impl Targets {
    /// The goal of a target.
    #[must_use]
    pub const fn goal(&self, target: Target) -> Option<Goal> {
        match target {
            Target::FirstResponse => self.first_response,
            Target::NextResponse => self.next_response,
            Target::Resolution => self.resolution,
        }
    }

    /// Whether the promises can be made.
    ///
    /// # Errors
    /// See [`RuleError`].
    pub fn check(&self) -> Result<(), RuleError> {
        let goals: Vec<Goal> = Target::ALL.iter().filter_map(|t| self.goal(*t)).collect();
        if goals.is_empty() {
            return Err(RuleError::Empty);
        }
        for goal in goals {
            if !(1..=MINUTES_MAX).contains(&goal.minutes) {
                return Err(RuleError::Minutes);
            }
            if !(1..=99).contains(&goal.warn_percent) {
                return Err(RuleError::Warning);
            }
        }
        Ok(())
    }
}

impl Goal {
    /// The promise as a length of time.
    #[must_use]
    pub fn span(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }

    /// After how much of it somebody is warned.
    #[must_use]
    pub fn warning(self) -> SignedDuration {
        SignedDuration::from_millis(i64::from(self.minutes) * 600 * i64::from(self.warn_percent))
    }
}

/// Promises, and the hours in which their time counts.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The hours.
    pub calendar: Calendar,
    /// The promises.
    pub targets: Targets,
}
