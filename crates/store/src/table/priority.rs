//! Priorities are stored as numbers, so that the database can order by them.

use model::Priority;

use crate::error::StoreError;

/// The column of a priority: 0 is low, 3 urgent.
pub(crate) const fn write(priority: Priority) -> i64 {
    match priority {
        Priority::Low => 0,
        Priority::Normal => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

/// A priority from its column.
pub(crate) fn read(stored: i64) -> Result<Priority, StoreError> {
    let found = Priority::ALL.iter().find(|priority| write(**priority) == stored);
    found.copied().ok_or_else(|| StoreError::Corrupt(format!("priority is {stored}")))
}
