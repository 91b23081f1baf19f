//! Putting in and taking out.

use model::TenantId;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{IndexWriter, TantivyDocument, Term};
use uuid::Uuid;

use crate::error::SearchError;
use crate::index::Index;
use crate::schema::{Document, Facet, Kind, facet, key};

/// Memory for documents on their way to the disk, bytes.
const MEMORY: usize = 48 * 1024 * 1024;

/// The only writer of an index. What it does counts with the next commit.
pub struct Writer {
    index: Index,
    inner: IndexWriter<TantivyDocument>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    pub(crate) fn new(index: &Index) -> Result<Self, SearchError> {
        // One thread: the machine's others answer people.
        let inner = index.inner.writer_with_num_threads(1, MEMORY)?;
        Ok(Self { index: index.clone(), inner })
    }

    /// Puts a document in; one of the same id gives way.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn put(&self, document: &Document) -> Result<(), SearchError> {
        self.take_out(document.tenant, document.kind, document.id);
        self.add(document)
    }

    /// Puts in a document of which there is none yet.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn add(&self, document: &Document) -> Result<(), SearchError> {
        self.inner.add_document(self.index.fields.write(document))?;
        Ok(())
    }

    /// Takes a document out.
    pub fn take_out(&self, tenant: TenantId, kind: Kind, id: Uuid) {
        self.delete(self.index.fields.key, &key(tenant, kind, id));
    }

    /// Takes out everything that a facet narrows to: of a case, of a customer.
    pub fn take_out_all(&self, tenant: TenantId, of: Facet) {
        self.delete(self.index.fields.facet, &facet(tenant, of));
    }

    fn delete(&self, field: Field, value: &[u8]) {
        self.inner.delete_term(Term::from_field_bytes(field, value));
    }

    /// Makes everything so far durable, together with a mark, and lets it be found.
    ///
    /// # Errors
    /// Those of the disk; then nothing since the last commit counts.
    pub fn commit(&mut self, mark: &str) -> Result<(), SearchError> {
        let mut prepared = self.inner.prepare_commit()?;
        prepared.set_payload(mark);
        prepared.commit()?;
        self.index.reader.reload()?;
        Ok(())
    }

    /// Writes the files anew that still hold what was taken out, and removes the old ones. To be
    /// called after a commit; what is on its way to the next one is not touched.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn purge(&mut self) -> Result<(), SearchError> {
        // What is listed holds its files fast, so the list must be gone before they are removed.
        let listed = self.index.inner.searchable_segment_metas()?.into_iter();
        let dirty: Vec<SegmentId> =
            listed.filter(|meta| meta.has_deletes()).map(|meta| meta.id()).collect();
        // One by one: each is written anew by itself, whatever its size.
        for segment in dirty {
            // A merge of the background may have been faster.
            let still = self.index.inner.searchable_segment_ids()?.contains(&segment);
            if still {
                self.inner.merge(&[segment]).wait()?;
            }
        }
        self.index.reader.reload()?;
        self.inner.garbage_collect_files().wait()?;
        Ok(())
    }
}
