//! What a browser carries to a provider and back: sealed, so that it can neither be read nor made by
//! whoever holds it, and good for some minutes. Nothing is kept here meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use model::limits::SIGN_ON_MINUTES_MAX;
use model::{SignOnProviderId, TenantId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{Sealer, StoreError};

/// Longest ticket that is looked at; real ones have some hundred characters.
const BYTES_MAX: usize = 4_000;

/// What one kind of ticket is sealed as.
pub(super) trait Kind: Serialize + DeserializeOwned {
    /// The label under which it is sealed: one kind does not pass for another.
    const PURPOSE: &'static str;
}

/// Somebody was sent to a provider.
#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) next: String,
}

impl Kind for Sent {
    const PURPOSE: &'static str = "sign-on sent";
}

/// Somebody came back, and is asked for a code yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Proven {
    pub(super) subject: String,
    pub(super) email: Option<String>,
    pub(super) email_verified: Option<bool>,
}

impl Kind for Proven {
    const PURPOSE: &'static str = "sign-on proven";
}

#[derive(Serialize, Deserialize)]
struct Whole<T> {
    provider: SignOnProviderId,
    at: Timestamp,
    held: T,
}

/// Seals a ticket.
pub(super) fn seal<T: Kind>(
    sealer: &Sealer,
    (tenant, provider): (TenantId, SignOnProviderId),
    at: Timestamp,
    held: T,
) -> Result<String, StoreError> {
    let plain = serde_json::to_vec(&Whole { provider, at, held })
        .map_err(|error| StoreError::Other(error.to_string()))?;
    let sealed = sealer.seal(tenant, T::PURPOSE, &plain)?;
    Ok(format!("{provider}.{}", URL_SAFE_NO_PAD.encode(sealed)))
}

/// The provider that a ticket names; whether it is one shows when it is opened.
pub(super) fn names(text: &str) -> Option<SignOnProviderId> {
    text.split_once('.')?.0.parse().ok()
}

/// Opens a ticket; `None` when it is none, another's, of another kind, or too old.
pub(super) fn open<T: Kind>(
    sealer: &Sealer,
    (tenant, provider): (TenantId, SignOnProviderId),
    now: Timestamp,
    text: &str,
) -> Option<T> {
    if text.len() > BYTES_MAX {
        return None;
    }
    let sealed = URL_SAFE_NO_PAD.decode(text.split_once('.')?.1).ok()?;
    let plain = sealer.unseal(tenant, T::PURPOSE, &sealed).ok()?;
    let whole: Whole<T> = serde_json::from_slice(&plain).ok()?;
    let age = now.duration_since(whole.at);
    let fresh = age <= SignedDuration::from_mins(SIGN_ON_MINUTES_MAX);
    (whole.provider == provider && fresh).then_some(whole.held)
}
