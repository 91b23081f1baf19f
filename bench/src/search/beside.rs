//! What the database itself offers: LIKE on the table of messages, and FTS5 with trigrams.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use uuid::Uuid;

use super::{count, fill::Filled};
use crate::figures::{Figures, Spread};

/// What one of the sides took and found.
#[derive(Default)]
pub(crate) struct Side {
    taken: Vec<Duration>,
    there: usize,
    found: usize,
    wrong: usize,
}

impl Side {
    /// Notes an answer beside what is there.
    pub(crate) fn note(&mut self, taken: Duration, there: &[u32], found: &[u32]) {
        self.taken.push(taken);
        let there: HashSet<u32> = there.iter().copied().collect();
        let right = found.iter().filter(|place| there.contains(place)).count();
        self.there += there.len();
        self.found += right;
        self.wrong += found.len() - right;
    }

    pub(crate) fn report(self, name: &str, figures: &mut Figures) {
        let share = |part: usize, all: usize| {
            if all == 0 { 1.0 } else { count(part as u64) / count(all as u64) }
        };
        let recall = share(self.found, self.there);
        let wrong = 1.0 - share(self.found, self.found + self.wrong);
        figures.add(&format!("{name}_p50_ms"), Spread::of(self.taken).millis(0.5), "ms");
        figures.add(&format!("{name}_recall"), recall, "of what is there");
        figures.add(&format!("{name}_wrong"), wrong, "of what is found");
    }
}

/// Connections to the same messages.
pub(crate) struct Others<'a> {
    rows: SqliteConnection,
    grams: SqliteConnection,
    filled: &'a Filled,
}

impl<'a> Others<'a> {
    /// Opens the store's database beside it, and makes the table with trigrams.
    pub(crate) async fn open(folder: &Path, filled: &'a Filled) -> anyhow::Result<Self> {
        let file = std::fs::read_dir(folder)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|end| end == "db" || end == "sqlite"))
            .context("the store has made no database file")?;
        let rows = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .pragma("cache_size", "-65536")
            .connect()
            .await?;
        let mut grams = SqliteConnectOptions::new()
            .filename(folder.join("grams.sqlite3"))
            .create_if_missing(true)
            .pragma("cache_size", "-65536")
            .pragma("synchronous", "OFF")
            .connect()
            .await?;
        let begun = Instant::now();
        let make = "CREATE VIRTUAL TABLE found USING fts5(text, content='', tokenize='trigram')";
        sqlx::query(make).execute(&mut grams).await?;
        let mut rowid = 0_i64;
        for part in filled.texts.chunks(10_000) {
            let mut transaction = grams.begin().await?;
            for text in part {
                sqlx::query("INSERT INTO found (rowid, text) VALUES ($1, $2)")
                    .bind(rowid)
                    .bind(text)
                    .execute(&mut *transaction)
                    .await?;
                rowid += 1;
            }
            transaction.commit().await?;
        }
        println!("FTS5 was made in {:.0} s", begun.elapsed().as_secs_f64());
        Ok(Self { rows, grams, filled })
    }

    /// The newest twenty by LIKE, and all that it finds.
    pub(crate) async fn like(&mut self, words: &[String]) -> anyhow::Result<(Duration, Vec<u32>)> {
        let each = (0..words.len()).map(|at| format!(" AND text LIKE ${} ESCAPE '\\'", at + 2));
        let which = format!("FROM message WHERE tenant = $1{}", each.collect::<String>());
        let newest = format!("SELECT id {which} ORDER BY at DESC LIMIT 20");
        let begun = Instant::now();
        self.ids(&newest, words).await?;
        let taken = begun.elapsed();
        let found = self.ids(&format!("SELECT id {which}"), words).await?;
        Ok((taken, found))
    }

    async fn ids(&mut self, sql: &str, words: &[String]) -> anyhow::Result<Vec<u32>> {
        let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).bind(self.filled.tenant.0);
        for word in words {
            query = query.bind(format!("%{}%", word.replace('%', "\\%").replace('_', "\\_")));
        }
        let rows = query.fetch_all(&mut self.rows).await?;
        let ids = rows.iter().filter_map(|row| row.try_get::<Uuid, _>(0).ok());
        Ok(ids.filter_map(|id| self.filled.place.get(&id).copied()).collect())
    }

    /// The newest twenty by FTS5, and all that it finds.
    pub(crate) async fn fts(&mut self, words: &[String]) -> anyhow::Result<(Duration, Vec<u32>)> {
        let quoted = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
        let text = quoted.collect::<Vec<_>>().join(" AND ");
        let all = "SELECT rowid FROM found WHERE found MATCH $1";
        let newest = format!("{all} ORDER BY rowid DESC LIMIT 20");
        let begun = Instant::now();
        let query = sqlx::query(AssertSqlSafe(newest)).bind(&text);
        query.fetch_all(&mut self.grams).await?;
        let taken = begun.elapsed();
        let rows = sqlx::query(all).bind(&text).fetch_all(&mut self.grams).await?;
        let places = rows.iter().filter_map(|row| row.try_get::<i64, _>(0).ok());
        Ok((taken, places.filter_map(|place| u32::try_from(place).ok()).collect()))
    }
}
