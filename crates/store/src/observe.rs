//! Looking at a store from another process, while its server runs or not: no lock, no migration,
//! nothing is changed. What backups and checks begin with.

use std::path::{Path, PathBuf};

use model::TenantId;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement, StreamTrait};
use sea_orm_migration::MigratorTrait;
use sha2::{Digest, Sha256};

use futures_util::TryStreamExt as _;

use crate::blobs::Blobs;
use crate::conn::Conn;
use crate::connect::Connector;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::migration::Migrator;
use crate::open::StoreOptions;
use crate::scope::{Scope, System};
use crate::secret::Sealer;

/// Connections that look at the same time.
const CONNECTIONS: u32 = 2;

/// A store that is only looked at.
#[derive(Debug)]
pub struct Observer {
    pub(crate) connector: Connector,
    pub(crate) db: DatabaseConnection,
    blobs: Blobs,
    data_dir: PathBuf,
    secret_key: Option<[u8; 32]>,
}

/// A table as the database declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A table's content in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    /// The sum of the SHA-256 of all rows, hex: equal for equal rows in whatever order.
    pub digest: String,
}

/// How a database's schema stands to this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// It is this program's.
    Current,
    /// So many migrations are missing.
    Behind(usize),
    /// It has this migration, which this program does not know.
    Ahead(String),
    /// There is none: nobody has opened this database yet.
    Absent,
}

impl Observer {
    /// Opens what is there.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no embedded database; [`StoreError::Unavailable`] when
    /// the server cannot be reached.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let url = options.database_url.as_deref();
        let connector = Connector::new(&options.data_dir, url, None)?;
        if let Connector::Sqlite { file, .. } = &connector
            && !file.is_file()
        {
            return Err(StoreError::NotFound("the database"));
        }
        let db = connector.unhurried(CONNECTIONS).await?;
        Ok(Self {
            connector,
            db,
            blobs: Blobs::at(&options.data_dir),
            data_dir: options.data_dir.clone(),
            secret_key: options.secret_key,
        })
    }

    /// All tenants at once.
    #[must_use]
    pub fn system(&self) -> System<'static> {
        System { conn: Conn::Pool(self.db.clone()) }
    }

    /// One tenant.
    #[must_use]
    pub fn tenant(&self, tenant: TenantId) -> Scope<'static> {
        Scope { tenant, conn: Conn::Pool(self.db.clone()) }
    }

    /// Its files.
    #[must_use]
    pub const fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Its folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Its key; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is no key; those of reading it.
    pub fn sealer(&self) -> Result<Option<Sealer>, StoreError> {
        Sealer::existing(&self.data_dir, self.secret_key)
    }

    /// How its schema stands to this program.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        let applied = migrations(&self.db).await?;
        if applied.is_empty() {
            return Ok(Schema::Absent);
        }
        let known = known_migrations();
        Ok(match applied.iter().find(|name| !known.contains(name)) {
            Some(unknown) => Schema::Ahead(unknown.clone()),
            None if applied.len() == known.len() => Schema::Current,
            None => Schema::Behind(known.len() - applied.len()),
        })
    }

    /// What the database itself says about its pages and indexes; `None` when all is well. On
    /// PostgreSQL, which checks while it reads, that it answers.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn damage(&self, thorough: bool) -> Result<Option<String>, StoreError> {
        let row = text_rows(&self.db, Dialect::of(&self.db).check(thorough)).await?;
        Ok(row.into_iter().next().filter(|said| said != "ok"))
    }

    /// Every table, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tables(&self) -> Result<Vec<Table>, StoreError> {
        tables(&self.db).await
    }

    /// The content of a table's columns in short; the table may have others besides.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tally(&self, table: &Table) -> Result<Tally, StoreError> {
        let sql = Dialect::of(&self.db).rows_as_text(&table.name, &table.columns);
        let statement =
            Statement::from_string(ConnectionTrait::get_database_backend(&self.db), sql);
        let mut rows = self.db.stream_raw(statement).await?;
        let (mut count, mut sum) = (0, [0_u64; 4]);
        while let Some(row) = rows.try_next().await? {
            let line: String = row.try_get_by_index(0)?;
            let digest = Sha256::digest(line.as_bytes());
            for (to, part) in sum.iter_mut().zip(digest.chunks_exact(8)) {
                *to = to.wrapping_add(part.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)));
            }
            count += 1;
        }
        let digest = sum.iter().map(|part| format!("{part:016x}")).collect();
        Ok(Tally { rows: count, digest })
    }

    /// The instant of the database's own clock, microseconds; `None` where there is only this
    /// machine's.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn database_micros(&self) -> Result<Option<i64>, StoreError> {
        let Some(now) = Dialect::of(&self.db).own_clock() else { return Ok(None) };
        let statement =
            sea_orm::sea_query::Query::select().expr_as(Expr::cust(now), "now").to_owned();
        let row = self.db.query_one(&statement).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Lets it go.
    ///
    /// # Errors
    /// Those of closing connections.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}

/// The migrations that this program knows, in order.
pub(crate) fn known_migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The migrations that were applied, in order; none in an empty database.
pub(crate) async fn migrations(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    if !tables(db).await?.iter().any(|table| table.name == MIGRATIONS) {
        return Ok(Vec::new());
    }
    text_rows(db, &format!("SELECT version FROM {MIGRATIONS} ORDER BY version")).await
}

/// The table in which applied migrations stand.
pub(crate) const MIGRATIONS: &str = "seaql_migrations";

/// Every table, by name.
pub(crate) async fn tables(db: &impl ConnectionTrait) -> Result<Vec<Table>, StoreError> {
    #[derive(FromQueryResult)]
    struct Line {
        name: String,
        part: String,
    }
    let sql = Dialect::of(db).columns();
    let lines = Line::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let mut tables: Vec<Table> = Vec::new();
    for Line { name, part } in lines.all(db).await? {
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(part),
            _ => tables.push(Table { name, columns: vec![part] }),
        }
    }
    Ok(tables)
}

/// The first column of every row.
pub(crate) async fn text_rows(
    db: &impl ConnectionTrait,
    sql: &str,
) -> Result<Vec<String>, StoreError> {
    let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let rows = db.query_all_raw(statement).await?;
    Ok(rows.into_iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
