//! Durable intake of events: ours through the store's writer, beside raw batched inserts into a
//! table of the same shape with the same indexes, on the same disk, in turns.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseId, CustomerId, InteractionId, MessageId, TenantId};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use store::{Store, StoreOptions};
use testkit::postgres::Postgres;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::figures::{Figures, Spread};

/// Events of one raw insert transaction: what a group commit holds under this load.
const RAW_BATCH: usize = 500;
/// Rows of one raw insert statement.
const RAW_ROWS: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
    Both,
}

#[derive(Args)]
pub(crate) struct Options {
    /// Events of each side and database.
    #[arg(long, default_value_t = 200_000)]
    events: usize,
    /// Writers that wait for their commit at the same time.
    #[arg(long, default_value_t = 1_000)]
    in_flight: usize,
    /// Turns: each side inserts a part, then the other.
    #[arg(long, default_value_t = 10)]
    turns: usize,
    /// Which database.
    #[arg(long, value_enum, default_value = "both")]
    database: Database,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    let mut worst = f64::INFINITY;
    if options.database != Database::Postgres {
        worst = worst.min(sqlite(options, &mut figures).await?);
    }
    if options.database != Database::Sqlite {
        let server = Postgres::start(true);
        worst = worst.min(postgres(options, &server, &mut figures).await?);
    }
    figures.add("ratio", worst, "ours / raw, the lower of the databases (budget 0.5)");
    Ok(figures)
}

async fn sqlite(options: &Options, figures: &mut Figures) -> anyhow::Result<f64> {
    let ours = tempfile::tempdir()?;
    let raw = tempfile::tempdir()?;
    let store = Store::open(StoreOptions::new(ours.path())).await?;
    // A second store makes the same table with the same indexes; then only raw SQL touches it.
    let twin = Store::open(StoreOptions::new(raw.path())).await?;
    let tenant = tenant(&twin).await?;
    twin.close().await?;
    drop(twin);
    let path = database_file(raw.path())?;
    let connect = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .pragma("cache_size", "-65536");
    let mut connection = connect.connect().await?;
    let mut sides = Sides::default();
    let own = self::tenant(&store).await?;
    let (mut seq, part) = (1_i64, options.events / options.turns.max(1));
    for _ in 0..options.turns {
        sides.ours(&store, own, options.in_flight, part).await?;
        let begun = Instant::now();
        for batch in batches(part) {
            let mut transaction = connection.begin().await?;
            for rows in batch {
                let sql = insert_text(rows);
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for _ in 0..rows {
                    let row = Row::new(seq, tenant);
                    seq += 1;
                    query = query
                        .bind(row.seq)
                        .bind(row.id)
                        .bind(row.tenant)
                        .bind(row.customer)
                        .bind(row.case)
                        .bind(row.interaction)
                        .bind(row.kind)
                        .bind(row.at)
                        .bind(row.actor.to_string())
                        .bind(row.payload.to_string());
                }
                transaction.execute(query).await?;
            }
            transaction.commit().await?;
        }
        sides.raw += begun.elapsed();
    }
    Ok(sides.report("sqlite", part * options.turns, figures))
}

async fn postgres(
    options: &Options,
    server: &Postgres,
    figures: &mut Figures,
) -> anyhow::Result<f64> {
    let ours = tempfile::tempdir()?;
    let raw = tempfile::tempdir()?;
    let store =
        Store::open(StoreOptions::new(ours.path()).with_database_url(server.database())).await?;
    let url = server.database();
    let twin = Store::open(StoreOptions::new(raw.path()).with_database_url(url.clone())).await?;
    let tenant = tenant(&twin).await?;
    twin.close().await?;
    let mut connection = sqlx::postgres::PgConnection::connect(&url).await?;
    let mut sides = Sides::default();
    let own = self::tenant(&store).await?;
    let (mut seq, part) = (1_i64, options.events / options.turns.max(1));
    for _ in 0..options.turns {
        sides.ours(&store, own, options.in_flight, part).await?;
        let begun = Instant::now();
        for batch in batches(part) {
            let mut transaction = connection.begin().await?;
            for rows in batch {
                let sql = insert_text(rows);
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for _ in 0..rows {
                    let row = Row::new(seq, tenant);
                    seq += 1;
                    query = query
                        .bind(row.seq)
                        .bind(row.id)
                        .bind(row.tenant)
                        .bind(row.customer)
                        .bind(row.case)
                        .bind(row.interaction)
                        .bind(row.kind)
                        .bind(row.at)
                        .bind(row.actor)
                        .bind(row.payload);
                }
                transaction.execute(query).await?;
            }
            transaction.commit().await?;
        }
        sides.raw += begun.elapsed();
    }
    Ok(sides.report("postgres", part * options.turns, figures))
}

