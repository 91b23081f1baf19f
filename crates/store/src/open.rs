//! Opening the store, and the handle everything else starts from.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::TenantId;
use model::event::NewEvent;
use model::limits;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{mpsc, oneshot, watch};

use crate::backup::UNFINISHED;
use crate::blobs::Blobs;
use crate::command::{Append, Command};
use crate::conn::Conn;
use crate::connect::{self, Connector};
use crate::error::StoreError;
use crate::handle::{SystemStore, TenantStore};
use crate::log::append::PendingEvent;
use crate::log::tail;
use crate::meters::Meters;
use crate::migration::Migrator;
use crate::random::Random;
use crate::scope::System;
use crate::secret::Sealer;
use crate::tx::{Committed, SystemTx, TxFuture};
use crate::writer::{Message, Writer};

/// How to open a store. Printed without its secrets.
#[derive(Clone)]
pub struct StoreOptions {
    /// Folder of the embedded database, blobs and key; made if missing, for this user only.
    pub data_dir: PathBuf,
    /// `postgres://…`; without it the database is embedded (SQLite) in the data folder.
    pub database_url: Option<String>,
    /// Connections that read at the same time.
    pub readers: u32,
    /// How long one write may take before it is rolled back.
    pub write_timeout: Duration,
    /// How long a commit group takes further writes that wait. Longer means fewer syncs under load
    /// and later answers; a lone write is never delayed.
    pub group_time: Duration,
    /// Key for secrets at rest; without it, `secret.key` in the data folder, made if missing.
    pub secret_key: Option<[u8; 32]>,
    /// Seed of the ids' randomness, for repeatable tests; without it, the operating system's.
    pub random_seed: Option<[u8; 32]>,
    /// Largest size of the embedded database in pages of 8 KiB; without it, the device's.
    pub max_pages: Option<u32>,
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may carry a password.
        f.debug_struct("StoreOptions")
            .field("data_dir", &self.data_dir)
            .field("is_server", &self.database_url.is_some())
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}

impl StoreOptions {
    /// An embedded database in a folder.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            database_url: None,
            readers: 4,
            write_timeout: Duration::from_secs(5),
            group_time: Duration::from_millis(10),
            secret_key: None,
            random_seed: None,
            max_pages: None,
        }
    }

    /// The same with a PostgreSQL server as its database.
    #[must_use]
    pub fn with_database_url(mut self, url: impl Into<String>) -> Self {
        self.database_url = Some(url.into());
        self
    }
}

/// A handle of the open store; cheap to clone. Dropping the last one ends the writer after what
/// waits is written; [`Store::close`] waits for that.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: DatabaseConnection,
    queue: mpsc::Sender<Message>,
    committed: watch::Receiver<i64>,
    random: Random,
    blobs: Blobs,
    sealer: Sealer,
    meters: Meters,
}

impl Store {
    /// Opens the store: makes the data folder, takes its lock (embedded only), applies missing
    /// migrations, starts the writer on the running tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server cannot be reached; [`StoreError::Other`] when
    /// another process uses the folder or the database is newer than this program.
    pub async fn open(options: StoreOptions) -> Result<Self, StoreError> {
        connect::make_data_dir(&options.data_dir)?;
        if options.data_dir.join(UNFINISHED).exists() {
            return Err(StoreError::Other(format!(
                "a restore into this folder did not end (it holds `{UNFINISHED}`): empty the folder \
                 and restore again"
            )));
        }
        let connector =
            Connector::new(&options.data_dir, options.database_url.as_deref(), options.max_pages)?;
        let lock = match connector {
            Connector::Sqlite { .. } => Some(connect::lock(&options.data_dir).await?),
            Connector::Postgres(_) => None,
        };
        let db = connector.writer().await?;
        migrate(&connector, &db).await?;
        let readers = connector.readers(options.readers).await?;
        let last = tail::last_seq(&System { conn: Conn::Pool(readers.clone()) }).await?;
        let sealer = Sealer::open(&options.data_dir, options.secret_key)?;
        let blobs = Blobs::open(&options.data_dir)?;
        let (queue, waiting) = mpsc::channel(limits::WRITE_QUEUE_MAX);
        let (sender, committed) = watch::channel(last);
        let random = Random::new(options.random_seed);
        let meters = Meters::default();
        let writer = Writer {
            connector,
            db: Some(db),
            queue: waiting,
            committed: sender,
            random: random.clone(),
            write_timeout: options.write_timeout,
            group_time: options.group_time,
            stopping: Vec::new(),
            settling: Vec::new(),
            meters: meters.clone(),
            lock,
        };
        tokio::spawn(writer.run());
        let inner = Inner { readers, queue, committed, random, blobs, sealer, meters };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The store of one tenant: what handlers get.
    #[must_use]
    pub fn tenant(&self, tenant: TenantId) -> TenantStore {
        TenantStore::new(self.clone(), tenant)
    }

    /// The store across tenants: sign-in, public keys, the log tail, background work.
    #[must_use]
    pub fn system(&self) -> SystemStore {
        SystemStore::new(self.clone())
    }

    /// Wakes readers of the log: the last position committed through this process. Other
    /// processes on the same PostgreSQL do not wake it, and there a just committed event may have
    /// to wait for an older transaction; so readers also poll.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.inner.committed.clone()
    }

