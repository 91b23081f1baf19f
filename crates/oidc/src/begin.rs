//! Sending a browser to a provider.

use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};

use crate::ask::{client, described};
use crate::{OidcError, Provider};

/// What must be kept until the browser is back. Printed without its secrets.
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// Comes back in the address.
    pub state: String,
    /// Comes back in what the provider signs.
    pub nonce: String,
    /// Proves that whoever brings the code is who began (PKCE).
    pub verifier: String,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}

/// Begins a sign-in.
///
/// # Errors
/// [`OidcError`] when the provider cannot be asked or describes itself wrongly.
pub async fn begin(provider: &Provider) -> Result<Begun, OidcError> {
    let client = client(provider, described(provider).await?)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    Ok(Begun {
        url: url.into(),
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
    })
}

/// Looks whether a provider describes itself as it should; answers where it signs people in.
///
/// # Errors
/// [`OidcError`].
pub async fn look(provider: &Provider) -> Result<String, OidcError> {
    Ok(described(provider).await?.authorization_endpoint().url().to_string())
}
