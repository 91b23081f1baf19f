//! Between rows and `model` types.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// An instant from its column.
pub(crate) fn time(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| StoreError::Corrupt(format!("{micros} is no instant")))
}

/// An optional instant from its column.
pub(crate) fn maybe_time(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    micros.map(time).transpose()
}

/// The column of an instant.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// An enum from its stable text: `text("state", &row.state, WorkState::parse)`.
pub(crate) fn text<T>(
    column: &str,
    stored: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(stored).ok_or_else(|| StoreError::Corrupt(format!("{column} is `{stored}`")))
}

/// A value from its JSON column.
pub(crate) fn from_json<T: DeserializeOwned>(stored: serde_json::Value) -> Result<T, StoreError> {
    serde_json::from_value(stored).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The JSON column of a value.
///
/// # Errors
/// [`StoreError::Other`] when the value cannot be written as JSON.
pub fn to_json<T: Serialize>(value: &T) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|error| StoreError::Other(error.to_string()))
}

/// A count or size from its column.
pub(crate) fn count<T: TryFrom<i64>>(column: &str, stored: i64) -> Result<T, StoreError> {
    T::try_from(stored).map_err(|_| StoreError::Corrupt(format!("{column} is {stored}")))
}
