//! What is on a disk: what was synced for sure, and of the rest any part.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rand::RngExt as _;
use rand::rngs::StdRng;

use super::log::{Entry, Log, Record};

/// A disk writes this much at once or not at all.
const SECTOR: usize = 512;

/// What becomes of changes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Luck {
    /// All are lost.
    Lost,
    /// All are there.
    Kept,
    /// Each on its own: lost, there, or torn at sectors.
    Mixed,
    /// In order up to some point, where the next one is torn.
    Prefix,
}

/// A change of a file's bytes.
#[derive(Clone)]
struct Change {
    number: usize,
    what: What,
}

#[derive(Clone)]
enum What {
    Write { offset: usize, bytes: std::ops::Range<usize> },
    Truncate { size: usize },
}

#[derive(Default)]
struct Content {
    synced: Vec<u8>,
    waiting: Vec<Change>,
}

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    File(usize),
    Folder,
}

/// A change of a folder: a name leads somewhere, or nowhere.
struct NameChange {
    number: usize,
    name: String,
    node: Option<Node>,
}

#[derive(Default)]
struct Folder {
    synced: BTreeMap<String, Node>,
    waiting: Vec<NameChange>,
}

impl Folder {
    /// What a running program sees.
    fn seen(&self) -> BTreeMap<String, Node> {
        let mut names = self.synced.clone();
        self.waiting.iter().for_each(|change| apply_name(&mut names, change));
        names
    }
}

fn apply_name(names: &mut BTreeMap<String, Node>, change: &NameChange) {
    match &change.node {
        Some(node) => drop(names.insert(change.name.clone(), node.clone())),
        None => drop(names.remove(&change.name)),
    }
}

/// The disk after the first records of a log.
pub(super) struct Disk<'a> {
    log: &'a Log,
    done: usize,
    files: Vec<Content>,
    by_inode: HashMap<u64, usize>,
    folders: BTreeMap<String, Folder>,
}

impl<'a> Disk<'a> {
    /// An empty disk.
    pub(super) fn new(log: &'a Log) -> Self {
        let folders = BTreeMap::from([(String::new(), Folder::default())]);
        Self { log, done: 0, files: Vec::new(), by_inode: HashMap::new(), folders }
    }

    /// Goes on until so many records have happened.
    pub(super) fn advance(&mut self, to: usize) {
        while self.done < to {
            let log = self.log;
            let Some(record) = log.records.get(self.done) else { return };
            self.happen(record);
            self.done += 1;
        }
    }

    fn happen(&mut self, record: &Record) {
        match record {
            Record::Begin | Record::Acknowledge(_) => {}
            Record::Create { path, inode } => {
                self.files.push(Content::default());
                self.by_inode.insert(*inode, self.files.len() - 1);
                self.name(path, Some(Node::File(self.files.len() - 1)));
            }
            Record::Write { inode, offset, bytes } => {
                let offset = usize::try_from(*offset).unwrap_or(usize::MAX);
                self.change(*inode, What::Write { offset, bytes: bytes.clone() });
            }
            Record::Truncate { inode, size } => {
                let size = usize::try_from(*size).unwrap_or(usize::MAX);
                self.change(*inode, What::Truncate { size });
            }
            Record::Sync { inode, before } => self.sync(*inode, *before),
            // Another thread may have used a new folder before its maker got to record it.
            Record::MakeFolder { path } => {
                self.folders.entry(path.clone()).or_default();
                self.name(path, Some(Node::Folder));
            }
            Record::Remove { path } => {
                self.folders.remove(path);
                self.name(path, None);
            }
            Record::Rename { from, to } => {
                let (folder, name) = split(from);
                let node = self.folders.get(folder).and_then(|f| f.seen().get(name).cloned());
                self.name(from, None);
                self.name(to, node);
            }
            Record::List { path, entries } => self.listed(path, entries),
            Record::SyncFolder { path, before } => {
                let folder = self.folders.entry(path.clone()).or_default();
                let later = folder.waiting.iter().position(|change| change.number >= *before);
                let later = later.unwrap_or(folder.waiting.len());
                for change in folder.waiting.drain(..later) {
                    apply_name(&mut folder.synced, &change);
                }
            }
        }
    }

    fn change(&mut self, inode: u64, what: What) {
        let number = self.done;
        if let Some(file) = self.by_inode.get(&inode).and_then(|at| self.files.get_mut(*at)) {
            file.waiting.push(Change { number, what });
        }
    }

