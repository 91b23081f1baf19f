//! Which rows name a blob. Whoever adds a column that names one adds it here: what is not asked for
//! here is removed from the disk. Crosses tenants: the same bytes are one blob.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

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
