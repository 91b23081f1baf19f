//! From a channel's settings to what the mail clients need.

use std::collections::BTreeMap;

use channels::email::imap::ImapSettings;
use channels::email::smtp::SmtpSettings;
use channels::email::{Endpoint, Mailbox, Security};
use model::TenantId;
use store::channel::Channel;
use store::{Sealer, StoreError};

use crate::{App, Config, sealed};

/// The label under which the key of signed reply addresses is derived.
const REPLY_KEY: &str = "mail reply address v1";

/// A mail channel's settings, opened.
pub(crate) struct MailSettings {
    values: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
    extra_ca: Option<String>,
    allow_private: bool,
}

impl MailSettings {
    /// Opens a channel's settings and secrets.
    pub(crate) fn open(app: &App, tenant: TenantId, channel: &Channel) -> Result<Self, StoreError> {
        Self::unseal(app.store.sealer(), &app.config, tenant, channel)
    }

    /// The same without a running server.
    pub(crate) fn unseal(
        sealer: &Sealer,
        config: &Config,
        tenant: TenantId,
        channel: &Channel,
    ) -> Result<Self, StoreError> {
        let values = serde_json::from_value(channel.config.clone())
            .map_err(|_| StoreError::Corrupt("a channel's settings cannot be read".into()))?;
        let secrets = sealed::open(sealer, tenant, channel)?;
        let extra_ca = config.mail_ca_pem.as_ref();
        let extra_ca = extra_ca.map(|pem| String::from_utf8_lossy(pem).into_owned());
        Ok(Self { values, secrets, extra_ca, allow_private: config.mail_allow_private })
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The address customers write to.
    #[must_use]
    pub(crate) fn address(&self) -> Option<&str> {
        self.get("address")
    }

    /// What stands under every answer.
    #[must_use]
    pub(crate) fn signature(&self) -> Option<&str> {
        self.get("signature")
    }

    /// The mailbox to read; `None` when nothing is fetched by IMAP.
    #[must_use]
    pub(crate) fn imap(&self) -> Option<ImapSettings> {
        Some(ImapSettings {
            endpoint: self.endpoint(("imap", 993, Security::Tls))?,
            username: self.get("imap_username").unwrap_or_default().to_owned(),
            password: self.secrets.get("imap_password").cloned().unwrap_or_default(),
            folder: self.get("imap_folder").unwrap_or("INBOX").to_owned(),
        })
    }

    /// The server to send through; `None` when nothing can be sent.
    #[must_use]
    pub(crate) fn smtp(&self) -> Option<SmtpSettings> {
        let username = self.get("smtp_username").map(str::to_owned);
        let password = self.secrets.get("smtp_password").cloned().unwrap_or_default();
        Some(SmtpSettings {
            endpoint: self.endpoint(("smtp", 587, Security::StartTls))?,
            credentials: username.map(|username| (username, password)),
            from: Mailbox {
                name: self.get("from_name").map(str::to_owned),
                address: self.address()?.to_owned(),
            },
        })
    }

    /// The server of one side; its port and encryption as in the registry when they are left empty.
    fn endpoint(&self, (side, port, otherwise): (&str, u16, Security)) -> Option<Endpoint> {
        let host = self.get(&format!("{side}_host"))?;
        let port =
            self.get(&format!("{side}_port")).and_then(|text| text.parse().ok()).unwrap_or(port);
        let security = self.get(&format!("{side}_security")).and_then(Security::parse);
        Some(Endpoint {
            host: host.to_owned(),
            port,
            security: security.unwrap_or(otherwise),
            allow_plain: self.get("allow_plain") == Some("true"),
            allow_private: self.allow_private,
            extra_ca: self.extra_ca.clone(),
        })
    }
}

/// The key that signs a tenant's reply addresses.
#[must_use]
pub(crate) fn reply_key(app: &App, tenant: TenantId) -> [u8; 32] {
    app.store.sealer().sign(REPLY_KEY, tenant.0.as_bytes())
}
