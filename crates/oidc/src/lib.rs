//! Signing in by a provider of OpenID Connect: where a browser is sent, and what is believed of what
//! comes back.
//!
//! The authorization code flow with PKCE (RFC 7636), state and nonce, as [OpenID Connect Core 1.0]
//! and the [security recommendations] (RFC 9700) ask for. The protocol is the library's
//! (`openidconnect`); connections are made by the product's one guarded client, and the present is
//! an argument. Discovery and keys are read at each sign-in, so that what a provider changes counts
//! at once.
//!
//! [OpenID Connect Core 1.0]: https://openid.net/specs/openid-connect-core-1_0.html
//! [security recommendations]: https://www.rfc-editor.org/rfc/rfc9700

mod ask;
mod begin;
mod error;
mod finish;

pub use begin::{Begun, begin, look};
pub use error::OidcError;
pub use finish::{Finish, Person, finish};

/// A provider, and what it knows this server by.
#[derive(Clone)]
pub struct Provider {
    /// Its issuer address, as it stands in what it signs.
    pub issuer: String,
    /// The name under which this server is known there.
    pub client_id: String,
    /// The secret that goes with it; a public client has none.
    pub client_secret: Option<String>,
    /// Where it sends the browser back to.
    pub redirect_uri: String,
    /// Whether it may be on this machine or a private network, without TLS if need be.
    pub allow_private: bool,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
