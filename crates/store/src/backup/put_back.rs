//! Putting a backup back. Everything is unpacked beside its place and compared with the manifest;
//! only then does anything get its name.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use sea_orm_migration::MigratorTrait as _;

use super::archive::{self, FileName};
use super::manifest::Manifest;
use super::{BackupError, UNFINISHED, off_runtime, postgres, take};
use crate::blobs::{place, sync_dir};
use crate::connect::{self, Connector};
use crate::error::StoreError;
use crate::migration::Migrator;
use crate::observe::known_migrations;
use crate::open::StoreOptions;
use crate::secret::{KEY_FILE, Sealer};

/// What to put back, and where to.
#[derive(Clone, Debug)]
pub struct RestoreOptions {
    /// The backup.
    pub file: PathBuf,
    /// Where the installation is to be: an empty folder, or none; an empty database.
    pub store: StoreOptions,
    /// The key.
    pub key: TheKey,
}

/// Where the key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TheKey {
    /// From the backup, which must have it.
    Included,
    /// From a file beside it.
    File(PathBuf),
    /// From nowhere: what is sealed stays shut until somebody brings it.
    Later,
}

/// Puts a backup back where nothing is.
///
/// # Errors
/// Everything of [`super::verify`]; [`BackupError::NotEmpty`], [`BackupError::OtherDatabase`],
/// [`BackupError::KeyMissing`], [`BackupError::KeyWrong`]; those of the store and of files. After an
/// error nothing has been put anywhere, but for an empty schema on a database server.
pub async fn restore(options: RestoreOptions) -> Result<Manifest, BackupError> {
    let data_dir = options.store.data_dir.clone();
    let connector = Connector::new(&data_dir, options.store.database_url.as_deref(), None)?;
    let is_new = !data_dir.exists();
    let staging = begin(&data_dir)?;
    let ended = match unpack(&options, &staging).await {
        Ok(manifest) => apply(&connector, &manifest, &staging).await.map(|()| manifest),
        Err(error) => Err(error),
    };
    let manifest = match ended {
        Ok(manifest) => manifest,
        Err(error) => {
            // What cannot be removed is named by the next attempt.
            let _ = std::fs::remove_dir_all(&staging);
            if is_new {
                let _ = std::fs::remove_dir(&data_dir);
            }
            return Err(error);
        }
    };
    finish(&data_dir, &staging)?;
    tracing::info!(last_seq = manifest.last_seq, "a backup was put back");
    Ok(manifest)
}

/// The folder to work in; refuses a data folder that holds anything.
fn begin(data_dir: &Path) -> Result<PathBuf, BackupError> {
    connect::make_data_dir(data_dir)?;
    let mut entries = std::fs::read_dir(data_dir).map_err(BackupError::at(data_dir))?;
    if entries.next().is_some() {
        return Err(BackupError::NotEmpty(data_dir.display().to_string()));
    }
    let staging = data_dir.join(UNFINISHED);
    let mut make = std::fs::DirBuilder::new();
    make.mode(0o700).create(&staging).map_err(BackupError::at(&staging))?;
    Ok(staging)
}

/// Unpacks everything, and compares it with the manifest.
async fn unpack(options: &RestoreOptions, staging: &Path) -> Result<Manifest, BackupError> {
    let (file, staging, key) = (options.file.clone(), staging.to_owned(), options.key.clone());
    off_runtime(move || {
        let manifest = archive::read(&file, |name, reader| unpack_one(&staging, name, reader))?;
        let known = known_migrations();
        if let Some(unknown) = manifest.schema.iter().find(|name| !known.contains(name)) {
            return Err(BackupError::TooNew(format!("{} {unknown}", manifest.program)));
        }
        bring_key(&manifest, &staging, &key)?;
        Ok(manifest)
    })
    .await
}

fn unpack_one(staging: &Path, name: &FileName, reader: &mut dyn Read) -> Result<(), BackupError> {
    let to = match name {
        FileName::Sqlite => staging.join("madoguchi.db"),
        FileName::Table(table) => staging.join("tables").join(format!("{table}.copy")),
        FileName::Blob(id) => place(&staging.join("blobs"), id),
        FileName::Key => staging.join(KEY_FILE),
        FileName::Format | FileName::Manifest | FileName::ManifestSum => return Ok(()),
    };
    let folder = to.parent().unwrap_or(staging);
    std::fs::create_dir_all(folder).map_err(BackupError::at(folder))?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&to);
    let mut file = file.map_err(BackupError::at(&to))?;
    archive::copy(reader, &mut file)?;
    file.sync_all().map_err(BackupError::at(&to))
}

/// Puts the key where it belongs, if it is the right one.
fn bring_key(manifest: &Manifest, staging: &Path, key: &TheKey) -> Result<(), BackupError> {
    let Some(fingerprint) = &manifest.key.fingerprint else { return Ok(()) };
    let place = staging.join(KEY_FILE);
    match key {
        TheKey::Included if !manifest.key.included => return Err(BackupError::KeyMissing),
        TheKey::Included => {}
        TheKey::File(path) => {
            let text = std::fs::read_to_string(path).map_err(BackupError::at(path))?;
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut file = options.open(&place).map_err(BackupError::at(&place))?;
            file.write_all(text.as_bytes()).map_err(BackupError::at(&place))?;
            file.sync_all().map_err(BackupError::at(&place))?;
        }
        TheKey::Later => {
            return match std::fs::remove_file(&place) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(BackupError::at(&place)(error))
                }
                _ => Ok(()),
            };
        }
    }
    let text = std::fs::read_to_string(&place).map_err(BackupError::at(&place))?;
    match Sealer::from_text(&text) {
        Ok(sealer) if sealer.fingerprint() == *fingerprint => Ok(()),
        Ok(_) | Err(_) => Err(BackupError::KeyWrong),
    }
}

/// Puts the rows on the database server, if there is one.
async fn apply(
    connector: &Connector,
    manifest: &Manifest,
    staging: &Path,
) -> Result<(), BackupError> {
    if take::kind(connector) != manifest.database {
        return Err(BackupError::OtherDatabase(manifest.database.name()));
    }
    let Connector::Postgres(server) = connector else { return Ok(()) };
    let db = connector.unhurried_writer().await?;
    if !postgres::is_free(&db, &manifest.schema).await? {
        let steps = u32::try_from(manifest.schema.len()).unwrap_or(u32::MAX);
        Migrator::up(&db, Some(steps)).await.map_err(StoreError::from)?;
    }
    db.close().await.map_err(StoreError::from)?;
    let tables = staging.join("tables");
    postgres::copy_in(server, &manifest.tables, &manifest.counters, &tables).await?;
    std::fs::remove_dir_all(&tables).map_err(BackupError::at(&tables))
}

/// Gives everything its place. The working folder goes last: until then the server refuses to open
/// the data folder.
fn finish(data_dir: &Path, staging: &Path) -> Result<(), BackupError> {
    for entry in std::fs::read_dir(staging).map_err(BackupError::at(staging))? {
        let from = entry.map_err(BackupError::at(staging))?;
        let to = data_dir.join(from.file_name());
        std::fs::rename(from.path(), &to).map_err(BackupError::at(&to))?;
    }
    File::open(staging).and_then(|folder| folder.sync_all()).map_err(BackupError::at(staging))?;
    sync_dir(data_dir)?;
    std::fs::remove_dir(staging).map_err(BackupError::at(staging))?;
    Ok(sync_dir(data_dir)?)
}
