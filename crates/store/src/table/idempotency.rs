//! Answers given to requests with an `Idempotency-Key`: a request that comes again gets the same
//! answer and does nothing again.

use jiff::Timestamp;
use model::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::convert::{count, micros};
use crate::entity::idempotency::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::{SystemTx, Tx};

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Hash of the request it answered: the key with another request is a mistake of the client.
    pub request_hash: String,
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub response: String,
}

/// The answer given to a person's key.
///
/// # Errors
/// Those of the database.
pub async fn find(
    scope: &Scope<'_>,
    user: UserId,
    key: &str,
) -> Result<Option<Answer>, StoreError> {
    let id = (scope.key(), user.0, key.to_owned());
    let Some(row) = Entity::find_by_id(id).one(scope.db()).await? else { return Ok(None) };
    Ok(Some(Answer {
        request_hash: row.request_hash,
        status: count("status", row.status)?,
        response: row.response,
    }))
}

/// Keeps an answer in the write that it tells of; returns whether the key was free. When it was
/// not, the same request ran at the same time: roll back and give the answer that is there.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx<'_>,
    user: UserId,
    key: &str,
    answer: &Answer,
) -> Result<bool, StoreError> {
    let row = Model {
        tenant: tx.key(),
        user_id: user.0,
        key: key.to_owned(),
        request_hash: answer.request_hash.clone(),
        status: answer.status.into(),
        response: answer.response.clone(),
        created_at: micros(tx.now()),
    };
    let id = [Column::Tenant, Column::UserId, Column::Key];
    let rows = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(id).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(rows == 1)
}

/// Forgets answers given before an instant; returns how many. Crosses tenants: housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn delete_before(tx: &SystemTx<'_>, instant: Timestamp) -> Result<u64, StoreError> {
    let old = Column::CreatedAt.lt(micros(instant));
    Ok(Entity::delete_many().filter(old).exec(tx.db()).await?.rows_affected)
}
