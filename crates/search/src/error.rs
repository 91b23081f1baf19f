//! What can go wrong.

use tantivy::TantivyError;

/// An error of the index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// What is on the disk is no index of this version, or is damaged. It can be made anew.
    #[error("the index is damaged or of another version: {0}")]
    Damaged(String),
    /// Another process writes to it.
    #[error("another process has the index")]
    Locked,
    /// The disk, the memory.
    #[error("the index failed: {0}")]
    Failed(String),
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Locked,
            TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::SchemaError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::DeserializeError(_) => Self::Damaged(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
