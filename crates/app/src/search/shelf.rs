//! Where the index stands for those who ask, and the way to the reader, who alone writes to it.

use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use ::search::{Index, Place};
use model::limits::SEARCHES_AT_ONCE_MAX;
use model::{CustomerId, TenantId};
use tokio::sync::{Mutex, Semaphore, mpsc, oneshot};

/// Requests that wait for the reader.
const WAITING_MAX: usize = 64;

/// The index, once it is open.
pub struct Shelf {
    pub(super) place: Place,
    open: RwLock<Option<Open>>,
    /// Searches take their turn, so that they leave the processors to others.
    pub(super) turns: Semaphore,
    wishes: mpsc::Sender<Wish>,
    pub(super) wished: Mutex<mpsc::Receiver<Wish>>,
}

/// An index that can be asked.
#[derive(Clone)]
pub(super) struct Open {
    pub(super) index: Index,
    /// Whether everything is in it.
    pub(super) complete: bool,
}

/// What the reader is asked to do besides reading.
pub(super) enum Wish {
    /// To take everything of a customer's record out and off the disk.
    Forget(TenantId, CustomerId, oneshot::Sender<()>),
    /// To read on to a position, and to take what was taken out on the way off the disk.
    Purge(i64, oneshot::Sender<()>),
}

impl Shelf {
    /// A shelf for an index in a folder, or in memory.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        let (wishes, wished) = mpsc::channel(WAITING_MAX);
        Self {
            place: folder.map_or(Place::Memory, Place::Folder),
            open: RwLock::new(None),
            turns: Semaphore::new(SEARCHES_AT_ONCE_MAX),
            wishes,
            wished: Mutex::new(wished),
        }
    }

    pub(super) fn put(&self, open: Option<Open>) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = open;
    }

    pub(super) fn get(&self) -> Option<Open> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes everything of a customer's record out of the index, and its traces off the disk:
    /// for whoever erases a person, after the rows are gone. Answers whether it is done; it is not
    /// when the reader does not run.
    pub async fn forget(&self, tenant: TenantId, customer: CustomerId) -> bool {
        let (done, told) = oneshot::channel();
        let wish = Wish::Forget(tenant, customer, done);
        self.wishes.send(wish).await.is_ok() && told.await.is_ok()
    }

    /// Takes the traces of what events up to a position took out of the index off the disk. Answers as
    /// [`Shelf::forget`] does.
    pub async fn purge(&self, until: i64) -> bool {
        let (done, told) = oneshot::channel();
        self.wishes.send(Wish::Purge(until, done)).await.is_ok() && told.await.is_ok()
    }

    /// Whether everything that was written before it was opened can be found.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.get().is_some_and(|open| open.complete)
    }

    /// The index itself, to be asked without the use-case: for measurements.
    #[must_use]
    pub fn index(&self) -> Option<Index> {
        self.get().map(|open| open.index)
    }

    /// Documents in the index, and those taken out whose traces are on the disk.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        self.get().map_or((0, 0), |open| (open.index.documents(), open.index.remains()))
    }
}
