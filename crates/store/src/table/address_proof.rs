//! Addresses that somebody has to prove. Code and link are never stored, only their hashes.

use jiff::Timestamp;
use model::{CaseId, ChannelId, CustomerId, ProofId, TenantId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use crate::convert::{count, maybe_time, micros, time};
use crate::entity::address_proof as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::{changed_one, one_of};
use crate::tx::Tx;

/// One that was asked for, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressProof {
    /// Its id.
    pub id: ProofId,
    /// Whose address it is said to be.
    pub customer: CustomerId,
    /// The mailbox that asks.
    pub channel: ChannelId,
    /// Who asked for it.
    pub made_by: UserId,
    /// The case in which it was asked for.
    pub case: Option<CaseId>,
    /// The mail address.
    pub address: String,
    /// Hash of the code that is told to a colleague.
    pub code_hash: Vec<u8>,
    /// Hash of the code in the link.
    pub link_hash: Vec<u8>,
    /// Wrong codes so far.
    pub attempts: u64,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// When it was proven.
    pub proven_at: Option<Timestamp>,
    /// Why the mail did not go out.
    pub failure: Option<String>,
}

fn from_row(row: row::Model) -> Result<AddressProof, StoreError> {
    Ok(AddressProof {
        id: row.id.into(),
        customer: row.customer.into(),
        channel: row.channel.into(),
        made_by: row.made_by.into(),
        case: row.case_id.map(Into::into),
        address: row.address,
        code_hash: row.code_hash,
        link_hash: row.link_hash,
        attempts: count("attempts", row.attempts)?,
        made_at: time(row.made_at)?,
        expires_at: time(row.expires_at)?,
        proven_at: maybe_time(row.proven_at)?,
        failure: row.failure,
    })
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: ProofId) -> Result<Option<AddressProof>, StoreError> {
    let row = row::Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(from_row).transpose()
}

/// The one of a link's hash. Crosses tenants: it is what tells the tenant.
///
/// # Errors
/// Those of the database.
pub async fn by_link_hash(
    system: &System<'_>,
    link_hash: &[u8],
) -> Result<Option<(TenantId, AddressProof)>, StoreError> {
    let found = row::Entity::find().filter(row::Column::LinkHash.eq(link_hash));
    let row = found.one(system.db()).await?;
    row.map(|row| Ok((TenantId(row.tenant), from_row(row)?))).transpose()
}

/// What was asked of some records, newest first.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
    limit: u64,
) -> Result<Vec<AddressProof>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Customer.is_in(one_of(records.iter().map(|id| id.0))))
        .order_by_desc(row::Column::MadeAt)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Stores a new one.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, new: &AddressProof) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: new.id.0,
        customer: new.customer.0,
        channel: new.channel.0,
        made_by: new.made_by.0,
        case_id: new.case.map(|id| id.0),
        address: new.address.clone(),
        code_hash: new.code_hash.clone(),
        link_hash: new.link_hash.clone(),
        attempts: new.attempts.try_into().unwrap_or(i64::MAX),
        made_at: micros(new.made_at),
        expires_at: micros(new.expires_at),
        proven_at: new.proven_at.map(micros),
        failure: new.failure.clone(),
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Counts a wrong code.
///
/// # Errors
/// Those of the database.
pub async fn count_attempt(tx: &Tx<'_>, id: ProofId) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Notes that it was proven. Of two at once one wins.
///
/// # Errors
/// [`StoreError::Version`] when it was; those of the database.
pub async fn prove(tx: &Tx<'_>, id: ProofId) -> Result<(), StoreError> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::ProvenAt, Expr::value(micros(tx.now())))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::ProvenAt.is_null())
        .exec(tx.db())
        .await?;
    changed_one(done.rows_affected, "address_proof", 0)
}

/// Notes why its mail did not go out.
///
/// # Errors
/// Those of the database.
pub async fn fail(tx: &Tx<'_>, id: ProofId, why: &str) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Failure, Expr::value(why))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Ends what was asked of some records and of an address and is not proven.
///
/// # Errors
/// Those of the database.
pub async fn expire(tx: &Tx<'_>, records: &[CustomerId], address: &str) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::ExpiresAt, Expr::value(micros(tx.now())))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Customer.is_in(one_of(records.iter().map(|id| id.0))))
        .filter(row::Column::Address.eq(address))
        .filter(row::Column::ProvenAt.is_null())
        .filter(row::Column::ExpiresAt.gt(micros(tx.now())))
        .exec(tx.db())
        .await?;
    Ok(())
}
