//! Acts on several cases at once, kept so that they can be taken back.

use jiff::Timestamp;
use model::{BulkId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;

use crate::convert::{maybe_time, micros, time};
use crate::entity::bulk_change as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// One act as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkChange {
    /// Its id.
    pub id: BulkId,
    /// Who did it.
    pub done_by: UserId,
    /// When.
    pub at: Timestamp,
    /// The cases as they were before.
    pub cases: Value,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// One act.
pub async fn get(scope: &Scope<'_>, id: BulkId) -> Result<Option<BulkChange>, StoreError> {
    let found = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?;
    found
        .map(|row| {
            Ok(BulkChange {
                id: row.id.into(),
                done_by: row.done_by.into(),
                at: time(row.at)?,
                cases: row.cases,
                undone_at: maybe_time(row.undone_at)?,
            })
        })
        .transpose()
}

/// Stores a new act.
pub async fn insert(tx: &Tx<'_>, change: &BulkChange) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: change.id.0,
        done_by: change.done_by.0,
        at: micros(change.at),
        cases: change.cases.clone(),
        undone_at: change.undone_at.map(micros),
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// An act was taken back.
///
/// # Errors
/// [`StoreError::Version`] when it was before.
pub async fn undo(tx: &Tx<'_>, id: BulkId) -> Result<(), StoreError> {
    let changed = row::Entity::update_many()
        .col_expr(row::Column::UndoneAt, Expr::value(micros(tx.now())))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::UndoneAt.is_null())
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "bulk change", 1)
}
