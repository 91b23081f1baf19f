//! How the store's errors become what the caller reads.

use api::{Code, Problem};
use store::{StoreError, log_cursor};

/// An error inside a use-case: a problem for the caller, or one of the store.
#[derive(Debug)]
pub enum Failure {
    /// Told to the caller as it is.
    Problem(Problem),
    /// Mapped to a problem at the end.
    Store(StoreError),
    /// The same message is stored already, or will be when the running group commits; the write
    /// is rolled back.
    SentBefore,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) => problem,
            Failure::Store(error) => problem_of(&error),
            Failure::SentBefore => Self::new(Code::Taken),
        }
    }
}

/// The problem of a store error. Faults of ours are logged here, once.
pub fn problem_of(error: &StoreError) -> Problem {
    match error {
        StoreError::DiskFull => Problem::new(Code::StorageFull),
        StoreError::Busy
        | StoreError::Unavailable(_)
        | StoreError::Unknown(_)
        | StoreError::TimedOut => {
            tracing::warn!(%error, "the store refused for now");
            Problem::new(Code::Unavailable)
        }
        StoreError::NotFound(_) => Problem::new(Code::NotFound),
        StoreError::Version { .. } => Problem::new(Code::Changed),
        StoreError::Conflict(_) => Problem::new(Code::Taken),
        other => {
            tracing::error!(error = %other, "the store failed");
            Problem::new(Code::Internal)
        }
    }
}

/// Whether what failed in a reader of the log failed for a reason that is not in the events at hand,
/// so that all of it is tried again: the store's, or another node went on with the log, or changed a
/// row in the same moment.
pub(crate) fn is_everybodys(error: &StoreError) -> bool {
    match error {
        StoreError::TimedOut => false,
        StoreError::Conflict(what) => what == log_cursor::MOVED,
        StoreError::Version { .. } => true,
        other => other.is_transient(),
    }
}

/// Turns a store answer into a use-case answer.
pub trait OrProblem<T> {
    /// The value, or the problem the caller reads.
    fn or_problem(self) -> Result<T, Problem>;
}

impl<T> OrProblem<T> for Result<T, StoreError> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(|error| problem_of(&error))
    }
}

impl<T> OrProblem<T> for Result<T, Failure> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(Problem::from)
    }
}