    /// What the writer counts.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.inner.meters
    }

    /// Writes that wait for the writer.
    #[must_use]
    pub fn waiting_writes(&self) -> usize {
        self.inner.queue.max_capacity().saturating_sub(self.inner.queue.capacity())
    }

    /// Files by content.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Seals secrets and signs tokens.
    #[must_use]
    pub fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    /// A new id, for things named before their write begins.
    #[must_use]
    pub fn id<T: From<uuid::Uuid>>(&self, now: Timestamp) -> T {
        self.inner.random.id(now)
    }

    /// Writes what waits, closes all connections and lets the data folder go. Later calls on any
    /// clone fail with [`StoreError::Unavailable`].
    ///
    /// # Errors
    /// Those of closing the readers.
    pub async fn close(&self) -> Result<(), StoreError> {
        let (done, ended) = oneshot::channel();
        if self.inner.queue.send(Message::Stop(done)).await.is_ok() {
            // Either answer means that the writer has ended.
            let _ = ended.await;
        }
        Ok(self.inner.readers.close_by_ref().await?)
    }

    /// Brings what is committed into the database's files and empties the log before them, so that
    /// nothing of what was written over is left there. Does nothing where another server keeps them.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while a reader is in the way: try again later.
    pub async fn settle(&self) -> Result<(), StoreError> {
        let (done, answer) = oneshot::channel();
        self.enqueue(Message::Settle(done))?;
        answer.await.unwrap_or_else(|_| Err(writer_gone()))
    }

    pub(crate) fn reader(&self) -> Conn<'static> {
        Conn::Pool(self.inner.readers.clone())
    }

    /// Hands a write to the writer and waits until it is durable.
    pub(crate) async fn write<T, E, F>(&self, now: Timestamp, work: F) -> Result<Committed<T>, E>
    where
        F: for<'t> FnOnce(&'t mut SystemTx<'_>) -> TxFuture<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Message::Job(Box::new(Command { now, work, reply })))?;
        answer.await.unwrap_or_else(|_| Err(writer_gone().into()))
    }

    /// Hands events to the writer and waits until they are durable.
    pub(crate) async fn append(
        &self,
        tenant: TenantId,
        now: Timestamp,
        events: Vec<NewEvent>,
    ) -> Result<Committed<()>, StoreError> {
        let prepared = events
            .into_iter()
            .map(|event| PendingEvent::new(tenant, self.id(now), now, event))
            .collect::<Result<_, _>>()?;
        let (reply, answer) = oneshot::channel();
        self.enqueue(Message::Job(Box::new(Append { events: prepared, reply })))?;
        answer.await.unwrap_or_else(|_| Err(writer_gone()))
    }

    fn enqueue(&self, message: Message) -> Result<(), StoreError> {
        self.inner.queue.try_send(message).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => {
                StoreError::Unavailable("the store is closed".into())
            }
        })
    }
}

fn writer_gone() -> StoreError {
    StoreError::Unknown("the writer ended".into())
}

/// Applies missing migrations in one transaction, alone: on SQLite by the write lock, on
/// PostgreSQL by an advisory lock.
async fn migrate(connector: &Connector, db: &DatabaseConnection) -> Result<(), StoreError> {
    let dialect = connector.dialect();
    let all = db.begin_with_options(dialect.write_transaction()).await?;
    for statement in dialect.migration_lock() {
        all.execute_unprepared(statement).await?;
    }
    Migrator::up(&all, None).await?;
    for statement in dialect.repairs() {
        let repaired = all.execute_unprepared(statement).await?.rows_affected();
        if repaired > 0 {
            tracing::warn!(repaired, "events of another server were made readable");
        }
    }
    Ok(all.commit().await?)
}
