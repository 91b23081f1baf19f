//! Power cuts: what is left on the disk when the electricity goes, as opposed to the process.
//!
//! A process that writes to the store is recorded (`trace.c`): every write, truncation, sync,
//! creation of a name, and every acknowledgement, in order. A power cut is a prefix of that record:
//! what was synced stays, and what was not is lost, kept, or torn at sectors, each by chance. Each
//! such disk is opened with the product's store and must hold everything acknowledged before the
//! cut, once, in order. The same with `synchronous=NORMAL` shows that the method finds losses.

mod acks;
mod check;
mod disk;
mod log;
mod shim;
mod writer;

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use self::acks::{Ack, Stored};
use self::disk::{Disk, Luck};
use self::log::{Log, Record};
use self::shim::Recorder;
use self::writer::{Job, Way};
use crate::figures::Figures;

/// Share of the images for each raw comparison.
const COMPARED: usize = 5;

#[derive(Args)]
pub(crate) struct Options {
    /// Crash images of the store.
    #[arg(long, default_value_t = 300)]
    images: usize,
    /// Messages that the recorded process writes in each of its two lives.
    #[arg(long, default_value_t = 4_000)]
    messages: usize,
    /// Seed of the cuts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// The recorded process itself, started by `powercut`.
#[derive(Args)]
pub(crate) struct WriterOptions {
    job: Job,
}

pub(crate) async fn write(options: WriterOptions) -> anyhow::Result<()> {
    writer::work(options.job).await?;
    // As a crash: nothing is closed, unless the job said so.
    std::process::exit(0);
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Figures> {
    let again = |job: &Job| Again {
        arguments: vec!["powercut-writer".to_owned(), job.text()],
        environment: None,
    };
    let mut figures = Figures::default();
    let few = (options.images / COMPARED).max(1);
    let mut bad = Vec::new();
    for (way, images) in [(Way::Store, options.images), (Way::RawFull, few), (Way::RawNormal, few)]
    {
        let plan = Plan { way, images, messages: options.messages, seed: options.seed };
        let outcome = plan.run(&again).await?;
        outcome.report(way, &mut figures);
        if way == Way::RawNormal {
            ensure!(outcome.lost_images > 0, "NORMAL lost nothing: the method is blind");
        } else if outcome.lost_images > 0 {
            bad.push(format!("{}: {} images lost messages", way.name(), outcome.lost_images));
        }
        bad.extend(outcome.damaged);
    }
    if bad.is_empty() { Ok(figures) } else { bail!("{}", bad.join("\n")) }
}

/// How this program is started again to do a job.
struct Again {
    arguments: Vec<String>,
    environment: Option<(&'static str, String)>,
}

/// Crash images of one way to write.
struct Plan {
    way: Way,
    images: usize,
    messages: usize,
    seed: u64,
}

/// What the images showed.
#[derive(Debug, Default)]
struct Outcome {
    images: usize,
    /// Images cut while a checkpoint was writing to the database.
    in_checkpoint: usize,
    /// Acknowledged messages in the last image's past.
    acknowledged: usize,
    lost_images: usize,
    lost_most: usize,
    damaged: Vec<String>,
}

impl Outcome {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn report(&self, way: Way, figures: &mut Figures) {
        let way = way.name();
        figures.add(&format!("{way}_images"), self.images as f64, "");
        figures.add(&format!("{way}_images_in_checkpoint"), self.in_checkpoint as f64, "");
        figures.add(&format!("{way}_acknowledged"), self.acknowledged as f64, "messages recorded");
        figures.add(&format!("{way}_images_with_loss"), self.lost_images as f64, "");
        figures.add(&format!("{way}_lost_most"), self.lost_most as f64, "messages in one image");
        figures.add(&format!("{way}_images_damaged"), self.damaged.len() as f64, "");
    }
}

impl Plan {
    /// Records two lives of the process, the first closed politely, and cuts the power often.
    async fn run(&self, again: &dyn Fn(&Job) -> Again) -> anyhow::Result<Outcome> {
        let home = tempfile::Builder::new().prefix("powercut-").tempdir()?;
        let recorder = Recorder::new(home.path())?;
        for (life, close) in [(0, true), (1, false)] {
            let (data, acks) = (recorder.data(), recorder.acks());
            let job = Job { way: self.way, life, messages: self.messages, close, data, acks };
            let again = again(&job);
            recorder.run(&again.arguments, again.environment)?;
        }
        let log = Log::read(&recorder.log())?;
        complete(&log, &recorder.data(), home.path())?;
        let early = files_before_they_are_durable(&log)?;
        ensure!(early.is_empty(), "acknowledged and not yet on the disk: {early:#?}");
        // Nothing cuts the power under the images themselves: memory will do.
        let memory = Path::new("/dev/shm");
        let images = tempfile::Builder::new().prefix("powercut-").tempdir_in(memory);
        match images {
            Ok(images) => self.cut(&log, images.path()).await,
            Err(_) => self.cut(&log, home.path()).await,
        }
    }

    async fn cut(&self, log: &Log, place: &Path) -> anyhow::Result<Outcome> {
        let mut random = StdRng::seed_from_u64(self.seed);
        let mut cuts = cuts(log, self.images, &mut random);
        cuts.sort_unstable();
        let mut outcome = Outcome { images: cuts.len(), ..Outcome::default() };
        let (mut disk, mut acks, mut read) = (Disk::new(log), Vec::new(), 0);
        for (nth, cut) in cuts.into_iter().enumerate() {
            disk.advance(cut);
            acks.extend(acknowledged(log.records.get(read..cut).unwrap_or_default())?);
            read = cut;
            outcome.in_checkpoint += usize::from(disk.is_waiting("madoguchi.db"));
            let luck = [Luck::Lost, Luck::Mixed, Luck::Prefix, Luck::Kept];
            let luck = luck.get(nth % luck.len()).copied().unwrap_or(Luck::Lost);
            let image = place.join("image");
            disk.crash(&image, luck, &mut random)?;
            match check::image(&image, &acks, self.way == Way::Store).await {
                Ok(0) => {}
                Ok(lost) => {
                    if self.way != Way::RawNormal {
                        eprintln!("cut {cut} {luck:?} seed {}: {lost} lost", self.seed);
                    }
                    outcome.lost_images += 1;
                    outcome.lost_most = outcome.lost_most.max(lost);
                }
                Err(error) => outcome
                    .damaged
                    .push(format!("cut {cut} {luck:?} seed {}: {error:#}", self.seed)),
            }
            std::fs::remove_dir_all(&image)?;
        }
        outcome.acknowledged = acks.iter().filter(|ack| matches!(ack, Ack::Stored(_))).count();
        Ok(outcome)
    }
}

fn acknowledged(records: &[Record]) -> anyhow::Result<Vec<Ack>> {
    let said = records.iter().filter_map(|record| match record {
        Record::Acknowledge(line) => Some(Ack::parse(line)),
        _ => None,
    });
    said.collect()
}

/// Acknowledged files that a power cut right then could have taken, at any acknowledgement.
fn files_before_they_are_durable(log: &Log) -> anyhow::Result<Vec<String>> {
    let (mut disk, mut early) = (Disk::new(log), Vec::new());
    for (at, record) in log.records.iter().enumerate() {
        let Record::Acknowledge(line) = record else { continue };
        disk.advance(at);
        let Ack::Stored(Stored { blob: Some(blob), .. }) = Ack::parse(line)? else { continue };
        let folder = |at| blob.get(at).unwrap_or_default();
        let path = format!("blobs/{}/{}/{blob}", folder(0..2), folder(2..4));
        if !disk.is_durable(&path) {
            early.push(format!("record {at}: {path}"));
        }
    }
    Ok(early)
}

/// Where to cut: anywhere, right after an acknowledgement, or right after a write to the database
/// file, which is when a checkpoint is under way.
fn cuts(log: &Log, count: usize, random: &mut StdRng) -> Vec<usize> {
    let database: Vec<u64> = log
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Create { path, inode } if path == "madoguchi.db" => Some(*inode),
            _ => None,
        })
        .collect();
    let after = |wanted: &dyn Fn(&Record) -> bool| -> Vec<usize> {
        let found = log.records.iter().enumerate().filter(|(_, record)| wanted(record));
        found.map(|(at, _)| at + 1).collect()
    };
    let acks = after(&|record| matches!(record, Record::Acknowledge(_)));
    let pages =
        after(&|record| matches!(record, Record::Write { inode, .. } if database.contains(inode)));
    let one = |nth: usize, random: &mut StdRng| {
        let places = match nth % 3 {
            0 => &acks,
            1 => &pages,
            _ => return random.random_range(0..=log.records.len()),
        };
        let place = random.random_range(0..places.len().max(1));
        places.get(place).copied().unwrap_or(log.records.len())
    };
    (0..count).map(|nth| one(nth, random)).collect()
}

/// The record is complete: replayed without a cut, it is what lies in the folder.
fn complete(log: &Log, data: &Path, home: &Path) -> anyhow::Result<()> {
    let mut disk = Disk::new(log);
    disk.advance(log.records.len());
    let replayed = home.join("replayed");
    disk.crash(&replayed, Luck::Kept, &mut StdRng::seed_from_u64(0))?;
    same(data, &replayed)?;
    Ok(std::fs::remove_dir_all(&replayed)?)
}

fn same(real: &Path, replayed: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(real)? {
        let entry = entry?;
        let (name, twin) = (entry.file_name(), replayed.join(entry.file_name()));
        let is_shared_memory = name.to_string_lossy().ends_with("-shm");
        if is_shared_memory || name == "tmp" {
            // Shared memory is made anew; unfinished files are of no interest.
            continue;
        }
        if entry.file_type()?.is_dir() {
            same(&entry.path(), &twin)?;
            continue;
        }
        let replayed = std::fs::read(&twin).with_context(|| format!("not recorded: {name:?}"))?;
        ensure!(replayed == std::fs::read(entry.path())?, "recorded otherwise: {name:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &str = "MADOGUCHI_POWERCUT_JOB";

    /// Runs a plan whose recorded process is this test program, started for one test.
    async fn outcome(way: Way, images: usize, test: &str) -> Outcome {
        if let Ok(job) = std::env::var(JOB) {
            writer::work(job.parse().unwrap()).await.unwrap();
            std::process::exit(0);
        }
        let test = format!("powercut::tests::{test}");
        let again = |job: &Job| Again {
            arguments: vec![test.clone(), "--exact".to_owned(), "--nocapture".to_owned()],
            environment: Some((JOB, job.text())),
        };
        let plan = Plan { way, images, messages: 1_200, seed: 7 };
        plan.run(&again).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn power_cuts_lose_nothing_acknowledged_on_sqlite() {
        let outcome =
            outcome(Way::Store, 40, "power_cuts_lose_nothing_acknowledged_on_sqlite").await;
        assert_eq!(outcome.damaged, [""; 0]);
        assert_eq!(outcome.lost_images, 0, "{outcome:?}");
        assert!(outcome.acknowledged > 1_500 && outcome.in_checkpoint > 3, "{outcome:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn power_cuts_are_seen_to_lose_with_weaker_syncs_on_sqlite() {
        let outcome =
            outcome(Way::RawNormal, 12, "power_cuts_are_seen_to_lose_with_weaker_syncs_on_sqlite")
                .await;
        assert_eq!(outcome.damaged, [""; 0]);
        assert!(outcome.lost_images > 0, "the method is blind: {outcome:?}");
    }
}
