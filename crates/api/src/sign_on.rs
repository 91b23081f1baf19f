//! Signing in by a provider of OpenID Connect.

use model::SignOnProviderId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::account::Session;

/// A provider by which a tenant's people sign in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignOnProvider {
    /// Its id.
    pub id: SignOnProviderId,
    /// What stands on the button: "Sign in with …".
    pub name: String,
    /// Its issuer address, as it stands in what it signs.
    pub issuer: String,
    /// The name under which this server is known there; empty until it is.
    pub client_id: String,
    /// Whether a client secret is kept. It is never shown.
    pub secret_set: bool,
    /// Domains of mail addresses that it speaks for; none for all.
    pub domains: Vec<String>,
    /// Whether an address counts as somebody's own when the provider does not say whether it is.
    pub trusts_emails: bool,
    /// Whether somebody without an account gets one, as an agent without queues.
    pub creates_people: bool,
    /// Whether who has a second factor here is asked for it.
    pub asks_code: bool,
    /// Whether the tenant's people sign in by providers only. System administrators keep theirs.
    pub passwords_off: bool,
    /// Whether it is in use.
    pub active: bool,
    /// Where it sends browsers back to: to be entered there.
    pub redirect_uri: String,
    /// Grows with every change.
    pub version: i64,
}

/// A new provider. It is out of use until it is switched on.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignOnProvider {
    /// What stands on the button.
    pub name: String,
    /// Its issuer address.
    pub issuer: String,
    /// The name under which this server is known there; may be told later.
    #[serde(default)]
    pub client_id: String,
    /// The client secret; may be told later.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Domains of mail addresses that it speaks for; none for all.
    #[serde(default)]
    pub domains: Vec<String>,
}

impl std::fmt::Debug for NewSignOnProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSignOnProvider").finish_non_exhaustive()
    }
}

/// Changes to a provider; absent fields stay.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOnProviderChange {
    /// What stands on the button.
    pub name: Option<String>,
    /// Its issuer address. Another one forgets the secret, unless one comes with it, and who is who
    /// there.
    pub issuer: Option<String>,
    /// The name under which this server is known there.
    pub client_id: Option<String>,
    /// The client secret; empty for none.
    pub client_secret: Option<String>,
    /// Domains of mail addresses that it speaks for.
    pub domains: Option<Vec<String>>,
    /// Whether an address counts as somebody's own when the provider does not say whether it is.
    pub trusts_emails: Option<bool>,
    /// Whether somebody without an account gets one. Needs a domain.
    pub creates_people: Option<bool>,
    /// Whether who has a second factor here is asked for it.
    pub asks_code: Option<bool>,
    /// Whether the tenant's people sign in by providers only. Whoever switches it on has signed in
    /// by this provider before.
    pub passwords_off: Option<bool>,
    /// Whether it is in use.
    pub active: Option<bool>,
}

impl std::fmt::Debug for SignOnProviderChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignOnProviderChange").finish_non_exhaustive()
    }
}

/// What a try of a provider found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignOnCheck {
    /// Whether it answers as it should.
    pub ok: bool,
    /// What happened, in the caller's language.
    pub text: String,
}

/// For whom the buttons of the sign-in page are.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SignOnQuery {
    /// The tenant's short name.
    pub tenant: Option<String>,
    /// A mail address, of which the domain counts.
    pub email: Option<String>,
}

/// A button of the sign-in page.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignOnButton {
    /// Which provider.
    pub id: SignOnProviderId,
    /// Its name.
    pub name: String,
}

/// The code that is asked for after the provider.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOnCode {
    /// Six digits, or a recovery code.
    pub code: String,
}

impl std::fmt::Debug for SignOnCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignOnCode").finish_non_exhaustive()
    }
}

/// A browser on its way to a provider.
pub struct SignOnStart {
    /// Where it goes.
    pub url: String,
    /// What it must bring back in a cookie: sealed, and good for minutes.
    pub ticket: String,
}

/// What a browser brings back in the address.
#[derive(Clone, Default, Deserialize)]
pub struct SignOnAnswer {
    /// What is exchanged for who it is.
    pub code: Option<String>,
    /// What it was sent away with.
    pub state: Option<String>,
    /// Which provider it was (RFC 9207).
    pub iss: Option<String>,
    /// Why the provider signed nobody in.
    pub error: Option<String>,
}

impl std::fmt::Debug for SignOnAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignOnAnswer").field("error", &self.error).finish_non_exhaustive()
    }
}

/// What becomes of a browser that came back.
pub enum SignOnEnd {
    /// It is signed in.
    In {
        /// The session.
        session: Box<Session>,
        /// The page it wanted.
        next: String,
    },
    /// A code is asked for first.
    CodeNeeded {
        /// What the code must come with in a cookie: sealed, and good for minutes.
        ticket: String,
        /// The page it wanted.
        next: String,
    },
}
