//! Files by content: attachments, raw mail, large HTML. Kept in `blobs/ab/cd/<sha-256>` of the
//! data folder. A blob is durable before its id is known, so a row never names a missing blob.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::StoreError;

/// The SHA-256 of a blob's bytes, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(String);

impl BlobId {
    /// The id of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(&Sha256::digest(bytes))
    }

    fn from_digest(digest: &[u8]) -> Self {
        Self(hex(digest))
    }

    /// The 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({})", self.0)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobId {
    type Err = StoreError;

    /// Accepts 64 lower-case hexadecimal digits and nothing else, so that an id can never lead
    /// out of the folder.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StoreError::Corrupt("a blob id is not 64 hexadecimal digits".into()))
        }
    }
}

/// Folders of the first level, by which blobs can be gone through a part at a time.
pub const BLOB_FOLDERS: u32 = 256;

/// The folder of blobs; cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: Arc<PathBuf>,
    /// Held while a blob gets its name and while one loses it.
    naming: Arc<Mutex<()>>,
}

impl Blobs {
    /// The folder `blobs` in the data folder; made if missing. What earlier processes left
    /// unfinished is removed.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let root = data_dir.join("blobs");
        let unfinished = root.join("tmp");
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished)?;
        }
        std::fs::create_dir_all(&unfinished)?;
        sync_dir(&root)?;
        sync_dir(data_dir)?;
        Ok(Self { root: Arc::new(root), naming: Arc::default() })
    }

    /// The same folder, only looked at: nothing is made or removed.
    pub(crate) fn at(data_dir: &Path) -> Self {
        Self { root: Arc::new(data_dir.join("blobs")), naming: Arc::default() }
    }

    /// Keeps these bytes.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]; [`StoreError::Other`] with the system's reason.
    pub async fn put(&self, bytes: impl Into<Vec<u8>>) -> Result<BlobId, StoreError> {
        let (blobs, bytes) = (self.clone(), bytes.into());
        blocking(move || {
            let mut writing = Writing::begin(&blobs.root)?;
            writing.write(&bytes)?;
            writing.finish(&blobs)
        })
        .await
    }

    /// Begins a blob whose bytes come piece by piece.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn begin(&self) -> Result<BlobWriter, StoreError> {
        let blobs = self.clone();
        let writing = blocking({
            let root = Arc::clone(&blobs.root);
            move || Writing::begin(&root)
        })
        .await?;
        Ok(BlobWriter { blobs, writing: Some(writing), bytes: 0 })
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Corrupt`] when the bytes are not
    /// the ones that were kept.
    pub async fn get(&self, id: &BlobId) -> Result<Vec<u8>, StoreError> {
        let (path, id) = (self.path(id), id.clone());
        blocking(move || {
            let bytes = std::fs::read(path).map_err(missing)?;
            if BlobId::of(&bytes) != id {
                return Err(StoreError::Corrupt(format!("blob {id} has other bytes")));
            }
            Ok(bytes)
        })
        .await
    }

    /// A blob to be read piece by piece, and its size. What it holds is not compared with its id
    /// here: that would mean reading all of it before the first byte goes out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Other`] with the system's reason.
    pub async fn open_blob(&self, id: &BlobId) -> Result<(tokio::fs::File, u64), StoreError> {
        let file = tokio::fs::File::open(self.path(id)).await.map_err(missing)?;
        let bytes = file.metadata().await?.len();
        Ok((file, bytes))
    }

    /// What is wrong with a blob, if anything is: not there, another size, or, looked at whole, other
    /// bytes.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the system's reason.
    pub async fn trouble(
        &self,
        id: &BlobId,
        bytes: Option<u64>,
        whole: bool,
    ) -> Result<Option<BlobTrouble>, StoreError> {
        let (path, id) = (self.path(id), id.clone());
        blocking(move || {
            let found = match std::fs::metadata(&path) {
                Ok(found) => found.len(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Some(BlobTrouble::Missing));
                }
                Err(error) => return Err(error.into()),
            };
            if bytes.is_some_and(|bytes| bytes != found) {
                return Ok(Some(BlobTrouble::Size));
            }
            Ok((whole && digest_of(&path)? != id).then_some(BlobTrouble::Content))
        })
        .await
    }

    /// Where a blob is.
    #[must_use]
    pub fn path(&self, id: &BlobId) -> PathBuf {
        place(&self.root, id)
    }

    /// The blobs of one folder of [`BLOB_FOLDERS`] that were last put before an instant.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the system's reason.
    pub async fn put_before(
        &self,
        instant: Timestamp,
        folder: u32,
    ) -> Result<Vec<BlobId>, StoreError> {
        let folder = self.root.join(format!("{:02x}", folder % BLOB_FOLDERS));
        blocking(move || {
            let mut old = Vec::new();
            for inner in entries(&folder)? {
                for file in entries(&inner)? {
                    let name = file.file_name().and_then(|name| name.to_str());
                    if let Some(Ok(id)) = name.map(str::parse::<BlobId>)
                        && is_older(&file, instant)?
                    {
                        old.push(id);
                    }
                }
            }
            Ok(old)
        })
        .await
    }

    /// Removes blobs that no row names. One that was put again since `instant` stays: a row that
    /// names it may be about to be written.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the system's reason.
    pub async fn remove_put_before(
        &self,
        instant: Timestamp,
        unused: Vec<BlobId>,
    ) -> Result<u64, StoreError> {
        let blobs = self.clone();
        blocking(move || {
            let mut removed = 0;
            for id in unused {
                let path = blobs.path(&id);
                let _naming = blobs.naming();
                if is_older(&path, instant)? {
                    std::fs::remove_file(&path)?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
        .await
    }

    fn naming(&self) -> MutexGuard<'_, ()> {
        self.naming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is wrong with a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobTrouble {
    /// It is not there.
    Missing,
    /// It has another size than its row says.
    Size,
    /// It has other bytes than its name says.
    Content,
}

/// The id of a file's bytes, read piece by piece.
pub(crate) fn digest_of(path: &Path) -> io::Result<BlobId> {
    let (mut file, mut digest) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 256 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(BlobId::from_digest(&digest.finalize())),
            read => digest.update(piece.get(..read).unwrap_or_default()),
        }
    }
}

/// A blob being written. Dropped before [`BlobWriter::finish`], it leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    blobs: Blobs,
    writing: Option<Writing>,
    bytes: u64,
}

impl BlobWriter {
    /// Adds a piece.
    ///
    /// # Errors
    /// As [`Blobs::put`]; after an error the writer is of no further use.
    pub async fn write(&mut self, piece: impl Into<Vec<u8>>) -> Result<(), StoreError> {
        let (mut writing, piece) = (self.take()?, piece.into());
        self.bytes += piece.len() as u64;
        self.writing = Some(
            blocking(move || {
                writing.write(&piece)?;
                Ok(writing)
            })
            .await?,
        );
        Ok(())
    }

    /// Bytes written so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn finish(mut self) -> Result<BlobId, StoreError> {
        let (writing, blobs) = (self.take()?, self.blobs.clone());
        blocking(move || writing.finish(&blobs)).await
    }

    fn take(&mut self) -> Result<Writing, StoreError> {
        self.writing.take().ok_or_else(|| StoreError::Other("this blob failed before".into()))
    }
}

