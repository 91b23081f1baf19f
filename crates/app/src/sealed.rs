//! Secrets of channels and webhooks: sealed in the database, opened only where they are used.

use std::collections::BTreeMap;

use model::TenantId;
use store::channel::Channel;
use store::{Sealer, StoreError};

const PURPOSE: &str = "channel secrets";

/// The secrets of a channel by field key; none set is an empty map.
pub fn open(
    sealer: &Sealer,
    tenant: TenantId,
    channel: &Channel,
) -> Result<BTreeMap<String, String>, StoreError> {
    let Some(sealed) = &channel.secrets else { return Ok(BTreeMap::new()) };
    open_map(sealer, tenant, PURPOSE, sealed)
}

/// What [`seal_map`] sealed for the same purpose.
pub(crate) fn open_map(
    sealer: &Sealer,
    tenant: TenantId,
    purpose: &str,
    sealed: &[u8],
) -> Result<BTreeMap<String, String>, StoreError> {
    let plain = sealer.unseal(tenant, purpose, sealed)?;
    serde_json::from_slice(&plain)
        .map_err(|_| StoreError::Corrupt(format!("{purpose} cannot be read")))
}

/// Seals the secrets of a channel; an empty map is stored as nothing.
pub fn seal(
    sealer: &Sealer,
    tenant: TenantId,
    secrets: &BTreeMap<String, String>,
) -> Result<Option<Vec<u8>>, StoreError> {
    if secrets.is_empty() {
        return Ok(None);
    }
    seal_map(sealer, tenant, PURPOSE, secrets).map(Some)
}

/// Seals secrets for a purpose.
pub(crate) fn seal_map(
    sealer: &Sealer,
    tenant: TenantId,
    purpose: &str,
    secrets: &BTreeMap<String, String>,
) -> Result<Vec<u8>, StoreError> {
    let plain =
        serde_json::to_vec(secrets).map_err(|error| StoreError::Other(error.to_string()))?;
    sealer.seal(tenant, purpose, &plain)
}