    fn sync(&mut self, inode: u64, before: usize) {
        let Some(file) = self.by_inode.get(&inode).and_then(|at| self.files.get_mut(*at)) else {
            return;
        };
        let later = file.waiting.iter().position(|change| change.number >= before);
        let later = later.unwrap_or(file.waiting.len());
        for change in file.waiting.drain(..later) {
            apply(&mut file.synced, &change.what, &self.log.bytes);
        }
    }

    fn name(&mut self, path: &str, node: Option<Node>) {
        let (folder, name) = split(path);
        if path.is_empty() {
            return;
        }
        let change = NameChange { number: self.done, name: name.to_owned(), node };
        self.folders.entry(folder.to_owned()).or_default().waiting.push(change);
    }

    /// Names that were changed unnoticed become changes that are not synced yet.
    fn listed(&mut self, path: &str, entries: &[Entry]) {
        let folder = self.folders.entry(path.to_owned()).or_default();
        let seen = folder.seen();
        for entry in entries {
            let node = match entry.is_folder {
                true => Some(Node::Folder),
                false => self.by_inode.get(&entry.inode).map(|at| Node::File(*at)),
            };
            if node.is_some() && seen.get(&entry.name) != node.as_ref() {
                let name = entry.name.clone();
                folder.waiting.push(NameChange { number: self.done, name, node });
            }
        }
        for name in seen.into_keys() {
            if !entries.iter().any(|entry| entry.name == name) {
                folder.waiting.push(NameChange { number: self.done, name, node: None });
            }
        }
    }

    /// Whether a file is there after a power cut whatever happens: its bytes, its name, and the
    /// names of all folders above it.
    pub(super) fn is_durable(&self, path: &str) -> bool {
        let mut above = String::new();
        for name in path.split('/') {
            let node = self.folders.get(&above).and_then(|folder| folder.synced.get(name));
            if let Some(Node::File(at)) = node {
                return self.files.get(*at).is_some_and(|file| file.waiting.is_empty());
            }
            if node.is_none() {
                return false;
            }
            above = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
        }
        false
    }

    /// Whether something of a file in the top folder is not synced.
    pub(super) fn is_waiting(&self, name: &str) -> bool {
        let node = self.folders.get("").and_then(|folder| folder.seen().get(name).cloned());
        let Some(Node::File(at)) = node else { return false };
        self.files.get(at).is_some_and(|file| !file.waiting.is_empty())
    }

    /// Writes what is left after a power cut into a folder.
    pub(super) fn crash(&self, into: &Path, luck: Luck, random: &mut StdRng) -> anyhow::Result<()> {
        self.write_folder("", into, (luck, random))
    }

    fn write_folder(
        &self,
        path: &str,
        into: &Path,
        (luck, random): (Luck, &mut StdRng),
    ) -> anyhow::Result<()> {
        std::fs::create_dir_all(into)?;
        let Some(folder) = self.folders.get(path) else { return Ok(()) };
        let mut names = folder.synced.clone();
        let kept = match luck {
            Luck::Lost => 0,
            Luck::Kept => folder.waiting.len(),
            // Names go through the file system's journal: in order.
            Luck::Mixed | Luck::Prefix => random.random_range(0..=folder.waiting.len()),
        };
        folder.waiting.iter().take(kept).for_each(|change| apply_name(&mut names, change));
        for (name, node) in names {
            let inner = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            match node {
                Node::Folder => self.write_folder(&inner, &into.join(&name), (luck, random))?,
                Node::File(at) => {
                    let Some(file) = self.files.get(at) else { continue };
                    std::fs::write(into.join(&name), self.left_of(file, luck, random))?;
                }
            }
        }
        Ok(())
    }

