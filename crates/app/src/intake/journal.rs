//! Into the journal and out of it: bytes are durable before anything looks into them.

use model::{ChannelId, IntakeId};
use sha2::{Digest as _, Sha256};
use store::intake::{self, Intake, IntakeState};
use store::{BlobId, StoreError, TenantStore, Tx, channel};

use crate::App;

/// Raw input on its way into the journal.
pub(crate) struct RawArrival {
    /// Under which id; a new one when absent.
    pub id: Option<IntakeId>,
    /// Through which channel.
    pub channel: ChannelId,
    /// What it is called there; the same twice is one.
    pub provider_id: String,
    /// Its bytes, stored.
    pub blob: BlobId,
    /// Its size.
    pub bytes: u64,
}

/// Keeps raw bytes as a blob; nothing refers to them yet. They are called by their content: a mail
/// that is fetched twice, or comes by another number after the server renumbered its folder, is the
/// same mail.
pub(crate) async fn keep(
    store: &TenantStore,
    channel: ChannelId,
    raw: Vec<u8>,
) -> Result<RawArrival, StoreError> {
    let bytes = raw.len() as u64;
    let digest = Sha256::digest(&raw);
    let provider_id = format!("sha256:{}", hex(&digest));
    let blob = store.blobs().put(raw).await?;
    Ok(RawArrival { id: None, channel, provider_id, blob, bytes })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Journals arrivals, and with them how far their source was read, in one transaction. Afterwards
/// they are this server's to deal with.
pub(crate) async fn enter(
    app: &App,
    store: &TenantStore,
    arrivals: Vec<RawArrival>,
    cursor: Option<(ChannelId, serde_json::Value)>,
) -> Result<(), StoreError> {
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                for arrival in arrivals {
                    insert(tx, arrival).await?;
                }
                if let Some((id, cursor)) = cursor {
                    channel::set_cursor(tx, id, cursor).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    app.journal_bell.notify_one();
    Ok(())
}

/// Journals one arrival; answers whether it is new.
pub(crate) async fn insert(tx: &Tx<'_>, arrival: RawArrival) -> Result<bool, StoreError> {
    let row = Intake {
        id: arrival.id.unwrap_or_else(|| tx.id()),
        channel: arrival.channel,
        received_at: tx.now(),
        provider_id: arrival.provider_id,
        blob: Some(arrival.blob),
        bytes: arrival.bytes,
        state: IntakeState::Received,
        error: None,
        message: None,
        case: None,
    };
    let new = intake::insert(tx, &row).await?;
    if !new {
        tracing::debug!(channel = %row.channel, "an input came a second time");
    }
    Ok(new)
}

/// The bytes of a journalled input, if they were kept.
pub(crate) async fn raw(store: &TenantStore, item: &Intake) -> Result<Option<Vec<u8>>, StoreError> {
    match &item.blob {
        Some(blob) => Ok(Some(store.blobs().get(blob).await?)),
        None => Ok(None),
    }
}
