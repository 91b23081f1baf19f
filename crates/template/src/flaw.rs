//! What is wrong with a text.

use minijinja::{Error, ErrorKind};

/// Why a text cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is not well-formed.
    #[error("line {line}: {detail}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the reader of the language says of it, in English.
        detail: String,
    },
    /// It has a gap of a name that nobody knows.
    #[error("nothing is called {name}")]
    Unknown {
        /// The name.
        name: String,
    },
    /// It says more than gaps and conditions do.
    #[error("line {line}: {word} has no place in a text")]
    Forbidden {
        /// The line, from 1.
        line: usize,
        /// The word or sign.
        word: String,
    },
    /// It is too long, or becomes so.
    #[error("more than {} characters", crate::CHARS_MAX)]
    TooLong,
}

impl From<Error> for Flaw {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::OutOfFuel | ErrorKind::WriteFailure => Self::TooLong,
            kind => Self::Syntax {
                line: error.line().unwrap_or(1),
                detail: error.detail().map_or_else(|| kind.to_string(), str::to_owned),
            },
        }
    }
}
