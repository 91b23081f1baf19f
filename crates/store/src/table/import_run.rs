//! Imports of files: how far each got, so that one that was cut off goes on where it stopped.

use jiff::Timestamp;
use model::text_enum;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::convert::{count, micros, text, time};
use crate::entity::import_run::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

text_enum! {
    /// Whether an import is through.
    ImportState {
        /// Running, or cut off.
        Running = "running",
        /// Through.
        Finished = "finished",
    }
}

/// An import of one file; the same content is the same import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Which.
    pub id: Uuid,
    /// What is imported: `customers`, `orders`.
    pub kind: String,
    /// Hash of the file's bytes.
    pub file_hash: String,
    /// Its name, for people.
    pub file_name: String,
    /// Bytes of the file that are dealt with.
    pub position: u64,
    /// Rows taken.
    pub rows_ok: u64,
    /// Rows refused.
    pub rows_bad: u64,
    /// Whether it is through.
    pub state: ImportState,
    /// When it first began.
    pub started_at: Timestamp,
    /// When it last got further.
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
            state: text("state", &row.state, ImportState::parse)?,
            started_at: time(row.started_at)?,
            updated_at: time(row.updated_at)?,
        })
    }
}

/// The import of a file, begun now unless it was before.
///
/// # Errors
/// Those of the database.
pub async fn begin(
    tx: &Tx<'_>,
    kind: &str,
    file_hash: &str,
    file_name: &str,
) -> Result<ImportRun, StoreError> {
    let row = Model {
        tenant: tx.key(),
        id: tx.id(),
        kind: kind.to_owned(),
        file_hash: file_hash.to_owned(),
        file_name: file_name.to_owned(),
        position: 0,
        rows_ok: 0,
        rows_bad: 0,
        state: ImportState::Running.as_str().to_owned(),
        started_at: micros(tx.now()),
        updated_at: micros(tx.now()),
    };
    let key = [Column::Tenant, Column::Kind, Column::FileHash];
    Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    find(tx, kind, file_hash).await?.ok_or(StoreError::NotFound("import"))
}

/// The import of a file.
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

/// What a step of an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the file had been dealt with before the step.
    pub from: u64,
    /// Where it is dealt with after the step.
    pub to: u64,
    /// Rows taken in this step.
    pub rows_ok: u64,
    /// Rows refused in this step.
    pub rows_bad: u64,
}

/// Notes a step, in the write of its rows: both happen or neither.
///
/// # Errors
/// [`StoreError::Conflict`] on `import_run(position)` when another process has got further
/// meanwhile; those of the database.
pub async fn advance(tx: &Tx<'_>, id: Uuid, step: Step) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Position, column(step.to)?.into())
        .col_expr(Column::RowsOk, Expr::col(Column::RowsOk).add(column(step.rows_ok)?))
        .col_expr(Column::RowsBad, Expr::col(Column::RowsBad).add(column(step.rows_bad)?))
        .col_expr(Column::UpdatedAt, micros(tx.now()).into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id))
        .filter(Column::Position.eq(column(step.from)?))
        .exec(tx.db())
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(StoreError::Conflict("import_run(position)".into())),
    }
}

/// An import is through.
///
/// # Errors
/// Those of the database.
pub async fn finish(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, ImportState::Finished.as_str().into())
        .col_expr(Column::UpdatedAt, micros(tx.now()).into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn column(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Other(format!("{number} is too large")))
}
