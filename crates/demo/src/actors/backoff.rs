//! How long to wait before another try.

use std::time::Duration;

use super::error::ActorError;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// Doubles with every failure in a row; starts again after a success.
#[derive(Debug)]
pub(super) struct Backoff(Duration);

impl Backoff {
    pub(super) const fn new() -> Self {
        Self(FIRST)
    }

    pub(super) const fn succeeded(&mut self) {
        self.0 = FIRST;
    }

    /// The wait after a failure: at least what the server asks for.
    pub(super) fn failed(&mut self, error: &ActorError) -> Duration {
        let wait = self.0;
        self.0 = (self.0 * 2).min(LONGEST);
        let asked = Duration::from_secs(error.retry_after().unwrap_or(0)).min(LONGEST * 4);
        wait.max(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_obey_the_server() {
        let mut backoff = Backoff::new();
        let error = ActorError::Unexpected("test");
        let waits: Vec<_> = (0..8).map(|_| backoff.failed(&error)).collect();
        assert_eq!(waits[1], FIRST * 2);
        assert_eq!(waits[7], LONGEST);
        backoff.succeeded();
        assert_eq!(backoff.failed(&error), FIRST);
        let busy =
            ActorError::Refused { status: 429, code: "too_many".into(), retry_after: Some(40) };
        assert_eq!(backoff.failed(&busy), Duration::from_secs(40));
    }
}
