//! What a backup says about itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The last file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this layout.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When it was begun: everything acknowledged before is in it.
    pub begun_at: Timestamp,
    /// Of which kind of database.
    pub database: Kind,
    /// The migrations of its schema, in order.
    pub schema: Vec<String>,
    /// The last position of its log; 0 when that is empty.
    pub last_seq: i64,
    /// Its tables.
    pub tables: Vec<TableRows>,
    /// Counters beside the tables, by name.
    #[serde(default)]
    pub counters: Vec<(String, i64)>,
    /// Its key.
    pub key: KeyNote,
    /// Files that rows name and that were missing or damaged already when it was made.
    pub missing: Vec<String>,
    /// Every file before this one.
    pub files: Vec<FileEntry>,
}

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A table and how many rows it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
}

/// Which key opens what is sealed in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyNote {
    /// Whether the key is in the backup.
    pub included: bool,
    /// What tells keys apart without telling anything about them; nothing when there was no key.
    pub fingerprint: Option<String>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, hex.
    pub sha256: String,
}

impl Manifest {
    /// How many of its files are attachments and raw mails.
    #[must_use]
    pub fn blobs(&self) -> usize {
        self.files.iter().filter(|file| file.name.starts_with(super::BLOBS_FOLDER)).count()
    }

    /// The size of everything in it.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}
