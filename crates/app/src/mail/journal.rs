//! The journal of raw mails: the bytes are durable before anything looks into them.

use model::{ChannelId, IntakeId};
use sha2::{Digest as _, Sha256};
use store::intake::{self, Intake, IntakeState};
use store::{BlobId, StoreError, TenantStore, Tx, channel};

use crate::App;

/// A raw mail on its way into the journal.
pub(super) struct RawArrival {
    /// Through which channel.
    pub channel: ChannelId,
    /// What it is called there. By content: a mail that is fetched twice, or comes by another
    /// number after the server renumbered its folder, is the same mail.
    pub provider_id: String,
    /// Its bytes, stored.
    pub blob: BlobId,
    /// Its size.
    pub bytes: u64,
}

/// Keeps raw bytes as a blob; nothing refers to them yet.
pub(super) async fn keep(
    store: &TenantStore,
    channel: ChannelId,
    raw: Vec<u8>,
) -> Result<RawArrival, StoreError> {
    let bytes = raw.len() as u64;
    let digest = Sha256::digest(&raw);
    let provider_id = format!("sha256:{}", hex(&digest));
    let blob = store.blobs().put(raw).await?;
    Ok(RawArrival { channel, provider_id, blob, bytes })
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
pub(super) async fn enter(
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
    app.mail_bell.notify_one();
    Ok(())
}

async fn insert(tx: &Tx<'_>, arrival: RawArrival) -> Result<(), StoreError> {
    let row = Intake {
        id: tx.id::<IntakeId>(),
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
    if !intake::insert(tx, &row).await? {
        tracing::debug!(channel = %row.channel, "a mail came a second time");
    }
    Ok(())
}
