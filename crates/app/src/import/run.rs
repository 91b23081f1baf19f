//! The run: batches from the reader into the store.

use std::path::Path;

use jiff::Timestamp;
use store::import_run::{self, ImportRun};
use store::{StoreError, TenantStore};
use tokio::sync::mpsc;

use super::error::ImportError;
use super::errors_file::ErrorsFile;
use super::read::{BadRow, Batch, Reading, Said, Target};
use super::source::Source;
use super::{Import, Progress, Report, Status};
use crate::App;

/// Batches that are read ahead.
const READ_AHEAD: usize = 2;
/// Times a batch is planned again because somebody changed the same customers meanwhile.
const PLANS_MAX: usize = 5;

/// Imports a file into a target.
pub(super) async fn run<T: Target>(
    app: &App,
    import: Import,
    target: T,
    progress: &mut dyn Progress,
) -> Result<Report, ImportError> {
    let path = import.file.clone();
    let source = blocking(move || Source::examine(&path)).await?;
    let store = app.of(import.tenant);
    let run = begin(&store, &import, &source, app.now()).await?;
    if run.finished {
        let errors = ErrorsFile::open(&import.file, Some(u64::MAX))?;
        let status = status(&run, &source, source.bytes);
        return Ok(Report {
            status,
            resumed_from: run.position,
            finished: true,
            was_finished: true,
            errors_file: errors.path(),
        });
    }
    let resumed_from = run.position;
    let mut writing = Writing { app, store, target: target.clone(), run, errors: None };
    let reading = Reading {
        path: import.file.clone(),
        source: source.clone(),
        format: import.format,
        skip: resumed_from,
    };
    let (to, mut from) = mpsc::channel(READ_AHEAD);
    let reader = tokio::task::spawn_blocking(move || reading.run(target, &to));
    if resumed_from == 0 {
        writing.errors = Some(ErrorsFile::open(&import.file, None)?);
    }
    let mut status = status(&writing.run, &source, 0);
    let mut stopped = false;
    while let Some(said) = from.recv().await {
        match said {
            Said::Skipped(line) => {
                writing.errors = Some(ErrorsFile::open(&import.file, Some(line))?);
            }
            Said::Batch(batch) => {
                let bytes_read = batch.bytes_read;
                writing.batch(&import.file, batch).await?;
                status = self::status(&writing.run, &source, bytes_read);
                stopped = progress.advance(status).is_break();
            }
        }
        if stopped {
            break;
        }
    }
    drop(from);
    reader.await.map_err(|error| StoreError::Other(error.to_string()))??;
    if !stopped {
        writing.finish().await?;
        status.bytes_read = source.bytes;
    }
    let errors = writing.errors.as_ref().and_then(ErrorsFile::path);
    Ok(Report {
        status,
        resumed_from,
        finished: !stopped,
        was_finished: false,
        errors_file: errors,
    })
}

fn status(run: &ImportRun, source: &Source, bytes_read: u64) -> Status {
    Status {
        bytes: source.bytes,
        bytes_read,
        rows: run.position,
        ok: run.rows_ok,
        bad: run.rows_bad,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StoreError::Other(error.to_string()))?
}

/// The run of this file: begun, gone on with, or begun anew.
async fn begin(
    store: &TenantStore,
    import: &Import,
    source: &Source,
    now: Timestamp,
) -> Result<ImportRun, ImportError> {
    let kind = import.kind.as_str();
    let known = import_run::find(store, kind, &source.hash).await?;
    let run = match known {
        Some(run) if !(run.finished && import.again) => return Ok(run),
        Some(run) => {
            let from = run.position;
            let anew = ImportRun {
                position: 0,
                rows_ok: 0,
                rows_bad: 0,
                finished: false,
                started_at: now,
                updated_at: now,
                ..run
            };
            let row = anew.clone();
            let reset = store.write(now, move |tx| {
                Box::pin(async move { import_run::advance(tx, &row, from).await })
            });
            reset.await.map_err(running)?;
            return Ok(anew);
        }
        None => ImportRun {
            id: store.id(now),
            kind: kind.to_owned(),
            file_hash: source.hash.clone(),
            file_name: name_of(&import.file),
            position: 0,
            rows_ok: 0,
            rows_bad: 0,
            finished: false,
            started_at: now,
            updated_at: now,
        },
    };
    let row = run.clone();
    let begun = store
        .write(now, move |tx| Box::pin(async move { import_run::insert(tx, &row).await }))
        .await;
    begun.map_err(running)?;
    Ok(run)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A run that moved under us is another process.
fn running(error: StoreError) -> ImportError {
    match error {
        StoreError::Version { what: "import", .. } | StoreError::Conflict(_) => {
            ImportError::Running
        }
        other => other.into(),
    }
}

/// Why a batch was not written.
enum Miss {
    /// The state changed between the plan and the write.
    Raced,
    Store(StoreError),
}

impl From<StoreError> for Miss {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Where the rows go.
struct Writing<'a, T> {
    app: &'a App,
    store: TenantStore,
    target: T,
    run: ImportRun,
    errors: Option<ErrorsFile>,
}

impl<T: Target> Writing<'_, T> {
    /// Writes a batch: first the refused rows to their file, then the transaction that counts
    /// them. Which rows are refused is decided before and checked again inside.
    async fn batch(&mut self, file: &Path, batch: Batch<T::Row>) -> Result<(), ImportError> {
        let mut errors = match self.errors.take() {
            Some(errors) => errors,
            None => ErrorsFile::open(file, None)?,
        };
        for _ in 0..PLANS_MAX {
            let (_, refused) = self.target.plan(&self.store, &batch.rows).await?;
            let mut bad: Vec<BadRow> = batch.bad.iter().chain(&refused).cloned().collect();
            bad.sort_unstable_by_key(|row| row.line);
            let mark = errors.add(&bad)?;
            let next = self.after(&batch, bad.len());
            match self.write(batch.rows.clone(), refused, next.clone()).await {
                Ok(()) => {
                    self.run = next;
                    self.errors = Some(errors);
                    return Ok(());
                }
                Err(Miss::Raced) => errors.back_to(mark)?,
                Err(Miss::Store(error)) => return Err(running(error)),
            }
        }
        Err(StoreError::Busy.into())
    }

    fn after(&self, batch: &Batch<T::Row>, bad: usize) -> ImportRun {
        let rows = batch.rows.len() + batch.bad.len();
        ImportRun {
            position: self.run.position + rows as u64,
            rows_ok: self.run.rows_ok + rows.saturating_sub(bad) as u64,
            rows_bad: self.run.rows_bad + bad as u64,
            updated_at: self.app.now(),
            ..self.run.clone()
        }
    }

    async fn write(
        &self,
        rows: Vec<(u64, T::Row)>,
        refused: Vec<BadRow>,
        next: ImportRun,
    ) -> Result<(), Miss> {
        let (target, from) = (self.target.clone(), self.run.position);
        self.store
            .write(self.app.now(), move |tx| {
                Box::pin(async move {
                    let (plan, bad) = target.plan(tx, &rows).await?;
                    if bad != refused {
                        return Err(Miss::Raced);
                    }
                    target.apply(tx, plan).await?;
                    import_run::advance(tx, &next, from).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), ImportError> {
        let from = self.run.position;
        let run = ImportRun { finished: true, updated_at: self.app.now(), ..self.run.clone() };
        let row = run.clone();
        let ended = self
            .store
            .write(self.app.now(), move |tx| {
                Box::pin(async move { import_run::advance(tx, &row, from).await })
            })
            .await;
        ended.map_err(running)?;
        self.run = run;
        Ok(())
    }
}
