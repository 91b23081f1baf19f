//! The tar file: written in order, read in order, every byte of it accounted for.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::manifest::{FileEntry, Manifest};
use super::{
    BLOBS_FOLDER, BackupError, FORMAT, FORMAT_FILE, MANIFEST_FILE, MANIFEST_SUM_FILE, SQLITE_FILE,
    TABLES_FOLDER,
};
use crate::blobs::{BlobId, hex, sync_dir};
use crate::secret::KEY_FILE;

/// The largest manifest that is read: one entry is about 200 bytes.
const MANIFEST_BYTES_MAX: u64 = 4 << 30;
/// Bytes read at a time.
const PIECE: usize = 256 * 1024;

/// A backup being written. Dropped before [`Writer::finish`], it leaves nothing.
pub(super) struct Writer {
    tar: tar::Builder<BufWriter<NamedTempFile>>,
    target: PathBuf,
    at: Timestamp,
    pub(super) files: Vec<FileEntry>,
}

impl Writer {
    /// Begins a backup beside its final name.
    pub(super) fn begin(target: &Path, at: Timestamp) -> Result<Self, BackupError> {
        let folder = folder_of(target);
        let file = tempfile::Builder::new().prefix(".madoguchi-backup-").tempfile_in(folder);
        let file = file.map_err(BackupError::at(folder))?;
        let tar = tar::Builder::new(BufWriter::with_capacity(PIECE, file));
        let mut writer = Self { tar, target: target.to_owned(), at, files: Vec::new() };
        writer.add_bytes(FORMAT_FILE, format!("{FORMAT}\n").as_bytes())?;
        Ok(writer)
    }

    /// Adds a file.
    pub(super) fn add_file(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let file = File::open(path).map_err(BackupError::at(path))?;
        let bytes = file.metadata().map_err(BackupError::at(path))?.len();
        self.add(name, bytes, file)
    }

    /// Adds bytes.
    pub(super) fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        self.add(name, bytes.len() as u64, bytes)
    }

    fn add(&mut self, name: &str, bytes: u64, from: impl Read) -> Result<(), BackupError> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.at.as_second()).unwrap_or(0));
        let mut from = Summing { from: from.take(bytes), digest: Sha256::new(), bytes: 0 };
        let written = self.tar.append_data(&mut header, name, &mut from);
        written.map_err(BackupError::at(&self.target))?;
        if from.bytes != bytes {
            let shrunk = io::Error::other(format!("{name} became shorter while it was read"));
            return Err(BackupError::File { path: self.target.clone(), error: shrunk });
        }
        let sha256 = hex(&from.digest.finalize());
        self.files.push(FileEntry { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// Writes the manifest, makes everything durable and gives the backup its name.
    pub(super) fn finish(mut self, manifest: &mut Manifest) -> Result<u64, BackupError> {
        manifest.files = std::mem::take(&mut self.files);
        let text = serde_json::to_vec_pretty(manifest)
            .map_err(|error| BackupError::at(&self.target)(error.into()))?;
        self.add_bytes(MANIFEST_FILE, &text)?;
        self.add_bytes(MANIFEST_SUM_FILE, format!("{}\n", hex(&Sha256::digest(&text))).as_bytes())?;
        let Self { tar, target, .. } = self;
        let file = tar.into_inner().map_err(BackupError::at(&target))?;
        let file =
            file.into_inner().map_err(|error| BackupError::at(&target)(error.into_error()))?;
        file.as_file().sync_all().map_err(BackupError::at(&target))?;
        let bytes = file.as_file().metadata().map_err(BackupError::at(&target))?.len();
        file.persist_noclobber(&target).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists(target.clone()),
            _ => BackupError::at(&target)(error.error),
        })?;
        sync_dir(folder_of(&target))?;
        Ok(bytes)
    }
}

/// Reads a backup from its first byte to its last. `keep` gets every file but the manifest, and must
/// read it to its end. Only when this returns well is what it got what was backed up.
pub(super) fn read(
    path: &Path,
    mut keep: impl FnMut(&FileName, &mut dyn Read) -> Result<(), BackupError>,
) -> Result<Manifest, BackupError> {
    let file = File::open(path).map_err(BackupError::at(path))?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(PIECE, file));
    let (mut seen, mut manifest, mut sum) = (Vec::new(), None, None);
    let torn = |error: io::Error| BackupError::Damaged(error.to_string());
    for entry in archive.entries().map_err(BackupError::at(path))? {
        let entry = entry
            .map_err(|error| if seen.is_empty() { BackupError::NotABackup } else { torn(error) })?;
        let name = entry.path().ok().and_then(|name| name.to_str().map(str::to_owned));
        let name = name.and_then(|name| FileName::parse(&name));
        let Some(name) = name.filter(|_| entry.header().entry_type().is_file()) else {
            return Err(if seen.is_empty() { BackupError::NotABackup } else { strange(&seen) });
        };
        let bytes = entry.header().size().map_err(torn)?;
        if seen.is_empty() != (name == FileName::Format) {
            return Err(BackupError::NotABackup);
        }
        let mut entry = Summing { from: entry.take(bytes), digest: Sha256::new(), bytes: 0 };
        match &name {
            FileName::Format => check_format(&text(&mut entry)?)?,
            FileName::Manifest => manifest = Some(text(&mut entry)?),
            FileName::ManifestSum => sum = Some(text(&mut entry)?),
            _ => keep(&name, &mut entry)?,
        }
        drain(&mut entry)?;
        if entry.bytes != bytes {
            return Err(BackupError::Damaged(format!("{name} is cut off")));
        }
        let sha256 = hex(&entry.digest.finalize());
        if let FileName::Blob(id) = &name
            && id.as_str() != sha256
        {
            return Err(BackupError::Damaged(format!("{name} has other bytes")));
        }
        if !matches!(name, FileName::Manifest | FileName::ManifestSum) {
            seen.push(FileEntry { name: name.to_string(), bytes, sha256 });
        }
    }
    let (Some(manifest), Some(sum)) = (manifest, sum) else {
        return Err(if seen.is_empty() {
            BackupError::NotABackup
        } else {
            BackupError::Damaged("its end is missing".into())
        });
    };
    compare(&manifest, &sum, &seen)
}

