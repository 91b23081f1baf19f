//! Why the program ends without having done what it was asked, and what to do about it.

use std::fmt;
use std::process::ExitCode;

use store::StoreError;

/// Why the program ends; said in both languages.
#[derive(Debug)]
pub(crate) struct Stop {
    ja: String,
    en: String,
    code: u8,
}

/// Exit code of everything that the caller can put right.
const ASKED_WRONGLY: u8 = 2;
/// Exit code of what went wrong while running; a supervisor should start the program again.
const BROKEN: u8 = 1;

impl Stop {
    /// Something the caller can put right.
    pub(crate) fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into(), code: ASKED_WRONGLY }
    }

    /// Something that broke while running.
    pub(crate) fn broken(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into(), code: BROKEN }
    }

    /// A problem of a use-case.
    pub(crate) fn problem(problem: &api::Problem) -> Self {
        Self::new(problem.text(api::Locale::Ja), problem.text(api::Locale::En))
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "✗ {}\n  {}", self.ja, self.en)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::broken(
            format!("データの読み書きができませんでした: {error}"),
            format!("The data could not be read or written: {error}"),
        )
    }
}
