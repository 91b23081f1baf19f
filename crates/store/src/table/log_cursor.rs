//! How far each log reader got. Belongs to the installation, not to a tenant.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder, QuerySelect};

use crate::entity::log_cursor::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::System;
use crate::tx::SystemTx;

/// The last position a reader has dealt with; 0 for a new reader.
///
/// # Errors
/// Those of the database.
pub async fn get(system: &System<'_>, name: &str) -> Result<i64, StoreError> {
    let row = Entity::find_by_id(name).one(system.db()).await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// Every reader and the last position it has dealt with.
///
/// # Errors
/// Those of the database.
pub async fn all(system: &System<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Name).all(system.db()).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.seq)).collect())
}

/// The conflict of [`check`].
pub const MOVED: &str = "log_cursor(seq)";

/// Fails unless a reader's position still is what it was read as; to be called first in each write
/// of a reader that several nodes run. Locks the position until the write ends.
///
/// # Errors
/// [`StoreError::Conflict`] on [`MOVED`] when another node went on; those of the database.
pub async fn check(tx: &SystemTx<'_>, name: &str, seq: i64) -> Result<(), StoreError> {
    let first = Model { name: name.to_owned(), seq: 0 };
    Entity::insert(first.into_active_model())
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    let row = Entity::find_by_id(name).lock_exclusive().one(tx.db()).await?;
    match row {
        Some(row) if row.seq == seq => Ok(()),
        _ => Err(StoreError::Conflict(MOVED.into())),
    }
}

/// Notes the last position a reader has dealt with, in the transaction of what it did.
///
/// # Errors
/// Those of the database.
pub async fn set(tx: &SystemTx<'_>, name: &str, seq: i64) -> Result<(), StoreError> {
    let row = Model { name: name.to_owned(), seq };
    Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(Column::Name).update_column(Column::Seq).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
