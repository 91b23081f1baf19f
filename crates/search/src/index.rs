//! The index as it is opened and read.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::store::Compressor;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher};

use crate::error::SearchError;
use crate::schema::Fields;
use crate::tokens::{self, Grams};
use crate::writer::Writer;

/// Where an index is.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a folder, which is made if missing and holds nothing else.
    Folder(PathBuf),
    /// In memory, for tests and measurements.
    Memory,
}

/// An open index, to be asked. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: tantivy::Index,
    pub(crate) fields: Fields,
    pub(crate) reader: IndexReader,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index at a place, an empty one when there is none, with its only writer.
    ///
    /// # Errors
    /// [`SearchError::Damaged`] when what is there cannot be used, [`SearchError::Locked`] while
    /// another process has it; those of the disk.
    pub fn open(place: &Place) -> Result<(Self, Writer), SearchError> {
        let (schema, fields) = Fields::new();
        let settings =
            IndexSettings { docstore_compression: Compressor::None, ..IndexSettings::default() };
        let builder = tantivy::Index::builder().schema(schema).settings(settings);
        let inner = match place {
            Place::Memory => builder.create_in_ram()?,
            Place::Folder(folder) => {
                make_folder(folder)?;
                let directory = MmapDirectory::open(folder)
                    .map_err(|error| SearchError::Failed(error.to_string()))?;
                builder.open_or_create(directory)?
            }
        };
        inner.tokenizers().register(tokens::NAME, Grams);
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let index = Self { inner, fields, reader };
        let writer = Writer::new(&index)?;
        Ok((index, writer))
    }

    /// Removes whatever is at a place.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn remove(place: &Place) -> Result<(), SearchError> {
        match place {
            Place::Folder(folder) if folder.exists() => Ok(fs::remove_dir_all(folder)?),
            Place::Folder(_) | Place::Memory => Ok(()),
        }
    }

    /// The mark of the last commit.
    ///
    /// # Errors
    /// [`SearchError::Damaged`]; those of the disk.
    pub fn mark(&self) -> Result<Option<String>, SearchError> {
        Ok(self.inner.load_metas()?.payload)
    }

    /// Reads every file and compares it with its checksum.
    ///
    /// # Errors
    /// [`SearchError::Damaged`] when a file is not what was written; those of the disk.
    pub fn check(&self) -> Result<(), SearchError> {
        let broken = self.inner.validate_checksum()?;
        match broken.iter().next() {
            None => Ok(()),
            Some(file) => Err(SearchError::Damaged(format!("{} is broken", file.display()))),
        }
    }

    /// How many documents can be found.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// How many documents are taken out but still in the files.
    #[must_use]
    pub fn remains(&self) -> u64 {
        let segments = self.searcher();
        segments.segment_readers().iter().map(|one| u64::from(one.num_deleted_docs())).sum()
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

/// The index is made of what people wrote: nobody else may read it.
fn make_folder(folder: &Path) -> Result<(), SearchError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(folder)?)
}
