//! The provider as it describes itself, asked through the guarded client.

use channels::http::{self, HttpError};
use openidconnect::core::{CoreClient, CoreClientAuthMethod, CoreProviderMetadata};
use openidconnect::{
    AuthType, ClientId, ClientSecret, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, RedirectUrl,
};

use crate::{OidcError, Provider};

/// Bytes of an answer that are read; the keys of large providers have some ten thousand.
const ANSWER_BYTES_MAX: usize = 512 * 1024;

/// The library's client once the provider has described itself.
pub(crate) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Sends one request of the library's.
pub(crate) async fn send(
    request: HttpRequest,
    allow_private: bool,
) -> Result<HttpResponse, HttpError> {
    http::ask(request, allow_private, ANSWER_BYTES_MAX).await
}

/// Reads how the provider describes itself, and its keys.
pub(crate) async fn described(provider: &Provider) -> Result<CoreProviderMetadata, OidcError> {
    let issuer = IssuerUrl::new(provider.issuer.clone())
        .map_err(|_| OidcError::Address(provider.issuer.clone()))?;
    let allow_private = provider.allow_private;
    let client = move |request| send(request, allow_private);
    let found = CoreProviderMetadata::discover_async(issuer, &client).await.map_err(unread)?;
    let page = found.authorization_endpoint().url();
    let secure = page.scheme() == "https" || (allow_private && page.scheme() == "http");
    if secure { Ok(found) } else { Err(OidcError::Address(page.to_string())) }
}

fn unread(error: DiscoveryError<HttpError>) -> OidcError {
    match error {
        DiscoveryError::Request(error) => error.into(),
        DiscoveryError::UrlParse(error) => OidcError::Address(error.to_string()),
        // What the other side wrote is not repeated.
        DiscoveryError::Response(status, ..) => OidcError::Answer(format!("status {status}")),
        error => OidcError::Answer(error.to_string()),
    }
}

/// The library's client for a provider that has described itself.
pub(crate) fn client(
    provider: &Provider,
    described: CoreProviderMetadata,
) -> Result<Client, OidcError> {
    let redirect = RedirectUrl::new(provider.redirect_uri.clone())
        .map_err(|_| OidcError::Address(provider.redirect_uri.clone()))?;
    // Without a word on it, a provider takes the secret in a header (Core 1.0, section 9).
    let takes = described.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
    let header = takes.is_empty() || takes.contains(&CoreClientAuthMethod::ClientSecretBasic);
    let secret = provider.client_secret.clone().map(ClientSecret::new);
    let id = ClientId::new(provider.client_id.clone());
    let client = CoreClient::from_provider_metadata(described, id, secret);
    let auth = if header { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(redirect).set_auth_type(auth))
}
