//! Signed-in browsers. The token itself is never stored, only its hash.

use jiff::Timestamp;
use model::{TenantId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use crate::convert::{micros, time};
use crate::entity::session::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::tx::{SystemTx, Tx};

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// Who.
    pub user: UserId,
    /// What changing requests must repeat.
    pub csrf: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used (kept roughly).
    pub last_seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Address it began from.
    pub ip: String,
    /// Browser it began in.
    pub user_agent: String,
}

impl TryFrom<Model> for Session {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            token_hash: row.token_hash,
            user: UserId(row.user_id),
            csrf: row.csrf,
            created_at: time(row.created_at)?,
            last_seen_at: time(row.last_seen_at)?,
            expires_at: time(row.expires_at)?,
            ip: row.ip,
            user_agent: row.user_agent,
        })
    }
}

/// The session of a token's hash, expired or not. Crosses tenants: it is what tells the tenant.
///
/// # Errors
/// Those of the database.
pub async fn by_token_hash(
    system: &System<'_>,
    token_hash: &[u8],
) -> Result<Option<(TenantId, Session)>, StoreError> {
    let row = Entity::find_by_id(token_hash).one(system.db()).await?;
    row.map(|row| Ok((TenantId(row.tenant), row.try_into()?))).transpose()
}

/// Begins a session.
///
/// # Errors
/// [`StoreError::Conflict`] when the user is not of this tenant; those of the database.
pub async fn insert(tx: &Tx<'_>, session: &Session) -> Result<(), StoreError> {
    let row = Model {
        token_hash: session.token_hash.clone(),
        tenant: tx.key(),
        user_id: session.user.0,
        csrf: session.csrf.clone(),
        created_at: micros(session.created_at),
        last_seen_at: micros(session.last_seen_at),
        expires_at: micros(session.expires_at),
        ip: session.ip.clone(),
        user_agent: session.user_agent.clone(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Notes that a session is used, and until when it lives now.
///
/// # Errors
/// Those of the database.
pub async fn touch(
    tx: &Tx<'_>,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, micros(tx.now()).into())
        .col_expr(Column::ExpiresAt, micros(expires_at).into())
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Tenant.eq(tx.key()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Ends a session; none is fine.
///
/// # Errors
/// Those of the database.
pub async fn delete(tx: &Tx<'_>, token_hash: &[u8]) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Tenant.eq(tx.key()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Ends a person's sessions, but for one; returns how many.
///
/// # Errors
/// Those of the database.
pub async fn delete_of_user(
    tx: &Tx<'_>,
    user: UserId,
    except: Option<&[u8]>,
) -> Result<u64, StoreError> {
    let mut query =
        Entity::delete_many().filter(Column::Tenant.eq(tx.key())).filter(Column::UserId.eq(user.0));
    if let Some(token_hash) = except {
        query = query.filter(Column::TokenHash.ne(token_hash));
    }
    Ok(query.exec(tx.db()).await?.rows_affected)
}

/// Removes sessions that have ended. Crosses tenants: housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(tx: &SystemTx<'_>) -> Result<u64, StoreError> {
    let ended = Column::ExpiresAt.lte(micros(tx.now()));
    Ok(Entity::delete_many().filter(ended).exec(tx.db()).await?.rows_affected)
}

/// How many sessions of a person have not ended.
///
/// # Errors
/// Those of the database.
pub async fn live_of_user(
    scope: &Scope<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let live = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::UserId.eq(user.0))
        .filter(Column::ExpiresAt.gt(micros(now)));
    Ok(live.count(scope.db()).await?)
}
