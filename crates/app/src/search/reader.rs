//! The reader of the log that keeps the index.
//!
//! Events are read in chunks, what they touched is read from the rows, and the documents go into the
//! index; at most every [`PACE`] all of it is committed together with the position. Index and position
//! are one file operation: after a crash the log is read again from the position that the index
//! itself names. An index that is missing, damaged, of another version or of another log is made anew
//! from the rows.

use std::time::Duration;

use ::search::{Facet, Index, SearchError, Writer};
use store::{StoreError, log};
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep, timeout};

use super::changes::{self, Step};
use super::mark::Mark;
use super::rebuild::rebuild;
use super::shelf::{Open, Wish};
use crate::App;
use crate::figures::Readers;

/// Events read at once.
const CHUNK: u64 = 1_000;
/// Least time between two commits. What was written is found after this at the latest, and a commit.
const PACE: Duration = Duration::from_millis(500);
/// Events that touched nothing after which the position is written all the same.
const WRITE_POSITION_AFTER: i64 = 20_000;
/// How long to wait for an event that is committed but not visible yet.
const HORIZON_PAUSE: Duration = Duration::from_millis(20);
/// Longest sleep while nothing happens.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// How often to see whether the files were found whole.
const LOOK_AT_CHECK: Duration = Duration::from_secs(1);
/// How long to wait after trouble.
const RECOVER: Duration = Duration::from_secs(2);

/// Why the reader must begin again.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// The index.
    #[error(transparent)]
    Index(#[from] SearchError),
    /// The thread that wrote to the index broke.
    #[error("the writer of the index broke")]
    Writer,
}

/// Starts the reader. Searches find nothing until it has opened the index.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        // Nobody else takes it: the loops run once.
        let mut wished = app.search.wished.lock().await;
        let mut told_locked = false;
        loop {
            let Err(trouble) = follow(&app, &mut wished).await else { return };
            match &trouble {
                Trouble::Index(SearchError::Damaged(why)) => {
                    app.search.put(None);
                    tracing::warn!(why, "the search index is made anew");
                    if let Err(error) = Index::remove(&app.search.place) {
                        tracing::error!(%error, "the search index cannot be removed");
                        sleep(RECOVER).await;
                    }
                    continue;
                }
                Trouble::Index(SearchError::Locked) if told_locked => {}
                trouble => tracing::warn!(%trouble, "the search index waits"),
            }
            told_locked = matches!(trouble, Trouble::Index(SearchError::Locked));
            sleep(RECOVER).await;
        }
    });
}

/// Opens the index, makes it if needed, and follows the log; ends only with trouble.
async fn follow(app: &App, wished: &mut mpsc::Receiver<Wish>) -> Result<(), Trouble> {
    let place = app.search.place.clone();
    let opened = spawn_blocking(move || {
        let (index, writer) = Index::open(&place)?;
        let mark = index.mark()?;
        Ok::<_, SearchError>((index, writer, mark))
    });
    let (index, writer, mark) = opened.await.map_err(|_| Trouble::Writer)??;
    let known = mark.is_some();
    let mark = Mark::read(&app.store.system(), mark.as_deref()).await?;
    let (writer, cursor) = match mark {
        Some(mark) => (writer, mark.seq),
        None if known => {
            return Err(
                SearchError::Damaged("another version, another log or half made".into()).into()
            );
        }
        None => {
            app.search.put(Some(Open { index: index.clone(), complete: false }));
            rebuild(app, writer).await?
        }
    };
    app.search.put(Some(Open { index: index.clone(), complete: true }));
    let mut check = Some(spawn_blocking(move || index.check()));
    let mut reader = Reader {
        app: app.clone(),
        writer: Some(writer),
        cursor,
        written: cursor,
        dirty: false,
        committed_at: Instant::now(),
    };
    loop {
        let mut pause = reader.turn().await?;
        if let Some(done) = check.take_if(|check| check.is_finished()) {
            done.await.map_err(|_| Trouble::Writer)??;
        } else if check.is_some() {
            pause = pause.min(LOOK_AT_CHECK);
        }
        reader.rest(pause, wished).await?;
    }
}

