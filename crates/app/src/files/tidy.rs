//! Removes what was uploaded and never used, and the bytes that nothing names any more.
//!
//! Rows first, bytes later: a row that names a blob is written after the blob was put, and a blob
//! that was put lately is never removed. So the bytes of a row that is about to be written stay.

use jiff::{SignedDuration, Timestamp};
use model::limits::{BLOB_KEPT_HOURS, DESK_UPLOAD_KEPT_HOURS, UPLOAD_KEPT_HOURS};
use store::{BLOB_FOLDERS, StoreError, attachment, blob};

use crate::App;

/// Rows that are removed in one transaction, so that nobody waits long for it.
const ROWS: u64 = 200;

/// Folders that are gone through at a time. All of them take a day.
const FOLDERS: u32 = 2;

/// Removes the uploads that no message took in time; returns how many.
///
/// # Errors
/// The store's.
pub async fn remove_untaken(app: &App) -> Result<u64, StoreError> {
    let now = app.now();
    let before = (hours_ago(now, UPLOAD_KEPT_HOURS), hours_ago(now, DESK_UPLOAD_KEPT_HOURS));
    let mut removed = 0;
    loop {
        let done = app
            .store
            .system()
            .write(app.now(), move |tx| {
                Box::pin(async move { attachment::delete_untaken(tx, before, ROWS).await })
            })
            .await?
            .value;
        removed += done;
        if done < ROWS {
            return Ok(removed);
        }
    }
}

/// Removes the bytes that nothing names, in the part of the folders whose turn it is; returns how
/// many files that were. `turn` grows by one from time to time.
///
/// # Errors
/// The store's.
pub async fn remove_unnamed(app: &App, turn: u32) -> Result<u64, StoreError> {
    let before = hours_ago(app.now(), BLOB_KEPT_HOURS);
    let first = turn.wrapping_mul(FOLDERS) % BLOB_FOLDERS;
    let mut removed = 0;
    for folder in first..first + FOLDERS {
        let old = app.store.blobs().put_before(before, folder).await?;
        let unused = blob::unused(&app.store.system(), old).await?;
        removed += app.store.blobs().remove_put_before(before, unused).await?;
    }
    Ok(removed)
}

fn hours_ago(now: Timestamp, hours: u32) -> Timestamp {
    now - SignedDuration::from_hours(i64::from(hours))
}