    fn left_of(&self, file: &Content, luck: Luck, random: &mut StdRng) -> Vec<u8> {
        let mut bytes = file.synced.clone();
        let log = &self.log.bytes;
        match luck {
            Luck::Lost => {}
            Luck::Kept => file.waiting.iter().for_each(|one| apply(&mut bytes, &one.what, log)),
            Luck::Mixed => {
                for one in &file.waiting {
                    match random.random_range(0..3) {
                        0 => {}
                        1 => apply(&mut bytes, &one.what, log),
                        _ => tear(&mut bytes, &one.what, (log, random)),
                    }
                }
            }
            Luck::Prefix => {
                let whole = random.random_range(0..=file.waiting.len());
                for (at, one) in file.waiting.iter().enumerate().take(whole + 1) {
                    if at < whole {
                        apply(&mut bytes, &one.what, log);
                    } else {
                        tear(&mut bytes, &one.what, (log, random));
                    }
                }
            }
        }
        bytes
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn apply(content: &mut Vec<u8>, what: &What, log: &[u8]) {
    match what {
        What::Truncate { size } => content.resize(*size, 0),
        What::Write { offset, bytes } => {
            put(content, *offset, log.get(bytes.clone()).unwrap_or_default());
        }
    }
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(place) = content.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}

/// Some sectors of a write are there, some are not; a change of size is or is not.
fn tear(content: &mut Vec<u8>, what: &What, (log, random): (&[u8], &mut StdRng)) {
    let What::Write { offset, bytes } = what else {
        if random.random_bool(0.5) {
            apply(content, what, log);
        }
        return;
    };
    let bytes = log.get(bytes.clone()).unwrap_or_default();
    let mut at = 0;
    while at < bytes.len() {
        let to_border = SECTOR - (offset + at) % SECTOR;
        let end = (at + to_border).min(bytes.len());
        if random.random_bool(0.5) {
            put(content, offset + at, bytes.get(at..end).unwrap_or_default());
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    /// A file written twice and synced in between.
    fn log() -> Log {
        let mut bytes = vec![1; 1024];
        bytes.extend(vec![2; 1024]);
        let inode = 7;
        let records = vec![
            Record::Begin,
            Record::Create { path: "f".into(), inode },
            Record::Write { inode, offset: 0, bytes: 0..1024 },
            Record::Sync { inode, before: 3 },
            Record::SyncFolder { path: String::new(), before: 4 },
            Record::Write { inode, offset: 0, bytes: 1024..2048 },
            Record::Rename { from: "f".into(), to: "g".into() },
        ];
        Log { bytes, records }
    }

    fn image(to: usize, luck: Luck, seed: u64) -> BTreeMap<String, Vec<u8>> {
        let (log, dir) = (log(), tempfile::tempdir().unwrap());
        let mut disk = Disk::new(&log);
        disk.advance(to);
        disk.crash(dir.path(), luck, &mut StdRng::seed_from_u64(seed)).unwrap();
        let files = std::fs::read_dir(dir.path()).unwrap().map(Result::unwrap);
        files
            .map(|f| (f.file_name().into_string().unwrap(), std::fs::read(f.path()).unwrap()))
            .collect()
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_go() {
        assert!(image(4, Luck::Lost, 0).is_empty(), "its name was not synced");
        assert_eq!(image(7, Luck::Lost, 0), BTreeMap::from([("f".into(), vec![1; 1024])]));
        assert_eq!(image(7, Luck::Kept, 0), BTreeMap::from([("g".into(), vec![2; 1024])]));
        let torn = (0..64).map(|seed| image(6, Luck::Mixed, seed)["f"].clone());
        let torn: std::collections::BTreeSet<Vec<u8>> = torn.collect();
        assert_eq!(torn.len(), 4, "two sectors, each old or new");
    }

    #[test]
    fn a_sync_covers_what_was_written_before_it_began() {
        let mut log = log();
        log.records.push(Record::Sync { inode: 7, before: 5 });
        let mut disk = Disk::new(&log);
        disk.advance(log.records.len());
        assert_eq!(disk.files[0].synced, vec![1; 1024]);
        assert_eq!(disk.files[0].waiting.len(), 1);
    }

    #[test]
    fn a_name_is_durable_when_every_folder_above_it_was_synced() {
        let entry = |name: &str, is_folder| Entry { name: name.into(), inode: 7, is_folder };
        let list = |path: &str, entry| Record::List { path: path.into(), entries: vec![entry] };
        let sync = |path: &str, before| Record::SyncFolder { path: path.into(), before };
        let mut records = vec![
            Record::Begin,
            Record::Create { path: "tmp".into(), inode: 7 },
            // Another thread made the folder `a` and has not recorded that yet.
            list("a", entry("f", false)),
            sync("a", 3),
            list("", entry("a", true)),
            Record::MakeFolder { path: "a".into() },
        ];
        let is_durable = |records: Vec<Record>| {
            let log = Log { bytes: Vec::new(), records };
            let mut disk = Disk::new(&log);
            disk.advance(log.records.len());
            disk.is_durable("a/f")
        };
        assert!(!is_durable(records.clone()), "its folder's name may be lost");
        records.push(sync("", 6));
        assert!(is_durable(records));
    }
}
