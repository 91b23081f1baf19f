//! What somebody signs in with beside the password: one per account at most.

use std::fmt;

use jiff::Timestamp;
use model::UserId;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::convert::{from_json, maybe_time, micros, time, to_json};
use crate::entity::second_factor as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A second factor as stored. Printed without its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whose.
    pub user: UserId,
    /// The shared secret, sealed.
    pub secret: Vec<u8>,
    /// Hashes of the recovery codes that are left, hex.
    pub recovery: Vec<String>,
    /// The step of the last code that was taken: none up to it is taken again.
    pub last_step: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When a first code proved it; it counts for nothing before.
    pub confirmed_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactor").field("user", &self.user).finish_non_exhaustive()
    }
}

impl SecondFactor {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            user: row.user_id.into(),
            secret: row.secret,
            recovery: from_json(row.recovery)?,
            last_step: row.last_step,
            created_at: time(row.created_at)?,
            confirmed_at: maybe_time(row.confirmed_at)?,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> Result<row::Model, StoreError> {
        Ok(row::Model {
            tenant: scope.key(),
            user_id: self.user.0,
            secret: self.secret.clone(),
            recovery: to_json(&self.recovery)?,
            last_step: self.last_step,
            created_at: micros(self.created_at),
            confirmed_at: self.confirmed_at.map(micros),
            version: self.version,
        })
    }
}

/// Somebody's second factor, confirmed or not.
pub async fn of(scope: &Scope<'_>, user: UserId) -> Result<Option<SecondFactor>, StoreError> {
    let found = row::Entity::find_by_id((scope.key(), user.0)).one(scope.db()).await?;
    found.map(SecondFactor::from_row).transpose()
}

/// Stores a new one in place of whatever there was.
pub async fn begin(tx: &Tx<'_>, factor: &SecondFactor) -> Result<(), StoreError> {
    remove(tx, factor.user).await?;
    let row = factor.to_row(tx)?.into_active_model();
    row::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Stores a changed one, if it is still at the version it was read at: of two who show the same code
/// at the same time, one is too late.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn save(tx: &Tx<'_>, factor: &SecondFactor) -> Result<(), StoreError> {
    let row = row::Model { version: factor.version + 1, ..factor.to_row(tx)? };
    let changed = row::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::UserId.eq(factor.user.0))
        .filter(row::Column::Version.eq(factor.version))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "second factor", factor.version)
}

/// Removes somebody's; returns whether there was one.
pub async fn remove(tx: &Tx<'_>, user: UserId) -> Result<bool, StoreError> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::UserId.eq(user.0))
        .exec(tx.db())
        .await?;
    Ok(gone.rows_affected == 1)
}
