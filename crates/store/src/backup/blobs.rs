//! The files that rows name.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::archive::Writer;
use super::{BLOBS_FOLDER, BackupError};
use crate::blobs::{BlobId, Blobs};

/// Adds them; returns those that are not there or not what they were.
pub(super) fn add(
    writer: &mut Writer,
    blobs: &Blobs,
    named: &[BlobId],
) -> Result<Vec<String>, BackupError> {
    let mut missing = Vec::new();
    for id in named {
        let path = blobs.path(id);
        if is_whole(&path, id) {
            writer.add_file(&format!("{BLOBS_FOLDER}{id}"), &path)?;
        } else {
            missing.push(id.to_string());
        }
    }
    Ok(missing)
}

/// Whether a file holds what its name says. Reads it once more than copying does: what is in a
/// backup must be right.
fn is_whole(path: &Path, id: &BlobId) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return BlobId::from_digest(&digest.finalize()) == *id,
            Ok(read) => digest.update(piece.get(..read).unwrap_or_default()),
            Err(_) => return false,
        }
    }
}
