//! The reader: parses the file on a thread of its own and hands over batches.

use std::collections::HashSet;
use std::io::{BufRead, Read as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use store::{Scope, StoreError, Tx};
use tokio::sync::mpsc;

use super::Format;
use super::cells::Wrong;
use super::error::ImportError;
use super::source::{Source, Text};

/// Rows of one transaction.
pub(super) const BATCH_ROWS: usize = 500;
/// Bytes of one row; longer ones are refused.
const ROW_BYTES_MAX: usize = 256 * 1024;

/// What is imported: how a row is read, what a batch would do, and doing it.
#[async_trait]
pub(super) trait Target: Clone + Send + Sync + 'static {
    /// A row that is right as far as it goes by itself.
    type Row: Clone + Send + Sync + 'static;
    /// What a batch would do.
    type Plan: Send + 'static;

    /// Learns the names of the columns.
    fn header(&mut self, names: &[String]) -> Result<(), ImportError>;
    /// Reads a row; all that is wrong with it at once.
    fn parse(&self, line: u64, cells: &[&str]) -> Result<Self::Row, Vec<Wrong>>;
    /// What no other row of the same batch may name, so that no row depends on another one of its
    /// batch.
    fn keys(row: &Self::Row) -> Vec<String>;
    /// What the rows would do in the present state, and the ones that cannot be taken.
    async fn plan(
        &self,
        scope: &Scope<'_>,
        rows: &[(u64, Self::Row)],
    ) -> Result<(Self::Plan, Vec<BadRow>), StoreError>;
    /// Does it.
    async fn apply(&self, tx: &mut Tx<'_>, plan: Self::Plan) -> Result<(), StoreError>;
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadRow {
    /// The line it begins on.
    pub(super) line: u64,
    /// What is wrong.
    pub(super) wrongs: Vec<Wrong>,
}

/// Rows of one transaction.
#[derive(Debug)]
pub(super) struct Batch<R> {
    /// Rows that are right by themselves, with their lines.
    pub(super) rows: Vec<(u64, R)>,
    /// Rows that are not.
    pub(super) bad: Vec<BadRow>,
    /// Bytes of the file read so far.
    pub(super) bytes_read: u64,
}

/// What the reader says.
pub(super) enum Said<R> {
    /// The rows that were done before are passed; the last of them began on this line.
    Skipped(u64),
    /// Rows to do.
    Batch(Batch<R>),
}

/// The file to read.
pub(super) struct Reading {
    pub(super) path: PathBuf,
    pub(super) source: Source,
    pub(super) format: Format,
    /// Rows that are done.
    pub(super) skip: u64,
}

impl Reading {
    /// Reads to the end, or until nobody listens any more.
    pub(super) fn run<T: Target>(
        self,
        target: T,
        to: &mpsc::Sender<Said<T::Row>>,
    ) -> Result<(), ImportError> {
        let failed = |source| ImportError::File { path: self.path.clone(), source };
        let read = Arc::new(AtomicU64::new(0));
        let text = self.source.open(&self.path, read.clone()).map_err(failed)?;
        let mut hands = Hands { to, target, read, batch: None, keys: HashSet::new(), passed: 0 };
        match self.format {
            Format::Csv => hands.csv(text, self.skip, &failed),
            Format::Cdnow => hands.spaced(text, self.skip, &failed),
        }
    }
}

/// Nobody listens any more.
struct Gone;

/// Gathers rows and hands them over.
struct Hands<'a, T: Target> {
    to: &'a mpsc::Sender<Said<T::Row>>,
    target: T,
    read: Arc<AtomicU64>,
    batch: Option<Batch<T::Row>>,
    keys: HashSet<String>,
    passed: u64,
}

impl<T: Target> Hands<'_, T> {
    fn csv(
        &mut self,
        text: std::io::BufReader<Text>,
        skip: u64,
        failed: &dyn Fn(std::io::Error) -> ImportError,
    ) -> Result<(), ImportError> {
        // Only LF ends a row, CR is white space at its end, and the last row is ended, too: so
        // that lines can be counted from the end of each row.
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(text.chain(&b"\n"[..]));
        let broken = |error: csv::Error| failed(error.into());
        let mut record = csv::StringRecord::new();
        if !reader.read_record(&mut record).map_err(broken)? {
            record.clear();
        }
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        self.target.header(&names)?;
        while reader.read_record(&mut record).map_err(broken)? {
            let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
            let line = reader.position().line().saturating_sub(inside as u64 + 1);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let cells: Vec<&str> = record.iter().collect();
            if self.row(line, &cells, names.len(), skip).is_err() {
                return Ok(());
            }
        }
        self.end(skip);
        Ok(())
    }

    /// Cells separated by white space; a first row that begins with a letter names the columns.
    fn spaced(
        &mut self,
        text: std::io::BufReader<Text>,
        skip: u64,
        failed: &dyn Fn(std::io::Error) -> ImportError,
    ) -> Result<(), ImportError> {
        const COLUMNS: [&str; 4] = ["customer_id", "date", "number_of_cds", "dollar_value"];
        self.target.header(&COLUMNS.map(str::to_owned))?;
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.map_err(failed)?;
            let cells: Vec<&str> = text.split_whitespace().collect();
            let heading =
                line == 1 && text.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
            if cells.is_empty() || heading {
                continue;
            }
            if self.row(line, &cells, COLUMNS.len(), skip).is_err() {
                return Ok(());
            }
        }
        self.end(skip);
        Ok(())
    }

    fn row(&mut self, line: u64, cells: &[&str], columns: usize, skip: u64) -> Result<(), Gone> {
        self.passed += 1;
        if self.passed <= skip {
            if self.passed == skip {
                self.say(Said::Skipped(line))?;
            }
            return Ok(());
        }
        let row = self.checked(line, cells, columns);
        let keys = row.as_ref().map(T::keys).unwrap_or_default();
        let full = self.batch.as_ref().is_some_and(|b| b.rows.len() + b.bad.len() >= BATCH_ROWS);
        if full || keys.iter().any(|key| self.keys.contains(key)) {
            self.hand_over()?;
        }
        self.keys.extend(keys);
        let batch = self.batch.get_or_insert_with(|| Batch {
            rows: Vec::with_capacity(BATCH_ROWS),
            bad: Vec::new(),
            bytes_read: 0,
        });
        match row {
            Ok(row) => batch.rows.push((line, row)),
            Err(wrongs) => batch.bad.push(BadRow { line, wrongs }),
        }
        Ok(())
    }

    fn checked(&self, line: u64, cells: &[&str], columns: usize) -> Result<T::Row, Vec<Wrong>> {
        if cells.len() != columns {
            let count = cells.len();
            return Err(vec![Wrong::new(
                "",
                format!("列の数が{count}です({columns}のはずです)。"),
                format!("{count} cells instead of {columns}."),
            )]);
        }
        if cells.iter().map(|cell| cell.len()).sum::<usize>() > ROW_BYTES_MAX {
            return Err(vec![Wrong::new("", "行が長すぎます。", "The row is too long.")]);
        }
        if cells.iter().any(|cell| cell.contains(['\u{fffd}', '\0'])) {
            return Err(vec![Wrong::new(
                "",
                "文字コードとして読めない文字があります。",
                "There are characters that cannot be read in the file's encoding.",
            )]);
        }
        self.target.parse(line, cells)
    }

    fn end(&mut self, skip: u64) {
        // When nobody listens any more there is nobody to tell.
        if self.passed < skip {
            let _ = self.say(Said::Skipped(u64::MAX));
        }
        let _ = self.hand_over();
    }

    fn hand_over(&mut self) -> Result<(), Gone> {
        self.keys.clear();
        match self.batch.take() {
            Some(batch) => {
                let bytes_read = self.read.load(Ordering::Relaxed);
                self.say(Said::Batch(Batch { bytes_read, ..batch }))
            }
            None => Ok(()),
        }
    }

    fn say(&self, said: Said<T::Row>) -> Result<(), Gone> {
        self.to.blocking_send(said).map_err(|_| Gone)
    }
}
