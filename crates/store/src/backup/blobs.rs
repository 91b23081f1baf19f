//! The files that rows name.

use super::archive::Writer;
use super::{BLOBS_FOLDER, BackupError};
use crate::blobs::{BlobId, Blobs, digest_of};

/// Adds them; returns those that are not there or not what they were.
pub(super) fn add(
    writer: &mut Writer,
    blobs: &Blobs,
    named: &[BlobId],
) -> Result<Vec<String>, BackupError> {
    let mut missing = Vec::new();
    for id in named {
        let path = blobs.path(id);
        // Read once more than copying needs: what is in a backup must be right.
        if digest_of(&path).is_ok_and(|found| found == *id) {
            writer.add_file(&format!("{BLOBS_FOLDER}{id}"), &path)?;
        } else {
            missing.push(id.to_string());
        }
    }
    Ok(missing)
}
