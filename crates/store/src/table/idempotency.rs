//! Requests that came with an `Idempotency-Key`. A key is claimed before its request is carried out
//! and gets its answer afterwards; a request that comes again finds the one or the other.

use jiff::Timestamp;
use model::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};

use crate::convert::{count, micros};
use crate::entity::idempotency::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::{SystemTx, Tx};

/// A key that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Hash of its request: the key with another request is a mistake of the client.
    pub request_hash: String,
    /// What was answered; `None` while that is not known.
    pub answer: Option<Answer>,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Its entity tag.
    pub etag: Option<String>,
    /// Body; `None` when it was too large to be kept.
    pub response: Option<String>,
}

/// Takes a person's key for a request. `None`: it was free, or had been taken no later than
/// `expired`, and is this request's now. Otherwise who has it.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    tx: &Tx<'_>,
    user: UserId,
    key: &str,
    request_hash: &str,
    expired: Timestamp,
) -> Result<Option<Taken>, StoreError> {
    let old = row(tx, user, key).add(Column::CreatedAt.lte(micros(expired)));
    Entity::delete_many().filter(old).exec(tx.db()).await?;
    let claim = Model {
        tenant: tx.key(),
        user_id: user.0,
        key: key.to_owned(),
        request_hash: request_hash.to_owned(),
        status: None,
        etag: None,
        response: None,
        created_at: micros(tx.now()),
    };
    let id = [Column::Tenant, Column::UserId, Column::Key];
    let rows = Entity::insert(claim.into_active_model())
        .on_conflict(OnConflict::columns(id).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    if rows == 1 {
        return Ok(None);
    }
    // Gone again in this instant: it may be claimed at the next try.
    find(tx, user, key).await?.map(Some).ok_or(StoreError::Busy)
}

/// Who has a person's key.
///
/// # Errors
/// Those of the database.
pub async fn find(scope: &Scope<'_>, user: UserId, key: &str) -> Result<Option<Taken>, StoreError> {
    let id = (scope.key(), user.0, key.to_owned());
    let Some(row) = Entity::find_by_id(id).one(scope.db()).await? else { return Ok(None) };
    let (etag, response) = (row.etag, row.response);
    let answer = match row.status {
        Some(status) => Some(Answer { status: count("status", status)?, etag, response }),
        None => None,
    };
    Ok(Some(Taken { request_hash: row.request_hash, answer }))
}

/// Keeps the answer to a claimed key.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &Tx<'_>, user: UserId, key: &str, answer: &Answer) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Status, i64::from(answer.status).into())
        .col_expr(Column::Etag, answer.etag.clone().into())
        .col_expr(Column::Response, answer.response.clone().into())
        .filter(row(tx, user, key))
        .filter(Column::Status.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Gives back a claimed key to which there is no answer.
///
/// # Errors
/// Those of the database.
pub async fn release(tx: &Tx<'_>, user: UserId, key: &str) -> Result<(), StoreError> {
    let claim = row(tx, user, key).add(Column::Status.is_null());
    Entity::delete_many().filter(claim).exec(tx.db()).await?;
    Ok(())
}

fn row(tx: &Tx<'_>, user: UserId, key: &str) -> Condition {
    Condition::all()
        .add(Column::Tenant.eq(tx.key()))
        .add(Column::UserId.eq(user.0))
        .add(Column::Key.eq(key))
}

/// Forgets keys taken before an instant; returns how many. Crosses tenants: housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn delete_before(tx: &SystemTx<'_>, instant: Timestamp) -> Result<u64, StoreError> {
    let old = Column::CreatedAt.lt(micros(instant));
    Ok(Entity::delete_many().filter(old).exec(tx.db()).await?.rows_affected)
}
