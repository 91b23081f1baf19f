//! Keys under which the records of customers are looked for: equal keys, equal spellings of a name,
//! a phone number, an address. A view of the records, kept by a reader of the log.

use std::collections::{BTreeMap, BTreeSet};

use model::CustomerId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entity::customer_key as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// The records under each of some keys. Whoever writes keeps the blocks small ([`put`]), so what is
/// read is small, too.
///
/// # Errors
/// Those of the database.
pub async fn blocks(
    scope: &Scope<'_>,
    keys: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, BTreeSet<CustomerId>>, StoreError> {
    let mut blocks: BTreeMap<Uuid, BTreeSet<CustomerId>> = BTreeMap::new();
    if keys.is_empty() {
        return Ok(blocks);
    }
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Key.is_in(one_of(keys.iter().copied())))
        .all(scope.db())
        .await?;
    for row in rows {
        blocks.entry(row.key).or_default().insert(row.customer.into());
    }
    Ok(blocks)
}

/// The keys of some records.
///
/// # Errors
/// Those of the database.
pub async fn of_records(
    scope: &Scope<'_>,
    records: &[CustomerId],
) -> Result<BTreeMap<CustomerId, BTreeSet<Uuid>>, StoreError> {
    let mut keys: BTreeMap<CustomerId, BTreeSet<Uuid>> = BTreeMap::new();
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Customer.is_in(one_of(records.iter().map(|record| record.0))))
        .order_by_asc(row::Column::Key)
        .all(scope.db())
        .await?;
    for row in rows {
        keys.entry(row.customer.into()).or_default().insert(row.key);
    }
    Ok(keys)
}

/// Files records under keys.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx<'_>, new: &[(Uuid, CustomerId)]) -> Result<(), StoreError> {
    for part in new.chunks(200) {
        let rows = part.iter().map(|(key, customer)| {
            row::Model { tenant: tx.key(), key: *key, customer: customer.0 }.into_active_model()
        });
        let columns = [row::Column::Tenant, row::Column::Key, row::Column::Customer];
        row::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// Takes a record out from under keys.
///
/// # Errors
/// Those of the database.
pub async fn remove(
    tx: &Tx<'_>,
    record: CustomerId,
    keys: &BTreeSet<Uuid>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Customer.eq(record.0))
        .filter(row::Column::Key.is_in(one_of(keys.iter().copied())))
        .exec(tx.db())
        .await?;
    Ok(())
}
