//! That people were erased: who asked for it and why, and what is still to be taken off the disk.

use jiff::Timestamp;
use model::{CustomerId, ErasureId, TenantId, UserId, text_enum};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};

use crate::blobs::BlobId;
use crate::convert::{from_json, micros, text, time, to_json};
use crate::entity::{erased_customer, erasure as row};
use crate::error::StoreError;
use crate::person::Erased;
use crate::scope::{Scope, System};
use crate::table::one_of;
use crate::tx::{SystemTx, Tx};

text_enum! {
    /// How far an erasure is.
    ErasureState {
        /// The rows are gone; files and the search index are not yet.
        Rows = "rows",
        /// Nothing is left.
        Done = "done",
    }
}

/// How much was erased: figures without anything of the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedCounts {
    /// Records of the person.
    pub records: u64,
    /// Cases, which stay as figures.
    pub cases: u64,
    /// Messages, which stay as figures.
    pub messages: u64,
    /// Files.
    pub files: u64,
    /// Purchases, which stay as figures.
    pub orders: u64,
    /// Entries of the ledger of consents, which stay as figures.
    #[serde(default)]
    pub consents: u64,
}

/// An erasure as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Who asked for it.
    pub asked_by: UserId,
    /// Why.
    pub reason: String,
    /// How far it is.
    pub state: ErasureState,
    /// The records of the person.
    pub records: Vec<CustomerId>,
    /// Blobs that rows of the person named.
    pub blobs: Vec<BlobId>,
    /// How much it was.
    pub counts: ErasedCounts,
    /// When it was asked for.
    pub at: Timestamp,
    /// When nothing was left.
    pub done_at: Option<Timestamp>,
}

impl Erasure {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        let blobs: Vec<String> = from_json(row.blobs)?;
        Ok(Self {
            id: row.id.into(),
            asked_by: row.asked_by.into(),
            reason: row.reason,
            state: text("state", &row.state, ErasureState::parse)?,
            records: from_json(row.records)?,
            blobs: blobs.iter().map(|blob| blob.parse()).collect::<Result<_, _>>()?,
            counts: from_json(row.counts)?,
            at: time(row.at)?,
            done_at: row.done_at.map(time).transpose()?,
        })
    }
}

/// Keeps that the rows of a person are erased.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx<'_>,
    id: ErasureId,
    (asked_by, reason): (UserId, String),
    records: &[CustomerId],
    erased: &Erased,
) -> Result<(), StoreError> {
    let blobs: Vec<&str> = erased.blobs.iter().map(BlobId::as_str).collect();
    let new = row::Model {
        tenant: tx.key(),
        id: id.0,
        asked_by: asked_by.0,
        reason,
        state: ErasureState::Rows.as_str().to_owned(),
        records: to_json(&records)?,
        blobs: to_json(&blobs)?,
        counts: to_json(&erased.counts)?,
        at: micros(tx.now()),
        done_at: None,
    };
    row::Entity::insert(new.into_active_model()).exec_without_returning(tx.db()).await?;
    let rows = records.iter().map(|record| {
        erased_customer::Model { tenant: tx.key(), customer: record.0, erasure: id.0 }
            .into_active_model()
    });
    let columns = [erased_customer::Column::Tenant, erased_customer::Column::Customer];
    erased_customer::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// The first of some records that was erased, with when.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<Option<Erasure>, StoreError> {
    let found = erased_customer::Entity::find()
        .filter(erased_customer::Column::Tenant.eq(scope.key()))
        .filter(erased_customer::Column::Customer.is_in(one_of(records.iter().map(|id| id.0))))
        .one(scope.db())
        .await?;
    let Some(found) = found else { return Ok(None) };
    row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Id.eq(found.erasure))
        .one(scope.db())
        .await?
        .map(Erasure::from_row)
        .transpose()
}

/// Erasures that are not whole yet, oldest first. Crosses tenants: the disk is everybody's.
///
/// # Errors
/// Those of the database.
pub async fn unfinished(
    system: &System<'_>,
    limit: u64,
) -> Result<Vec<(TenantId, Erasure)>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::State.eq(ErasureState::Rows.as_str()))
        .order_by_asc(row::Column::At)
        .limit(limit)
        .all(system.db())
        .await?;
    rows.into_iter().map(|row| Ok((row.tenant.into(), Erasure::from_row(row)?))).collect()
}

/// Keeps that nothing is left. Crosses tenants like [`unfinished`].
///
/// # Errors
/// Those of the database.
pub async fn finish(tx: &SystemTx<'_>, tenant: TenantId, id: ErasureId) -> Result<(), StoreError> {
    let change = row::ActiveModel {
        state: Set(ErasureState::Done.as_str().to_owned()),
        blobs: Set(serde_json::json!([])),
        done_at: Set(Some(micros(tx.now()))),
        ..Default::default()
    };
    row::Entity::update_many()
        .set(change)
        .filter(row::Column::Tenant.eq(tenant.0))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