struct Reader {
    app: App,
    /// Absent only while another thread has it.
    writer: Option<Writer>,
    cursor: i64,
    /// The position in the last commit.
    written: i64,
    /// Whether something waits for the next commit.
    dirty: bool,
    committed_at: Instant,
}

impl Reader {
    /// Reads the next events; answers how long nothing is to be done.
    async fn turn(&mut self) -> Result<Duration, Trouble> {
        let system = self.app.store.system();
        let last = *self.app.store.committed().borrow();
        let events = log::tail::events_after(&system, self.cursor, CHUNK).await?;
        let reached = events.last().map(|(_, event)| event.seq);
        if let Some(reached) = reached {
            let steps = changes::steps(&self.app, events).await?;
            self.dirty |= !steps.is_empty();
            self.write(move |writer| steps.iter().try_for_each(|step| step.apply(writer))).await?;
            self.cursor = reached;
        }
        Readers::reached(&self.app.readers.search, self.cursor);
        let due = PACE.saturating_sub(self.committed_at.elapsed());
        let idle_far = self.cursor - self.written > WRITE_POSITION_AFTER;
        if (self.dirty || idle_far) && due.is_zero() {
            self.commit().await?;
        }
        Ok(match reached {
            Some(_) => Duration::ZERO,
            None if last > self.cursor => HORIZON_PAUSE,
            None if self.dirty => due,
            None => SLEEP_MAX,
        })
    }

    /// Waits for more to be read, and grants wishes.
    async fn rest(
        &mut self,
        pause: Duration,
        wished: &mut mpsc::Receiver<Wish>,
    ) -> Result<(), Trouble> {
        let mut committed = self.app.store.committed();
        // What was committed since the last look would ring no more.
        let ahead = *committed.borrow_and_update() > self.cursor;
        let pause = if ahead { pause.min(HORIZON_PAUSE) } else { pause };
        let news = async {
            if ahead {
                std::future::pending::<()>().await;
            }
            // An error means that the store closes: then nothing comes any more.
            let _ = committed.changed().await;
        };
        let wish = tokio::select! {
            wish = wished.recv() => wish,
            _ = timeout(pause, news) => None,
        };
        if let Some(wish) = wish {
            self.grant(wish).await?;
        }
        Ok(())
    }

    async fn grant(&mut self, wish: Wish) -> Result<(), Trouble> {
        let done = match wish {
            Wish::Forget(tenant, customer, done) => {
                let step = Step::TakeOutAll(tenant, Facet::Customer(customer));
                self.write(move |writer| step.apply(writer)).await?;
                done
            }
            Wish::Purge(until, done) => {
                while self.cursor < until {
                    let pause = self.turn().await?;
                    sleep(pause.min(HORIZON_PAUSE)).await;
                }
                done
            }
        };
        self.commit().await?;
        self.write(Writer::purge).await?;
        // Whoever asked may have gone.
        let _ = done.send(());
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), Trouble> {
        let mark = Mark::at(&self.app.store.system(), self.cursor, true).await?.text();
        self.write(move |writer| writer.commit(&mark)).await?;
        self.written = self.cursor;
        self.dirty = false;
        self.committed_at = Instant::now();
        Ok(())
    }

    async fn write(
        &mut self,
        work: impl FnOnce(&mut Writer) -> Result<(), SearchError> + Send + 'static,
    ) -> Result<(), Trouble> {
        let mut writer = self.writer.take().ok_or(Trouble::Writer)?;
        let done = spawn_blocking(move || {
            work(&mut writer)?;
            Ok::<_, SearchError>(writer)
        });
        self.writer = Some(done.await.map_err(|_| Trouble::Writer)??);
        Ok(())
    }
}
