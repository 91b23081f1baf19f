//! The rows of PostgreSQL, out of one snapshot and into one transaction.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, Statement, TransactionTrait as _,
};
use tokio::io::AsyncReadExt as _;

use super::BackupError;
use super::manifest::TableRows;
use crate::dialect::{Dialect, quoted};
use crate::error::StoreError;
use crate::observe::{MIGRATIONS, Table};

/// How long a snapshot is waited for that shows every position before its last.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes sent at a time.
const PIECE: usize = 256 * 1024;

/// Whether a snapshot shows every position before its last: each transaction that could still fill
/// one has ended.
const IN_ORDER: &str = "SELECT coalesce((SELECT txid < pg_snapshot_xmin(pg_current_snapshot()) \
     FROM event ORDER BY txid DESC LIMIT 1), true) \
     AND coalesce((SELECT max(txid) FROM event) < pg_snapshot_xmin(pg_current_snapshot()), true)";

/// A snapshot whose log is a prefix of the log.
pub(super) async fn snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, BackupError> {
    let begun = Instant::now();
    loop {
        let isolation = Some(IsolationLevel::RepeatableRead);
        let snapshot = db.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await;
        let snapshot = snapshot.map_err(StoreError::from)?;
        if shows_all(&snapshot).await? {
            return Ok(snapshot);
        }
        snapshot.rollback().await.map_err(StoreError::from)?;
        if begun.elapsed() > PATIENCE {
            return Err(BackupError::LogBusy);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn shows_all(snapshot: &DatabaseTransaction) -> Result<bool, StoreError> {
    let row = snapshot.query_one_raw(Statement::from_string(DbBackend::Postgres, IN_ORDER)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(true))
}

/// A further connection that sees the same snapshot, for `COPY`.
pub(super) async fn join(
    options: &PgConnectOptions,
    snapshot: &DatabaseTransaction,
) -> Result<PgConnection, StoreError> {
    let name = Statement::from_string(DbBackend::Postgres, "SELECT pg_export_snapshot()");
    let name = snapshot.query_one_raw(name).await?;
    let name: String = name.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    let mut joined = PgConnection::connect_with(options).await?;
    joined.execute("SET statement_timeout = 0").await?;
    joined.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let see = format!("SET TRANSACTION SNAPSHOT '{}'", name.replace('\'', "''"));
    joined.execute(AssertSqlSafe(see)).await?;
    Ok(joined)
}

/// Writes a table's rows to a file; returns the table with their number.
pub(super) async fn copy_out(
    from: &mut PgConnection,
    table: Table,
    to: &Path,
) -> Result<TableRows, BackupError> {
    let Table { name, mut columns } = table;
    columns.retain(|column| !Dialect::Postgres.is_of_this_server(&name, column));
    let copy = format!("COPY {} ({}) TO STDOUT", quoted(&name), list(&columns));
    let mut file = std::io::BufWriter::new(std::fs::File::create(to).map_err(BackupError::at(to))?);
    let mut pieces = from.copy_out_raw(&copy).await.map_err(StoreError::from)?;
    let mut rows = 0;
    while let Some(piece) = pieces.try_next().await.map_err(StoreError::from)? {
        // A line break inside of a value is written as `\n`.
        rows += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.write_all(&piece).map_err(BackupError::at(to))?;
    }
    file.flush().map_err(BackupError::at(to))?;
    Ok(TableRows { name, columns, rows })
}

/// The positions of all sequences.
pub(super) async fn counters(from: &mut PgConnection) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT CAST(sequencename AS text), last_value FROM pg_sequences \
         WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1";
    let rows = from.fetch_all(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, sea_orm::sqlx::Error>>()?)
}

/// Whether rows may be put here: nothing is here, or an empty schema of exactly these migrations.
/// Returns whether the schema is here already.
pub(super) async fn is_free(
    db: &DatabaseConnection,
    schema: &[String],
) -> Result<bool, BackupError> {
    let tables = crate::observe::tables(db).await?;
    if tables.is_empty() {
        return Ok(false);
    }
    let occupied = || BackupError::NotEmpty("the database".into());
    if crate::observe::migrations(db).await? != schema {
        return Err(occupied());
    }
    for table in tables.iter().filter(|table| table.name != MIGRATIONS) {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name));
        let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        if row.map_err(StoreError::from)?.is_some() {
            return Err(occupied());
        }
    }
    Ok(true)
}

/// Puts rows into an empty schema in one transaction: all of them or none.
pub(super) async fn copy_in(
    options: &PgConnectOptions,
    tables: &[TableRows],
    counters: &[(String, i64)],
    folder: &Path,
) -> Result<(), BackupError> {
    let mut to = PgConnection::connect_with(options).await.map_err(StoreError::from)?;
    to.execute("SET statement_timeout = 0").await.map_err(StoreError::from)?;
    let mut all = to.begin().await.map_err(StoreError::from)?;
    for table in in_order_of_references(&mut all, tables).await? {
        let path = folder.join(format!("{}.copy", table.name));
        let copied = copy_table(&mut all, table, &path).await?;
        if copied != table.rows {
            let (name, rows) = (&table.name, table.rows);
            return Err(BackupError::Damaged(format!("{name}: {copied} of {rows} rows")));
        }
    }
    for (name, at) in counters {
        let set = sea_orm::sqlx::query("SELECT setval(CAST(quote_ident($1) AS regclass), $2)");
        set.bind(name).bind(at).execute(&mut *all).await.map_err(StoreError::from)?;
    }
    all.commit().await.map_err(StoreError::from)?;
    Ok(to.close().await.map_err(StoreError::from)?)
}

async fn copy_table(
    to: &mut PgConnection,
    table: &TableRows,
    path: &Path,
) -> Result<u64, BackupError> {
    let copy = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), list(&table.columns));
    let mut file = tokio::fs::File::open(path).await.map_err(BackupError::at(path))?;
    let mut rows = to.copy_in_raw(&copy).await.map_err(StoreError::from)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).await.map_err(BackupError::at(path))?;
        if read == 0 {
            return Ok(rows.finish().await.map_err(StoreError::from)?);
        }
        rows.send(piece.get(..read).unwrap_or_default()).await.map_err(StoreError::from)?;
    }
}

/// Tables such that each comes after those that it refers to.
async fn in_order_of_references<'t>(
    db: &mut PgConnection,
    tables: &'t [TableRows],
) -> Result<Vec<&'t TableRows>, BackupError> {
    let sql = "SELECT CAST(c.relname AS text), CAST(p.relname AS text) FROM pg_constraint f \
         JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid \
         WHERE f.contype = 'f' AND f.conrelid <> f.confrelid";
    let rows = db.fetch_all(sql).await.map_err(StoreError::from)?;
    let references: Vec<(String, String)> = rows
        .into_iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, sea_orm::sqlx::Error>>()
        .map_err(StoreError::from)?;
    let mut left: Vec<&TableRows> = tables.iter().collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waiting: BTreeSet<&str> = left.iter().map(|table| table.name.as_str()).collect();
        let (ready, rest): (Vec<_>, Vec<_>) = left.iter().copied().partition(|table| {
            let mut own = references.iter().filter(|(child, _)| *child == table.name);
            own.all(|(_, parent)| !waiting.contains(parent.as_str()))
        });
        if ready.is_empty() {
            return Err(StoreError::Other("tables refer to each other in a circle".into()).into());
        }
        ordered.extend(ready);
        left = rest;
    }
    Ok(ordered)
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}