/// Whether everything is there as the manifest says, and nothing else.
fn compare(manifest: &str, sum: &str, seen: &[FileEntry]) -> Result<Manifest, BackupError> {
    if hex(&Sha256::digest(manifest.as_bytes())) != sum.trim() {
        return Err(BackupError::Damaged("its manifest has other bytes".into()));
    }
    let manifest: Manifest = serde_json::from_str(manifest)
        .map_err(|error| BackupError::Damaged(format!("its manifest cannot be read: {error}")))?;
    for (at, said) in manifest.files.iter().enumerate() {
        match seen.get(at) {
            Some(found) if found == said => {}
            Some(found) if found.name == said.name => {
                return Err(BackupError::Damaged(format!("{} has other bytes", said.name)));
            }
            _ => return Err(BackupError::Damaged(format!("{} is missing", said.name))),
        }
    }
    match seen.get(manifest.files.len()) {
        Some(more) => Err(BackupError::Damaged(format!("{} does not belong to it", more.name))),
        None => Ok(manifest),
    }
}

fn strange(seen: &[FileEntry]) -> BackupError {
    let last = seen.last().map_or("", |file| &file.name);
    BackupError::Damaged(format!("what follows {last} does not belong to it"))
}

fn check_format(text: &str) -> Result<(), BackupError> {
    match text.trim().parse::<u32>() {
        Ok(FORMAT) => Ok(()),
        Ok(later) => Err(BackupError::TooNew(format!("format {later}"))),
        Err(_) => Err(BackupError::NotABackup),
    }
}

/// Reads what is left of a file.
pub(super) fn drain(from: &mut dyn Read) -> Result<(), BackupError> {
    copy(from, &mut io::sink())
}

/// Copies what is left of a backup's file.
pub(super) fn copy(from: &mut dyn Read, to: &mut dyn Write) -> Result<(), BackupError> {
    let mut piece = vec![0; PIECE];
    loop {
        let read =
            from.read(&mut piece).map_err(|error| BackupError::Damaged(error.to_string()))?;
        if read == 0 {
            return Ok(());
        }
        to.write_all(piece.get(..read).unwrap_or_default()).map_err(StoreFile::from)?;
    }
}

/// An error of what is written, in the store's words (a full disk is one).
struct StoreFile;

impl StoreFile {
    fn from(error: io::Error) -> BackupError {
        BackupError::Store(error.into())
    }
}

fn text(from: &mut impl Read) -> Result<String, BackupError> {
    let mut bytes = Vec::new();
    from.take(MANIFEST_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|error| BackupError::Damaged(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| BackupError::Damaged("its manifest is no text".into()))
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The names that occur in a backup; no other leads anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileName {
    Format,
    Sqlite,
    Table(String),
    Blob(BlobId),
    Key,
    Manifest,
    ManifestSum,
}

impl FileName {
    fn parse(name: &str) -> Option<Self> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        Some(match name {
            FORMAT_FILE => Self::Format,
            SQLITE_FILE => Self::Sqlite,
            KEY_FILE => Self::Key,
            MANIFEST_FILE => Self::Manifest,
            MANIFEST_SUM_FILE => Self::ManifestSum,
            _ => {
                if let Some(table) = name.strip_prefix(TABLES_FOLDER) {
                    Self::Table(table.strip_suffix(".copy").filter(|t| is_word(t))?.to_owned())
                } else {
                    Self::Blob(name.strip_prefix(BLOBS_FOLDER)?.parse().ok()?)
                }
            }
        })
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format => f.write_str(FORMAT_FILE),
            Self::Sqlite => f.write_str(SQLITE_FILE),
            Self::Table(table) => write!(f, "{TABLES_FOLDER}{table}.copy"),
            Self::Blob(id) => write!(f, "{BLOBS_FOLDER}{id}"),
            Self::Key => f.write_str(KEY_FILE),
            Self::Manifest => f.write_str(MANIFEST_FILE),
            Self::ManifestSum => f.write_str(MANIFEST_SUM_FILE),
        }
    }
}

/// Reads and sums up.
struct Summing<R> {
    from: R,
    digest: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(to)?;
        self.digest.update(to.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}