/// What both sides took.
#[derive(Default)]
struct Sides {
    ours: Duration,
    raw: Duration,
    commits: Vec<Duration>,
}

impl Sides {
    /// Appends events one by one, each acknowledged when it is durable.
    async fn ours(
        &mut self,
        store: &Store,
        tenant: TenantId,
        in_flight: usize,
        count: usize,
    ) -> anyhow::Result<()> {
        let places = Arc::new(Semaphore::new(in_flight));
        let mut writers = tokio::task::JoinSet::new();
        let begun = Instant::now();
        for _ in 0..count {
            let place = Arc::clone(&places).acquire_owned().await?;
            let store = store.tenant(tenant);
            writers.spawn(async move {
                let asked = Instant::now();
                let stored = store.write_events(now(), vec![event()]).await;
                drop(place);
                stored.map(|_| asked.elapsed())
            });
            while let Some(done) = writers.try_join_next() {
                self.commits.push(done??);
            }
        }
        while let Some(done) = writers.join_next().await {
            self.commits.push(done??);
        }
        self.ours += begun.elapsed();
        Ok(())
    }

    fn report(self, database: &str, count: usize, figures: &mut Figures) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let count = count as f64;
        let ours = count / self.ours.as_secs_f64();
        let raw = count / self.raw.as_secs_f64();
        let commits = Spread::of(self.commits);
        figures.add(&format!("{database}_events_per_s"), ours, "1/s");
        figures.add(&format!("{database}_raw_events_per_s"), raw, "1/s");
        figures.add(&format!("{database}_commit_p50_ms"), commits.millis(0.5), "ms");
        figures.add(&format!("{database}_commit_p99_ms"), commits.millis(0.99), "ms");
        figures.add(&format!("{database}_ratio"), ours / raw, "ours / raw (budget 0.5)");
        ours / raw
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn event() -> NewEvent {
    NewEvent {
        customer: Some(fresh().into()),
        case: Some(fresh().into()),
        interaction: Some(fresh().into()),
        actor: Actor::Customer,
        body: EventBody::MessageReceived { message: fresh().into(), automatic: false },
    }
}

fn fresh() -> Uuid {
    model::ids::uuid_v7(now(), rand::random())
}

/// The same event as a row.
struct Row {
    seq: i64,
    id: Uuid,
    tenant: Uuid,
    customer: Uuid,
    case: Uuid,
    interaction: Uuid,
    kind: &'static str,
    at: i64,
    actor: serde_json::Value,
    payload: serde_json::Value,
}

impl Row {
    fn new(seq: i64, tenant: TenantId) -> Self {
        let event = event();
        Self {
            seq,
            id: fresh(),
            tenant: tenant.0,
            customer: event.customer.map_or_else(Uuid::nil, |id: CustomerId| id.0),
            case: event.case.map_or_else(Uuid::nil, |id: CaseId| id.0),
            interaction: event.interaction.map_or_else(Uuid::nil, |id: InteractionId| id.0),
            kind: event.body.kind(),
            at: now().as_microsecond(),
            actor: serde_json::to_value(event.actor).unwrap_or_default(),
            payload: serde_json::to_value(EventBody::MessageReceived {
                message: MessageId(fresh()),
                automatic: false,
            })
            .unwrap_or_default(),
        }
    }
}

/// Statements of each transaction, as numbers of rows.
fn batches(count: usize) -> Vec<Vec<usize>> {
    let mut batches = Vec::new();
    let mut left = count;
    while left > 0 {
        let mut batch = left.min(RAW_BATCH);
        left -= batch;
        let mut statements = Vec::new();
        while batch > 0 {
            let rows = batch.min(RAW_ROWS);
            statements.push(rows);
            batch -= rows;
        }
        batches.push(statements);
    }
    batches
}

fn insert_text(rows: usize) -> String {
    const COLUMNS: usize = 10;
    let mut text = String::from(
        "INSERT INTO event (seq, id, tenant, customer, case_id, interaction, kind, at, actor, payload) VALUES ",
    );
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=COLUMNS {
            let separator = if column == 1 { "" } else { ", " };
            text.push_str(&format!("{separator}${}", row * COLUMNS + column));
        }
        text.push(')');
    }
    text
}

async fn tenant(store: &Store) -> anyhow::Result<TenantId> {
    let id: TenantId = store.id(now());
    let tenant = store::tenant::Tenant {
        id,
        slug: "bench".into(),
        name: "bench".into(),
        demo: false,
        settings: serde_json::json!({}),
        created_at: now(),
    };
    store
        .system()
        .write(now(), move |tx| Box::pin(async move { store::tenant::insert(tx, &tenant).await }))
        .await?;
    Ok(id)
}

fn database_file(folder: &std::path::Path) -> anyhow::Result<std::path::PathBuf> {
    std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "db" || ending == "sqlite"))
        .context("the store has made no database file")
}
