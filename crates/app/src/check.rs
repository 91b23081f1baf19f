//! What an operator's check asks of a channel or a provider of sign-ins, without a running server.

use channels::email::{imap, smtp};
pub use channels::scanner::{Scanner, ScannerAddress, ScannerError};
use model::{ChannelKind, TenantId};
use store::channel::Channel;
use store::sign_on_provider::SignOnProvider;
use store::{Sealer, StoreError};

use crate::accounts::sign_on::unsealed;
use crate::mail::settings::MailSettings;
use crate::{Config, sealed};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// Whether the key opens a channel's secrets.
///
/// # Errors
/// [`StoreError::Corrupt`] when it does not.
pub fn opens(sealer: &Sealer, tenant: TenantId, channel: &Channel) -> Result<(), StoreError> {
    sealed::open(sealer, tenant, channel).map(drop)
}

/// Signs in to a mail channel's servers; returns what does not work, by the server's side. Nothing is
/// read, marked or sent.
///
/// # Errors
/// [`StoreError::Corrupt`] when its settings or secrets cannot be read.
pub async fn servers(
    sealer: &Sealer,
    config: &Config,
    tenant: TenantId,
    channel: &Channel,
) -> Result<Vec<(&'static str, Said)>, StoreError> {
    if channel.kind != ChannelKind::Email {
        return Ok(Vec::new());
    }
    let settings = MailSettings::unseal(sealer, config, tenant, channel)?;
    let (inbound, outbound) = (settings.imap(), settings.smtp());
    let receive = async {
        match &inbound {
            Some(settings) => imap::test(settings).await.map(drop).err(),
            None => None,
        }
    };
    let send = async {
        match &outbound {
            Some(settings) => smtp::test(settings).await.err(),
            None => None,
        }
    };
    let (receive, send) = tokio::join!(receive, send);
    let told = [("imap", receive), ("smtp", send)].into_iter().filter_map(|(side, error)| {
        let text = error?.message();
        let (ja, en) = (text.in_language("ja").to_owned(), text.in_language("en").to_owned());
        Some((side, Said { ja, en }))
    });
    Ok(told.collect())
}

/// Looks whether a provider of sign-ins describes itself as it should; returns what is wrong. Nobody
/// is signed in.
///
/// # Errors
/// [`StoreError::Corrupt`] when the key does not open its secret.
pub async fn provider(
    sealer: &Sealer,
    config: &Config,
    tenant: TenantId,
    provider: &SignOnProvider,
) -> Result<Option<Said>, StoreError> {
    let asked = unsealed(sealer, config, tenant, provider)?;
    let trouble = oidc::look(&asked).await.err().map(|error| error.message());
    let said = |text: &str| text.to_owned();
    Ok(trouble
        .map(|text| Said { ja: said(text.in_language("ja")), en: said(text.in_language("en")) }))
}
