//! Which rows name a blob. Whoever adds a column that names one adds it here: what is not asked for
//! here is removed from the disk. Crosses tenants: the same bytes are one blob.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::blobs::BlobId;
use crate::entity::{attachment, intake, message};
use crate::error::StoreError;
use crate::scope::System;

/// Blobs that are asked for at once.
const PART: usize = 200;

/// Those of the blobs that no row names.
///
/// # Errors
/// Those of the database.
pub async fn unused(system: &System<'_>, blobs: Vec<BlobId>) -> Result<Vec<BlobId>, StoreError> {
    let mut named = BTreeSet::new();
    for part in blobs.chunks(PART) {
        named.extend(named_of::<attachment::Entity>(system, attachment::Column::Blob, part).await?);
        named.extend(named_of::<message::Entity>(system, message::Column::HtmlBlob, part).await?);
        named.extend(named_of::<intake::Entity>(system, intake::Column::Blob, part).await?);
    }
    Ok(blobs.into_iter().filter(|blob| !named.contains(blob.as_str())).collect())
}

/// Every blob that a row names, with its size where a row says it, for the operator's check.
///
/// # Errors
/// Those of the database; [`StoreError::Corrupt`] when a name is none.
pub async fn expected(system: &System<'_>) -> Result<BTreeMap<BlobId, Option<u64>>, StoreError> {
    let mut expected: BTreeMap<BlobId, Option<u64>> =
        named(system.db()).await?.into_iter().map(|id| (id, None)).collect();
    let files =
        sizes::<attachment::Entity>(system, attachment::Column::Blob, attachment::Column::Bytes);
    let raw = sizes::<intake::Entity>(system, intake::Column::Blob, intake::Column::Bytes);
    for (blob, bytes) in files.await?.into_iter().chain(raw.await?) {
        expected.insert(blob.parse()?, u64::try_from(bytes).ok());
    }
    Ok(expected)
}

async fn sizes<E: EntityTrait>(
    system: &System<'_>,
    blob: E::Column,
    bytes: E::Column,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(E::find()
        .select_only()
        .columns([blob, bytes])
        .filter(blob.is_not_null())
        .into_tuple()
        .all(system.db())
        .await?)
}

/// Every blob that a row names, for a backup.
///
/// # Errors
/// Those of the database.
pub(crate) async fn named(db: &impl ConnectionTrait) -> Result<Vec<BlobId>, StoreError> {
    let mut named = BTreeSet::new();
    named.extend(all_of::<attachment::Entity>(db, attachment::Column::Blob).await?);
    named.extend(all_of::<message::Entity>(db, message::Column::HtmlBlob).await?);
    named.extend(all_of::<intake::Entity>(db, intake::Column::Blob).await?);
    Ok(named.into_iter().collect())
}

async fn all_of<E: EntityTrait>(
    db: &impl ConnectionTrait,
    column: E::Column,
) -> Result<Vec<BlobId>, StoreError> {
    let texts: Vec<String> = E::find()
        .select_only()
        .column(column)
        .filter(column.is_not_null())
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    texts.iter().map(|text| text.parse()).collect()
}

async fn named_of<E: EntityTrait>(
    system: &System<'_>,
    column: E::Column,
    blobs: &[BlobId],
) -> Result<Vec<String>, StoreError> {
    Ok(E::find()
        .select_only()
        .column(column)
        .filter(column.is_in(blobs.iter().map(BlobId::as_str)))
        .distinct()
        .into_tuple()
        .all(system.db())
        .await?)
}
