//! The recorded log, as `trace.c` writes it.

use std::ops::Range;

use anyhow::{Context as _, bail};

/// Bytes of a record's head.
const HEAD: usize = 24;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A process began; syncs count records from here.
    Begin,
    /// A file was made.
    Create { path: String, inode: u64 },
    /// Bytes were written; where they are in the log.
    Write { inode: u64, offset: u64, bytes: Range<usize> },
    /// A file was cut or stretched.
    Truncate { inode: u64, size: u64 },
    /// What was written to a file before the record `before` is on the disk.
    Sync { inode: u64, before: usize },
    /// A folder was made.
    MakeFolder { path: String },
    /// A name was removed.
    Remove { path: String },
    /// A name was changed.
    Rename { from: String, to: String },
    /// What a folder held when its sync began.
    List { path: String, entries: Vec<Entry> },
    /// The names of a folder as of the record `before` are on the disk.
    SyncFolder { path: String, before: usize },
    /// The program acknowledged something.
    Acknowledge(String),
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) inode: u64,
    pub(super) is_folder: bool,
}

/// A whole log with its bytes.
pub(super) struct Log {
    pub(super) bytes: Vec<u8>,
    pub(super) records: Vec<Record>,
}

impl Log {
    /// Reads a log.
    pub(super) fn read(path: &std::path::Path) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path)?;
        let (mut records, mut at, mut base) = (Vec::new(), 0, 0);
        while at < bytes.len() {
            let head = bytes.get(at..at + HEAD).context("the log ends in a head")?;
            let count = usize::try_from(number(head, 4..8)).context("a length")?;
            let body = at + HEAD..at + HEAD + count;
            let text = bytes.get(body.clone()).context("the log ends in a record")?;
            if head.first() == Some(&b'B') {
                base = records.len();
            }
            records.push(record(head, text, (body.clone(), base))?);
            at = body.end;
        }
        Ok(Self { bytes, records })
    }
}

fn number(head: &[u8], at: Range<usize>) -> u64 {
    let bytes = head.get(at).unwrap_or_default();
    bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn record(head: &[u8], text: &[u8], place: (Range<usize>, usize)) -> anyhow::Result<Record> {
    let ((body, base), inode, offset) = (place, number(head, 8..16), number(head, 16..24));
    let before = base + usize::try_from(offset).unwrap_or(usize::MAX - base);
    let path = || String::from_utf8_lossy(text).into_owned();
    Ok(match head.first() {
        Some(b'B') => Record::Begin,
        Some(b'C') => Record::Create { path: path(), inode },
        Some(b'W') => Record::Write { inode, offset, bytes: body },
        Some(b'T') => Record::Truncate { inode, size: offset },
        Some(b'S') => Record::Sync { inode, before },
        Some(b'M') => Record::MakeFolder { path: path() },
        Some(b'U') => Record::Remove { path: path() },
        Some(b'R') => {
            let both = path();
            let (from, to) = both.split_once('\0').context("a rename without two names")?;
            Record::Rename { from: from.to_owned(), to: to.to_owned() }
        }
        Some(b'L') => listing(&path())?,
        Some(b'D') => Record::SyncFolder { path: path(), before },
        Some(b'A') => Record::Acknowledge(path()),
        other => bail!("a record of an unknown kind: {other:?}"),
    })
}

fn listing(text: &str) -> anyhow::Result<Record> {
    let mut parts = text.trim_end_matches('\0').split('\0');
    let path = parts.next().unwrap_or_default().to_owned();
    let entries = parts.map(|part| {
        let (inode, name) = part.split_once('/').context("an entry without a name")?;
        let is_folder = inode.starts_with('d');
        let inode = inode.trim_start_matches(['d', 'f']).parse()?;
        Ok(Entry { name: name.to_owned(), inode, is_folder })
    });
    Ok(Record::List { path, entries: entries.collect::<anyhow::Result<_>>()? })
}