/// The blocking part: a temporary file in the same file system, and the running digest.
#[derive(Debug)]
struct Writing {
    file: NamedTempFile,
    digest: Sha256,
}

impl Writing {
    fn begin(root: &Path) -> Result<Self, StoreError> {
        Ok(Self { file: NamedTempFile::new_in(root.join("tmp"))?, digest: Sha256::new() })
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.digest.update(piece);
        Ok(self.file.write_all(piece)?)
    }

    /// Bytes first, then the name, then the folders that hold the name.
    ///
    /// A blob that is there already is replaced by itself: so its age begins anew, and it is not
    /// removed before the row that is about to name it is written.
    fn finish(self, blobs: &Blobs) -> Result<BlobId, StoreError> {
        let id = BlobId::from_digest(&self.digest.finalize());
        let path = place(&blobs.root, &id);
        self.file.as_file().sync_all()?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        {
            let _naming = blobs.naming();
            self.file.persist(&path).map_err(|error| error.error)?;
        }
        for folder in path.ancestors().skip(1).take(3) {
            sync_dir(folder)?;
        }
        Ok(id)
    }
}

fn missing(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::NotFound => StoreError::NotFound("blob"),
        _ => error.into(),
    }
}

/// What is in a folder; nothing when there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    match std::fs::read_dir(folder) {
        Ok(found) => Ok(found.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a file is there and was last written before an instant.
fn is_older(file: &Path, instant: Timestamp) -> Result<bool, StoreError> {
    match std::fs::metadata(file) {
        Ok(found) => Ok(found.modified()? < SystemTime::from(instant)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn place(root: &Path, id: &BlobId) -> PathBuf {
    let first = id.0.get(0..2).unwrap_or_default();
    let second = id.0.get(2..4).unwrap_or_default();
    root.join(first).join(second).join(&id.0)
}

pub(crate) fn sync_dir(folder: &Path) -> Result<(), StoreError> {
    Ok(File::open(folder)?.sync_all()?)
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Other(format!("a file task ended: {error}"))))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
