//! Search in many messages: how long each kind of query takes, whole (from the typed text to the rows
//! shown), how late the index is while messages come in, and beside it SQL LIKE and SQLite's FTS5 with
//! trigrams on the same messages: how long they take and what they miss.
//!
//! What is there to be found is told by the slow, exact definition (`language::search`): each message
//! is folded and looked through for each query.

mod beside;
mod corpus;
mod exact;
mod fill;
mod lag;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api::Caller;
use api::ports::Search as _;
use api::search::{SearchKind, SearchQuery};
use app::clock::SystemClock;
use app::{App, Config};
use clap::Args;
use jiff::Timestamp;
use model::permission::Role;
use search::{Kind, Order, Question};
use store::{Store, StoreOptions};

use crate::figures::{Figures, Spread};
use corpus::{Corpus, Group};

#[derive(Args)]
pub(crate) struct Options {
    /// Messages, ten to a case.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// Customers.
    #[arg(long, default_value_t = 200_000)]
    customers: usize,
    /// Different queries of each kind.
    #[arg(long, default_value_t = 20)]
    queries: usize,
    /// Times each query is asked.
    #[arg(long, default_value_t = 5)]
    turns: usize,
    /// Messages per second while the index's lag is measured.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// Seconds of that.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Queries of each kind that are also asked of LIKE and FTS5.
    #[arg(long, default_value_t = 4)]
    compared: usize,
    /// Folder of the data sets that the messages are made of.
    #[arg(long, env = "MADOGUCHI_DATA")]
    data: PathBuf,
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    let corpus = Corpus::read(&options.data)?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(StoreOptions::new(folder.path())).await?;
    let begun = Instant::now();
    let filled = fill::fill(&store, &corpus, options.messages, options.customers).await?;
    println!("{} messages stored in {:.0} s", filled.texts.len(), begun.elapsed().as_secs_f64());
    let config = Config { search_dir: Some(folder.path().join("search")), ..Config::default() };
    let app = App::new(store, Arc::new(SystemClock), config);
    let begun = Instant::now();
    let _jobs = app.run().await?;
    while !app.search.is_complete() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (documents, _) = app.search.counts();
    let seconds = begun.elapsed().as_secs_f64();
    figures.add("documents", count(documents), "");
    figures.add("rebuild_s", seconds, "s to make the index from the rows");
    figures.add("rebuild_documents_per_s", count(documents) / seconds, "1/s");
    figures.add(
        "index_bytes_per_document",
        size(&folder.path().join("search")) / count(documents),
        "",
    );
    let by = Caller {
        tenant: filled.tenant,
        user: filled.agent,
        roles: vec![Role::Supervisor],
        locale: api::Locale::Ja,
        ip: None,
        session: Vec::new(),
        token: None,
    };
    let groups = corpus.groups(options.queries);
    ask_all(&app, &by, &groups, options, &mut figures).await?;
    compare(&app, &by, (&groups, &filled, folder.path()), options, &mut figures).await?;
    lag::measure(&app, &by, &filled, (options.rate, options.seconds), &mut figures).await?;
    Ok(figures)
}

/// Each query some times, kind after kind.
async fn ask_all(
    app: &App,
    by: &Caller,
    groups: &[Group],
    options: &Options,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let mut worst: f64 = 0.0;
    for group in groups {
        let mut taken = Vec::new();
        let mut found = 0;
        for query in &group.queries {
            for _ in 0..options.turns {
                let asked = SearchQuery {
                    q: Some(query.typed.clone()),
                    kind: group.kind,
                    ..SearchQuery::default()
                };
                let begun = Instant::now();
                let page = app.find(by, asked).await?;
                taken.push(begun.elapsed());
                found += usize::from(!page.items.is_empty());
            }
        }
        let asked = taken.len();
        let spread = Spread::of(taken);
        let name = group.name;
        figures.add(&format!("{name}_p50_ms"), spread.millis(0.5), "ms");
        figures.add(&format!("{name}_p95_ms"), spread.millis(0.95), "ms (budget 100)");
        figures.add(&format!("{name}_answered"), count(found as u64) / count(asked as u64), "");
        worst = worst.max(spread.millis(0.95));
    }
    figures.add("worst_p95_ms", worst, "ms, the slowest kind of query (budget 100)");
    figures.add("ratio", worst / 100.0, "of the budget of 100 ms");
    Ok(())
}

/// The same queries by the others, and what each of the three finds of what is there.
async fn compare(
    app: &App,
    by: &Caller,
    (groups, filled, folder): (&[Group], &fill::Filled, &std::path::Path),
    options: &Options,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let index = app.search.index().context("the index is open")?;
    let mut others = beside::Others::open(folder, filled).await?;
    let compared: Vec<(&Group, Vec<Vec<String>>)> = groups
        .iter()
        .filter(|group| group.kind == Some(SearchKind::Message) && group.plain)
        .map(|group| {
            let words = group.queries.iter().take(options.compared);
            (group, words.map(|query| query.words.clone()).collect())
        })
        .collect();
    let all: Vec<Vec<String>> = compared.iter().flat_map(|(_, queries)| queries.clone()).collect();
    let begun = Instant::now();
    let exact = exact::search(&filled.texts, &all);
    println!("the exact search took {:.0} s for all queries", begun.elapsed().as_secs_f64());
    let mut exact = exact.into_iter();
    for (group, queries) in compared {
        let mut sides = [beside::Side::default(), beside::Side::default(), beside::Side::default()];
        for words in queries {
            let there = exact.next().unwrap_or_default();
            let question = Question {
                tenant: by.tenant,
                kind: Kind::Message,
                words: words.clone(),
                without: vec![],
                narrowed: vec![],
                or: vec![],
                from: None,
                until: None,
                order: Order::Newest,
                skip: 0,
                limit: 20,
            };
            let begun = Instant::now();
            index.ask(&question)?;
            let taken = begun.elapsed();
            let whole = Question { limit: filled.texts.len(), ..question };
            let ours = index.ask(&whole)?.hits;
            let ours: Vec<u32> =
                ours.iter().filter_map(|hit| filled.place.get(&hit.id).copied()).collect();
            let [index_side, like, fts] = &mut sides;
            index_side.note(taken, &there, &ours);
            let (taken, found) = others.like(&words).await?;
            like.note(taken, &there, &found);
            let (taken, found) = others.fts(&words).await?;
            fts.note(taken, &there, &found);
        }
        for (name, side) in ["index", "like", "fts5"].iter().zip(sides) {
            side.report(&format!("{}_{name}", group.name), figures);
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) fn count(number: u64) -> f64 {
    number as f64
}

/// Bytes of the files in a folder.
fn size(folder: &std::path::Path) -> f64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    count(files.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum())
}
