//! How far imports of files got. Moved in the same write as the rows that were imported.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::convert::{count, micros, time};
use crate::entity::import_run::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

const RUNNING: &str = "running";
const FINISHED: &str = "finished";

/// An import of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Its id.
    pub id: Uuid,
    /// What is imported: `customers`, `orders`.
    pub kind: String,
    /// SHA-256 of the file, hex; with the kind it names the run.
    pub file_hash: String,
    /// Name of the file, for people.
    pub file_name: String,
    /// Rows of the file that are done.
    pub position: u64,
    /// Rows taken.
    pub rows_ok: u64,
    /// Rows refused.
    pub rows_bad: u64,
    /// Whether the end was reached.
    pub finished: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it last moved.
    pub updated_at: Timestamp,
}

impl TryFrom<Model> for ImportRun {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            file_hash: row.file_hash,
            file_name: row.file_name,
            position: count("position", row.position)?,
            rows_ok: count("rows_ok", row.rows_ok)?,
            rows_bad: count("rows_bad", row.rows_bad)?,
            finished: row.state == FINISHED,
            started_at: time(row.started_at)?,
            updated_at: time(row.updated_at)?,
        })
    }
}

fn row(tenant: Uuid, run: &ImportRun) -> Model {
    let column = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Model {
        tenant,
        id: run.id,
        kind: run.kind.clone(),
        file_hash: run.file_hash.clone(),
        file_name: run.file_name.clone(),
        position: column(run.position),
        rows_ok: column(run.rows_ok),
        rows_bad: column(run.rows_bad),
        state: if run.finished { FINISHED } else { RUNNING }.to_owned(),
        started_at: micros(run.started_at),
        updated_at: micros(run.updated_at),
    }
}

/// The import of a file, if it was ever begun.
///
/// # Errors
/// Those of the database.
pub async fn find(
    scope: &Scope<'_>,
    kind: &str,
    file_hash: &str,
) -> Result<Option<ImportRun>, StoreError> {
    let row = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Kind.eq(kind))
        .filter(Column::FileHash.eq(file_hash))
        .one(scope.db())
        .await?;
    row.map(ImportRun::try_from).transpose()
}

/// Begins an import.
///
/// # Errors
/// [`StoreError::Conflict`] when this file was begun already; those of the database.
pub async fn insert(tx: &Tx<'_>, run: &ImportRun) -> Result<(), StoreError> {
    let row = row(tx.key(), run).into_active_model();
    Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Stores where an import is now, if it still is at position `from`: two processes cannot import
/// the same file together.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn advance(tx: &Tx<'_>, run: &ImportRun, from: u64) -> Result<(), StoreError> {
    let expected = i64::try_from(from).unwrap_or(i64::MAX);
    let done = Entity::update_many()
        .set(row(tx.key(), run).into_active_model().reset_all())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(run.id))
        .filter(Column::Position.eq(expected))
        .exec(tx.db())
        .await?;
    super::changed_one(done.rows_affected, "import", expected)
}
