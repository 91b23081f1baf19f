//! A whole installation as one file, taken while it serves, and put back.
//!
//! # What a backup is
//! A tar file: [`FORMAT_FILE`] first, then the database, the files it names, the key if that was
//! asked for, last the [`Manifest`] with the SHA-256 of everything before it, and that of itself.
//! It is written under a temporary name and gets its own when it is whole and durable. So a file
//! under that name is a backup, and [`verify`] says whether it still is.
//!
//! # Which moment it holds
//! One snapshot. Its log is a prefix of the log, and holds every event that was acknowledged before
//! the backup began.
//! - SQLite: `VACUUM INTO` reads one snapshot of the write-ahead log while the server goes on
//!   writing. The backup interface of SQLite would begin anew whenever the server commits.
//! - PostgreSQL: each table by `COPY` in one repeatable-read snapshot, not by `pg_dump`: it need not
//!   be installed where the server runs, nor fit the server's version, and what comes back is the
//!   schema of this program's migrations. Several nodes commit out of order, so a snapshot may show
//!   a later position and not an earlier one; such a snapshot is dropped and another is taken.
//!
//! Files are copied after that. Rows name them by their content, so they cannot change; one that a
//! clean-up has removed meanwhile is one that no row names any more.
//!
//! # The key
//! Secrets in the database are sealed by a key outside of it. Whoever has both has everything, so
//! the key goes along only when it is asked for; the manifest tells which key it was.

mod archive;
mod blobs;
mod manifest;
mod postgres;
mod put_back;
mod sqlite;
mod take;

use std::path::PathBuf;

use crate::error::StoreError;

pub use manifest::{FileEntry, KeyNote, Kind, Manifest, TableRows};
pub use put_back::{RestoreOptions, TheKey, restore};
pub use take::{BackupOptions, backup};

/// The first file of a backup.
pub const FORMAT_FILE: &str = "madoguchi-backup";
/// What it holds: the format's version.
const FORMAT: u32 = 1;
/// The last but one.
const MANIFEST_FILE: &str = "manifest.json";
/// The last: the SHA-256 of the manifest.
const MANIFEST_SUM_FILE: &str = "manifest.sha256";
/// The embedded database.
const SQLITE_FILE: &str = "database.sqlite";
/// The rows of PostgreSQL, one file per table.
const TABLES_FOLDER: &str = "tables/";
/// Files by their content.
const BLOBS_FOLDER: &str = "blobs/";

/// Where a restore works until it is whole. A data folder that holds this is no data folder: see
/// [`crate::Store::open`].
pub(crate) const UNFINISHED: &str = "restoring";

/// Why a backup was not taken, is none, or was not put back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Of the store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Of the file system.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// There is something under the name already.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// It is no backup of this program.
    #[error("this is no backup of Madoguchi")]
    NotABackup,
    /// It was made by a later program.
    #[error("made by a later version ({0})")]
    TooNew(String),
    /// It is not what it was when it was made.
    #[error("damaged: {0}")]
    Damaged(String),
    /// There is data where it is to be put.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// It was taken from the other kind of database.
    #[error("this is a backup of {0}")]
    OtherDatabase(&'static str),
    /// Its key is not in it and was not given.
    #[error("the key is missing")]
    KeyMissing,
    /// The key that was given is another.
    #[error("this is not the key of the backup")]
    KeyWrong,
    /// Other transactions on the database server did not end.
    #[error("older transactions on the database server do not end")]
    LogBusy,
}

impl BackupError {
    fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

/// Looks whether a backup is what it was when it was made; returns what it says about itself.
///
/// # Errors
/// [`BackupError::NotABackup`], [`BackupError::TooNew`], [`BackupError::Damaged`]; those of reading.
pub async fn verify(file: PathBuf) -> Result<Manifest, BackupError> {
    off_runtime(move || archive::read(&file, |_, reader| archive::drain(reader))).await
}

/// Runs what waits for disks where it may.
async fn off_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|error| {
        Err(StoreError::Other(format!("a file task ended: {error}")).into())
    })
}
