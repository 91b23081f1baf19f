//! Taking a backup.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::AuditId;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel as _};
use serde_json::json;
use tempfile::TempDir;

use super::archive::Writer;
use super::manifest::{KeyNote, Kind, Manifest, TableRows};
use super::{
    BackupError, FORMAT, SQLITE_FILE, TABLES_FOLDER, blobs, off_runtime, postgres, sqlite,
};
use crate::blobs::BlobId;
use crate::connect::Connector;
use crate::convert::micros;
use crate::dialect::quoted;
use crate::entity::{audit, tenant};
use crate::error::StoreError;
use crate::observe::{self, MIGRATIONS, Observer, Table};
use crate::open::StoreOptions;
use crate::random::Random;
use crate::secret::KEY_FILE;
use crate::table::blob;

/// What to take, and where to.
#[derive(Clone, Debug)]
pub struct BackupOptions {
    /// The installation.
    pub store: StoreOptions,
    /// The file that is to be made.
    pub target: PathBuf,
    /// Whether the key goes along.
    pub with_key: bool,
    /// The present instant.
    pub now: Timestamp,
    /// Version of this program.
    pub program: String,
}

/// What is known of the database before the files are added.
struct Rows {
    schema: Vec<String>,
    last_seq: i64,
    tables: Vec<TableRows>,
    counters: Vec<(String, i64)>,
    named: Vec<BlobId>,
    /// The files of the database: name in the backup, path.
    files: Vec<(String, PathBuf)>,
}

/// Takes a backup of an installation that may serve meanwhile; returns what it says about itself and
/// its size. The audit log of each tenant keeps that it was taken.
///
/// # Errors
/// [`BackupError::Exists`] when the file is there already; [`BackupError::LogBusy`]; those of the
/// store and of files.
pub async fn backup(options: &BackupOptions) -> Result<(Manifest, u64), BackupError> {
    let target = &options.target;
    if target.exists() {
        return Err(BackupError::Exists(target.clone()));
    }
    let observer = Observer::open(&options.store).await?;
    let mut writer = Writer::begin(target, options.now)?;
    // Beside the target, because that is where there must be room.
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let staging = tempfile::Builder::new().prefix(".madoguchi-backup-").tempdir_in(folder);
    let staging = staging.map_err(BackupError::at(folder))?;
    let rows = match &observer.connector {
        Connector::Sqlite { .. } => of_sqlite(&observer, &staging).await?,
        Connector::Postgres(_) => of_postgres(&observer, &staging).await?,
    };
    let key = observer.sealer()?.map(|sealer| sealer.fingerprint());
    let included = options.with_key && key.is_some();
    let mut manifest = Manifest {
        format: FORMAT,
        program: options.program.clone(),
        begun_at: options.now,
        database: kind(&observer.connector),
        schema: rows.schema,
        last_seq: rows.last_seq,
        tables: rows.tables,
        counters: rows.counters,
        key: KeyNote { included, fingerprint: key },
        missing: Vec::new(),
        files: Vec::new(),
    };
    let (files, named) = (rows.files, rows.named);
    let (of_blobs, key_file) = (observer.blobs().clone(), observer.data_dir().join(KEY_FILE));
    let (manifest, bytes) = off_runtime(move || {
        for (name, path) in &files {
            writer.add_file(name, path)?;
        }
        drop(staging);
        manifest.missing = blobs::add(&mut writer, &of_blobs, &named)?;
        if included {
            writer.add_file(KEY_FILE, &key_file)?;
        }
        let bytes = writer.finish(&mut manifest)?;
        Ok((manifest, bytes))
    })
    .await?;
    tracing::info!(last_seq = manifest.last_seq, bytes, with_key = included, "a backup was taken");
    if let Err(error) = note(&observer, options, &manifest).await {
        tracing::warn!(%error, "the audit log could not be told of a backup");
    }
    observer.close().await?;
    Ok((manifest, bytes))
}

pub(super) const fn kind(connector: &Connector) -> Kind {
    match connector {
        Connector::Sqlite { .. } => Kind::Sqlite,
        Connector::Postgres(_) => Kind::Postgres,
    }
}

async fn of_sqlite(observer: &Observer, staging: &TempDir) -> Result<Rows, BackupError> {
    let file = staging.path().join(SQLITE_FILE);
    sqlite::snapshot(&observer.db, &file).await?;
    let db = sqlite::open(&file).await?;
    let mut tables = Vec::new();
    for Table { name, columns } in observe::tables(&db).await? {
        let rows = number(&db, &format!("SELECT count(*) FROM {}", quoted(&name))).await?;
        tables.push(TableRows { name, columns, rows: rows.unsigned_abs() });
    }
    let rows = Rows {
        schema: observe::migrations(&db).await?,
        last_seq: number(&db, LAST).await?,
        tables,
        counters: Vec::new(),
        named: blob::named(&db).await?,
        files: vec![(SQLITE_FILE.to_owned(), file)],
    };
    db.close().await.map_err(StoreError::from)?;
    Ok(rows)
}

async fn of_postgres(observer: &Observer, staging: &TempDir) -> Result<Rows, BackupError> {
    let Connector::Postgres(server) = &observer.connector else {
        return Err(StoreError::Other("no server".into()).into());
    };
    let snapshot = postgres::snapshot(&observer.db).await?;
    let mut copies = postgres::join(server, &snapshot).await?;
    let (mut tables, mut files) = (Vec::new(), Vec::new());
    for table in observe::tables(&snapshot).await? {
        // Made by the migrations themselves.
        if table.name != MIGRATIONS {
            let file = staging.path().join(format!("{}.copy", table.name));
            files.push((format!("{TABLES_FOLDER}{}.copy", table.name), file.clone()));
            tables.push(postgres::copy_out(&mut copies, table, &file).await?);
        }
    }
    let rows = Rows {
        schema: observe::migrations(&snapshot).await?,
        last_seq: number(&snapshot, LAST).await?,
        tables,
        // After the snapshot: a counter may be ahead of the rows, never behind.
        counters: postgres::counters(&mut copies).await?,
        named: blob::named(&snapshot).await?,
        files,
    };
    snapshot.rollback().await.map_err(StoreError::from)?;
    Ok(rows)
}

/// The last position of the log.
const LAST: &str = "SELECT coalesce(max(seq), 0) FROM event";

async fn number(db: &impl ConnectionTrait, sql: &str) -> Result<i64, StoreError> {
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql.to_owned());
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// Puts on record that all of a tenant's data left the house. A connection of its own: the writer is
/// in another process, which waits for this one short statement.
async fn note(
    observer: &Observer,
    options: &BackupOptions,
    manifest: &Manifest,
) -> Result<(), StoreError> {
    let db = observer.connector.writer().await?;
    let random = Random::new(None);
    let tenants = tenant::Entity::find().all(&db).await?;
    let file = options.target.file_name().map(|name| name.to_string_lossy().into_owned());
    for tenant in tenants {
        let entry = audit::Model {
            tenant: tenant.id,
            id: random.id::<AuditId>(options.now).0,
            at: micros(options.now),
            user_id: None,
            action: "backup.taken".to_owned(),
            target: file.clone().unwrap_or_default(),
            detail: json!({"last_seq": manifest.last_seq, "with_key": manifest.key.included}),
            ip: None,
        };
        audit::Entity::insert(entry.into_active_model()).exec_without_returning(&db).await?;
    }
    Ok(db.close().await?)
}
