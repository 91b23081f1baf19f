//! Who a browser that comes back from a provider is.

use channels::http::HttpError;
use chrono::{DateTime, TimeDelta, Utc};
use jiff::Timestamp;
use openidconnect::core::{
    CoreErrorResponseType, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm as Signed, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, Nonce, OAuth2TokenResponse as _,
    PkceCodeVerifier, RequestTokenError, StandardErrorResponse, TokenResponse as _, UserInfoError,
};

use crate::ask::{Client, client, described, send};
use crate::{OidcError, Provider};

/// How far the provider's clock may differ.
const SKEW_SECONDS: i64 = 60;
/// Bytes of a person's id (Core 1.0, section 2).
const SUBJECT_BYTES_MAX: usize = 255;
/// Bytes of an address (RFC 5321, section 4.5.3.1.3).
const EMAIL_BYTES_MAX: usize = 254;
/// Signatures that are believed: by a key of the provider's own. Not those by the shared secret,
/// which whoever can read it could make, and not "none".
const SIGNATURES: [Signed; 9] = [
    Signed::RsaSsaPkcs1V15Sha256,
    Signed::RsaSsaPkcs1V15Sha384,
    Signed::RsaSsaPkcs1V15Sha512,
    Signed::RsaSsaPssSha256,
    Signed::RsaSsaPssSha384,
    Signed::RsaSsaPssSha512,
    Signed::EcdsaP256Sha256,
    Signed::EcdsaP384Sha384,
    Signed::EdDsa,
];

/// What the browser brought, and what was kept when it left.
pub struct Finish {
    /// The code of the address.
    pub code: String,
    /// Of [`crate::Begun`].
    pub nonce: String,
    /// Of [`crate::Begun`].
    pub verifier: String,
    /// The present.
    pub now: Timestamp,
}

/// Who somebody is to a provider. Printed without name and address.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider's id of this person; never given to another.
    pub subject: String,
    /// E-mail address, if it says one.
    pub email: Option<String>,
    /// Whether the provider says that the address is this person's; absent when it does not say.
    pub email_verified: Option<bool>,
    /// Name, if it says one.
    pub name: Option<String>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Exchanges the code and believes what is signed.
///
/// # Errors
/// [`OidcError`]; nobody may be signed in then.
pub async fn finish(provider: &Provider, brought: Finish) -> Result<Person, OidcError> {
    let client = client(provider, described(provider).await?)?;
    let allow_private = provider.allow_private;
    let ask = move |request| send(request, allow_private);
    let answer = client
        .exchange_code(AuthorizationCode::new(brought.code))
        .map_err(|_| OidcError::Answer("no token endpoint".to_owned()))?
        .set_pkce_verifier(PkceCodeVerifier::new(brought.verifier))
        .request_async(&ask)
        .await
        .map_err(unexchanged)?;
    let token = answer.id_token();
    let token = token.ok_or_else(|| OidcError::Answer("no id_token".to_owned()))?;
    let at = moment(brought.now)? - TimeDelta::seconds(SKEW_SECONDS);
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || at);
    let claims = token
        .claims(&verifier, &Nonce::new(brought.nonce))
        .map_err(|error| OidcError::Unproven(error.to_string()))?;
    belongs(token, &verifier, (claims, answer.access_token()))?;
    let subject = claims.subject().to_string();
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX {
        return Err(OidcError::Unproven("sub is too long or empty".to_owned()));
    }
    let said = Person {
        subject,
        email: claims.email().and_then(|email| address(email)),
        email_verified: claims.email_verified(),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
    };
    if said.email.is_some() {
        return Ok(said);
    }
    asked(&client, allow_private, (said, claims, answer.access_token().clone())).await
}

/// An address of a length that addresses have.
fn address(email: &str) -> Option<String> {
    (email.len() <= EMAIL_BYTES_MAX).then(|| email.to_owned())
}

fn moment(now: Timestamp) -> Result<DateTime<Utc>, OidcError> {
    DateTime::from_timestamp(now.as_second(), 0)
        .ok_or_else(|| OidcError::Unproven("the present cannot be told".to_owned()))
}

/// The access token was given out together with the identity, if the identity says which was.
fn belongs(
    token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    (claims, access): (&CoreIdTokenClaims, &AccessToken),
) -> Result<(), OidcError> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let unproven = |error: String| OidcError::Unproven(error);
    let signed = token.signing_alg().map_err(|error| unproven(error.to_string()))?;
    let key = token.signing_key(verifier).map_err(|error| unproven(error.to_string()))?;
    let found = AccessTokenHash::from_token(access, signed, key)
        .map_err(|error| unproven(error.to_string()))?;
    if found == *expected { Ok(()) } else { Err(unproven("another access token".to_owned())) }
}

/// Many providers tell the address only when they are asked for it; who it is about must be the same.
async fn asked(
    client: &Client,
    allow_private: bool,
    (said, claims, access): (Person, &CoreIdTokenClaims, AccessToken),
) -> Result<Person, OidcError> {
    let Ok(request) = client.user_info(access, Some(claims.subject().clone())) else {
        return Ok(said);
    };
    let ask = move |request| send(request, allow_private);
    let info: CoreUserInfoClaims =
        request.request_async(&ask).await.map_err(|error| match error {
            UserInfoError::Request(error) => error.into(),
            UserInfoError::ClaimsVerification(error) => OidcError::Unproven(error.to_string()),
            UserInfoError::Response(status, ..) => OidcError::Answer(format!("status {status}")),
            error => OidcError::Answer(error.to_string()),
        })?;
    let name = info.name().and_then(|name| name.get(None)).map(|name| name.to_string());
    Ok(Person {
        email: info.email().and_then(|email| address(email)),
        email_verified: info.email_verified(),
        name: said.name.or(name),
        ..said
    })
}

type Unexchanged = RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>;

fn unexchanged(error: Unexchanged) -> OidcError {
    match error {
        RequestTokenError::ServerResponse(answer) => OidcError::Refused(answer.error().to_string()),
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::Parse(..) => OidcError::Answer("the token cannot be read".to_owned()),
        RequestTokenError::Other(why) => OidcError::Answer(why),
    }
}
