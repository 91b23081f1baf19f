//! Tokens with which programs act for people. The token itself is never stored, only its hash.

use jiff::Timestamp;
use model::permission::Permission;
use model::{ApiTokenId, TenantId, UserId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::convert::{from_json, maybe_time, micros, time, to_json};
use crate::entity::api_token::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::tx::{SystemTx, Tx};

/// A token as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// For whom it acts.
    pub owner: UserId,
    /// What it is for.
    pub name: String,
    /// The token's last characters, to tell tokens apart.
    pub ending: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good; for ever when absent.
    pub expires_at: Option<Timestamp>,
    /// When it was last used (kept roughly).
    pub last_used_at: Option<Timestamp>,
    /// From where it was last used (kept roughly).
    pub last_ip: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl TryFrom<Model> for ApiToken {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let scopes: Vec<String> = from_json(row.scopes)?;
        Ok(Self {
            id: row.id.into(),
            token_hash: row.token_hash,
            owner: row.owner.into(),
            name: row.name,
            ending: row.ending,
            // A permission that there is no more grants nothing.
            scopes: scopes.iter().filter_map(|scope| Permission::parse(scope)).collect(),
            created_at: time(row.created_at)?,
            expires_at: maybe_time(row.expires_at)?,
            last_used_at: maybe_time(row.last_used_at)?,
            last_ip: row.last_ip,
            revoked_at: maybe_time(row.revoked_at)?,
        })
    }
}

/// The token of a hash, whether it is still good or not. Crosses tenants: it is what tells the
/// tenant.
///
/// # Errors
/// Those of the database.
pub async fn by_hash(
    system: &System<'_>,
    token_hash: &[u8],
) -> Result<Option<(TenantId, ApiToken)>, StoreError> {
    let row = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(system.db()).await?;
    row.map(|row| Ok((TenantId(row.tenant), row.try_into()?))).transpose()
}

/// Every token, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<ApiToken>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(ApiToken::try_from).collect()
}

/// One token.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: ApiTokenId) -> Result<Option<ApiToken>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(ApiToken::try_from).transpose()
}

/// How many are good now.
///
/// # Errors
/// Those of the database.
pub async fn count_good(scope: &Scope<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let lasts =
        Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(micros(now)));
    let good = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::RevokedAt.is_null())
        .filter(lasts);
    Ok(good.count(scope.db()).await?)
}

/// Stores a new token.
///
/// # Errors
/// [`StoreError::Conflict`] when the owner is not of this tenant; those of the database.
pub async fn insert(tx: &Tx<'_>, token: &ApiToken) -> Result<(), StoreError> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = Model {
        tenant: tx.key(),
        id: token.id.0,
        token_hash: token.token_hash.clone(),
        owner: token.owner.0,
        name: token.name.clone(),
        ending: token.ending.clone(),
        scopes: to_json(&scopes)?,
        created_at: micros(token.created_at),
        expires_at: token.expires_at.map(micros),
        last_used_at: token.last_used_at.map(micros),
        last_ip: token.last_ip.clone(),
        revoked_at: token.revoked_at.map(micros),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Revokes a token; returns whether it was not revoked yet.
///
/// # Errors
/// Those of the database.
pub async fn revoke(tx: &Tx<'_>, id: ApiTokenId) -> Result<bool, StoreError> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, micros(tx.now()).into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::RevokedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Notes that a token is used.
///
/// # Errors
/// Those of the database.
pub async fn touch(tx: &Tx<'_>, id: ApiTokenId, ip: Option<String>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, micros(tx.now()).into())
        .col_expr(Column::LastIp, ip.into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Removes tokens that were revoked or expired before an instant. Crosses tenants: housekeeping.
///
/// # Errors
/// Those of the database.
pub async fn delete_ended(tx: &SystemTx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let ended = Condition::any()
        .add(Column::RevokedAt.lt(micros(before)))
        .add(Column::ExpiresAt.lt(micros(before)));
    Ok(Entity::delete_many().filter(ended).exec(tx.db()).await?.rows_affected)
}
