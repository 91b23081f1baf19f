//! Promises with a clock: business hours, Japanese holidays, and how long customers wait.
//!
//! Pure: no clock, no I/O, no randomness. [`Clock`] is a fold over what happened in a case; the
//! shell feeds it live, and anybody can feed it again from the log and gets the same figures.
//!
//! # What is promised
//! - **First response** (初回応答): from the opening until the centre's first answer.
//! - **Next response** (次回応答): from the first word of the customer after an answer until the
//!   next answer. Each round counts by itself.
//! - **Resolution** (解決): from the opening until the case is resolved, without the time in which
//!   the centre waits for the customer, and without the time between a resolution and a reopening.
//!
//! # How time counts
//! Only business hours count ([`Hours`]): several periods a day, periods that end after midnight,
//! public holidays, single days with hours of their own. A case that moves to a queue with other
//! hours keeps what it has spent; from then on the new hours count ([`Clock::change`]).
//!
//! # What always holds
//! - The same history gives the same effects at the same instants, however often and however late
//!   [`Clock::tick`] was called in between.
//! - Time spent is never counted twice and never outside the hours in force.
//! - A target is reported as warned or breached at most once per round, at the instant at which it
//!   happened, not at which it was noticed.

mod clock;
mod hours;
mod japan;
mod open;
mod period;
mod rule;

pub use clock::{Clock, Effect, Input, Measure, State};
pub use hours::{Day, HolidayRule, Hours, HoursError};
pub use japan::{Holiday, holiday};
pub use open::{Calendar, HORIZON_DAYS};
pub use period::{Period, PeriodError};
pub use rule::{Goal, Rule, RuleError, Target, Targets};
