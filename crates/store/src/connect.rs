//! Making connections: options of both databases, the data folder, the lock file.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};

use crate::dialect::Dialect;
use crate::error::StoreError;

/// How long a reader waits for a free connection, and a connection for its server.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long SQLite waits for a lock held by another connection (a backup, a checkpoint).
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection.
const STATEMENTS: usize = 512;

/// Makes connections to one database.
#[derive(Clone, Debug)]
pub(crate) enum Connector {
    /// A file in the data folder.
    Sqlite {
        /// The file.
        file: PathBuf,
        /// Largest size in pages.
        max_pages: Option<u32>,
    },
    /// A server.
    Postgres(Box<PgConnectOptions>),
}

impl Connector {
    /// From a `postgres://` address, or for `madoguchi.db` in the data folder.
    pub(crate) fn new(
        data_dir: &Path,
        database_url: Option<&str>,
        max_pages: Option<u32>,
    ) -> Result<Self, StoreError> {
        let Some(url) = database_url else {
            return Ok(Self::Sqlite { file: data_dir.join("madoguchi.db"), max_pages });
        };
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Other(
                "the database address must begin with postgres://".into(),
            ));
        }
        let options: PgConnectOptions = url.parse().map_err(|_| {
            // The parser's message may repeat the address with its password.
            StoreError::Other("the database address cannot be read".into())
        })?;
        let options = options
            .application_name("madoguchi")
            .statement_cache_capacity(STATEMENTS)
            .disable_statement_logging();
        Ok(Self::Postgres(Box::new(options)))
    }

    /// Which database it is.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The writer's connection: a pool of exactly one, for ever.
    pub(crate) async fn writer(&self) -> Result<DatabaseConnection, StoreError> {
        match self {
            Self::Sqlite { file, max_pages } => {
                let mut options = sqlite(file)
                    .create_if_missing(true)
                    // 8 KiB pages: index entries of (tenant, id, seq) are wide, trees get flatter.
                    .page_size(8192)
                    .journal_mode(SqliteJournalMode::Wal)
                    // FULL: a commit is on disk before it is acknowledged, also at power loss.
                    .synchronous(SqliteSynchronous::Full)
                    // Checkpoint each 4,000 pages (32 MiB): rarer than the default of 1,000, so that
                    // hot index pages are copied once for many commits; small enough for a quick
                    // recovery. The log file shrinks to 64 MiB after a burst.
                    .pragma("wal_autocheckpoint", "4000")
                    .pragma("journal_size_limit", "67108864")
                    .pragma("cache_size", "-65536")
                    // What is written over is gone from the file: who was erased is in no free page.
                    .pragma("secure_delete", "ON")
                    // Savepoints keep the pages they change aside: not in a file, which is created,
                    // written and removed for every write of a group.
                    .pragma("temp_store", "MEMORY");
                if let Some(pages) = max_pages {
                    options = options.pragma("max_page_count", pages.to_string());
                }
                let pool = SqlitePoolOptions::new()
                    .max_connections(1)
                    .min_connections(1)
                    .test_before_acquire(false)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
            }
            Self::Postgres(options) => {
                // A write is bounded by the writer itself; this stops what the server would go on
                // with after the writer gave up.
                let options = options.as_ref().clone().options([
                    ("statement_timeout", "10s"),
                    ("lock_timeout", "5s"),
                    // An open transaction holds back every reader of the log: one of a node that
                    // hangs must not stand for ever.
                    ("idle_in_transaction_session_timeout", "60s"),
                ]);
                let pool = PgPoolOptions::new()
                    .max_connections(1)
                    .test_before_acquire(false)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
            }
        }
    }

    /// Connections that only read and may take as long as it takes: backups and checks.
    pub(crate) async fn unhurried(&self, count: u32) -> Result<DatabaseConnection, StoreError> {
        match self {
            Self::Sqlite { .. } => self.readers(count).await,
            Self::Postgres(options) => {
                let options = options
                    .as_ref()
                    .clone()
                    .options([("statement_timeout", "0"), ("default_transaction_read_only", "on")]);
                let pool = PgPoolOptions::new()
                    .max_connections(count)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
            }
        }
    }

    /// A connection that writes and may take as long as it takes: putting a backup back.
    pub(crate) async fn unhurried_writer(&self) -> Result<DatabaseConnection, StoreError> {
        match self {
            Self::Sqlite { .. } => self.writer().await,
            Self::Postgres(options) => {
                let options = options.as_ref().clone().options([("statement_timeout", "0")]);
                let pool = PgPoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
            }
        }
    }

    /// Connections that only read.
    pub(crate) async fn readers(&self, count: u32) -> Result<DatabaseConnection, StoreError> {
        match self {
            Self::Sqlite { file, .. } => {
                let options = sqlite(file).read_only(true).pragma("cache_size", "-16384");
                let pool = SqlitePoolOptions::new()
                    .max_connections(count)
                    .test_before_acquire(false)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
            }
            Self::Postgres(options) => {
                let options = options.as_ref().clone().options([
                    ("statement_timeout", "30s"),
                    ("default_transaction_read_only", "on"),
                ]);
                let pool = PgPoolOptions::new()
                    .max_connections(count)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await?;
                Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
            }
        }
    }
}

pub(crate) fn sqlite(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        // Reading through a memory map turns an I/O error into a signal that ends the process.
        .pragma("mmap_size", "0")
        .disable_statement_logging()
}

/// Makes the data folder, for this user only.
pub(crate) fn make_data_dir(dir: &Path) -> Result<(), StoreError> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    Ok(())
}

/// Takes the lock of an embedded database; a process that ends, however it ends, lets it go.
/// Waits a moment, because the process before may be about to end.
pub(crate) async fn lock(data_dir: &Path) -> Result<File, StoreError> {
    let path = data_dir.join("lock");
    let file =
        OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(path)?;
    for _ in 0..40 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::Other(format!(
        "another process already uses the data folder {}",
        data_dir.display()
    )))
}
