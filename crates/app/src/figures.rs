//! What somebody who watches the server wants to know of the use-cases' side.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use store::outbox::{self, Backlog};
use store::{StoreError, intake, log};

use crate::App;
use crate::dispatch;

/// Events behind that are counted at most.
const BEHIND_MAX: u64 = 10_000;

/// How far those who follow the log in this process got.
#[derive(Debug, Default)]
pub struct Readers {
    pub(crate) live: AtomicI64,
    pub(crate) routing: AtomicI64,
    pub(crate) promises: AtomicI64,
    pub(crate) lookalikes: AtomicI64,
    pub(crate) search: AtomicI64,
    pub(crate) webhooks: AtomicI64,
}

impl Readers {
    /// Notes how far one got.
    pub(crate) fn reached(reader: &AtomicI64, seq: i64) {
        reader.store(seq, Ordering::Relaxed);
    }
}

/// One look at it.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The last position of the log.
    pub last_seq: i64,
    /// By how many events each reader is behind; ten thousand at most.
    pub behind: [(&'static str, u64); 6],
    /// What is to be carried out.
    pub outbox: Backlog,
    /// How many inputs wait to be read, and since when the oldest.
    pub intake: (u64, Option<Timestamp>),
    /// Work that waits, is offered, is in somebody's hands.
    pub work: [(&'static str, u64); 3],
}

/// Looks.
///
/// # Errors
/// The store's.
pub async fn look(app: &App) -> Result<Figures, StoreError> {
    let system = app.store.system();
    let last_seq = *app.store.committed().borrow();
    let readers = [
        ("live", &app.readers.live),
        ("routing", &app.readers.routing),
        ("promises", &app.readers.promises),
        ("lookalikes", &app.readers.lookalikes),
        ("search", &app.readers.search),
        ("webhooks", &app.readers.webhooks),
    ];
    let mut behind = readers.map(|(name, _)| (name, 0));
    for ((_, count), (_, reader)) in behind.iter_mut().zip(readers) {
        let reached = reader.load(Ordering::Relaxed);
        if reached < last_seq {
            *count = log::tail::count_after(&system, reached, BEHIND_MAX).await?;
        }
    }
    Ok(Figures {
        last_seq,
        behind,
        outbox: outbox::backlog(&system).await?,
        intake: intake::backlog(&system).await?,
        work: dispatch::open_work(app),
    })
}
