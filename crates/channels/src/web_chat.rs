//! Web chat: who a shop says its visitor is. The widget's protocol itself has no parsing of its
//! own: it is JSON, see `docs/web-chat-protocol.md`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The secret setting with which a shop signs identities.
pub const IDENTITY_SECRET: &str = "identity_secret";
/// Shortest secret that is accepted, bytes; an empty one would let anybody sign.
pub const SECRET_BYTES_MIN: usize = 16;
/// Longest token, bytes.
const TOKEN_BYTES_MAX: usize = 4_096;
/// Longest life of a token after it was issued, seconds.
const LIFE_SECONDS_MAX: i64 = 24 * 3_600;
/// How far the shop's clock may differ, seconds.
const SKEW_SECONDS: i64 = 120;
/// Longest customer number, characters.
const SUBJECT_CHARS_MAX: usize = 200;

/// A visitor as the shop vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopIdentity {
    /// The shop's number of the customer.
    pub sub: String,
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

/// Why a signed identity is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// No or too short a secret is set on the channel.
    #[error("the channel has no identity secret")]
    NoSecret,
    /// Not a token of three parts, or too long.
    #[error("not a signed token")]
    Malformed,
    /// Signed by another method than HS256.
    #[error("only HS256 is accepted")]
    Algorithm,
    /// Signed with another secret.
    #[error("the signature is wrong")]
    Signature,
    /// Without `sub`, `iat` or `exp`, or with impossible ones.
    #[error("sub, iat or exp is missing or wrong")]
    Claims,
    /// Its time is over or has not come.
    #[error("the token is not valid now")]
    Expired,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    iat: i64,
    exp: i64,
}

/// Checks a JSON Web Token (RFC 7519) signed with HS256 and reads who it names.
///
/// # Errors
/// [`IdentityError`]; nothing of an unproven token is used.
pub fn verify_identity(
    token: &str,
    secret: &[u8],
    now: Timestamp,
) -> Result<ShopIdentity, IdentityError> {
    if secret.len() < SECRET_BYTES_MIN {
        return Err(IdentityError::NoSecret);
    }
    if token.len() > TOKEN_BYTES_MAX {
        return Err(IdentityError::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(IdentityError::Malformed)?;
    let (head, claims) = signed.split_once('.').ok_or(IdentityError::Malformed)?;
    let head: Head = part(head)?;
    if head.alg != "HS256" {
        return Err(IdentityError::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| IdentityError::Malformed)?;
    // Compares in constant time.
    mac(secret, signed)?.verify_slice(&signature).map_err(|_| IdentityError::Signature)?;
    let claims: Claims = part(claims).map_err(|_| IdentityError::Claims)?;
    check(&claims, now.as_second())?;
    Ok(ShopIdentity { sub: claims.sub, name: claims.name, email: claims.email })
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, IdentityError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| IdentityError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| IdentityError::Malformed)
}

fn check(claims: &Claims, now: i64) -> Result<(), IdentityError> {
    let shaped = !claims.sub.trim().is_empty()
        && claims.sub.chars().count() <= SUBJECT_CHARS_MAX
        && !claims.sub.chars().any(char::is_control)
        && claims.exp > claims.iat
        && claims.exp.saturating_sub(claims.iat) <= LIFE_SECONDS_MAX;
    if !shaped {
        return Err(IdentityError::Claims);
    }
    let begun = claims.iat <= now.saturating_add(SKEW_SECONDS);
    let over = claims.exp.saturating_add(SKEW_SECONDS) <= now;
    if begun && !over { Ok(()) } else { Err(IdentityError::Expired) }
}

/// Signs an identity as a shop does, for an hour.
#[must_use]
pub fn sign_identity(identity: &ShopIdentity, secret: &[u8], now: Timestamp) -> String {
    let claims = Claims {
        sub: identity.sub.clone(),
        name: identity.name.clone(),
        email: identity.email.clone(),
        iat: now.as_second(),
        exp: now.as_second() + 3_600,
    };
    let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap_or_default());
    let signed = format!("{head}.{claims}");
    let tag = mac(secret, &signed).map(|mac| mac.finalize().into_bytes());
    let tag = tag.map(|tag| URL_SAFE_NO_PAD.encode(tag)).unwrap_or_default();
    format!("{signed}.{tag}")
}

fn mac(secret: &[u8], signed: &str) -> Result<Hmac<Sha256>, IdentityError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| IdentityError::NoSecret)?;
    mac.update(signed.as_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn hana() -> ShopIdentity {
        ShopIdentity {
            sub: "C-1001".into(),
            name: Some("佐藤 花子".into()),
            email: Some("hana@example.jp".into()),
        }
    }

    #[test]
    fn a_signed_identity_is_believed() {
        let token = sign_identity(&hana(), SECRET, now());
        assert_eq!(verify_identity(&token, SECRET, now()), Ok(hana()));
    }

    #[test]
    fn every_forgery_is_refused() {
        let token = sign_identity(&hana(), SECRET, now());
        let other = b"another secret of the same size!";
        assert_eq!(verify_identity(&token, other, now()), Err(IdentityError::Signature));
        assert_eq!(verify_identity(&token, b"", now()), Err(IdentityError::NoSecret));
        let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none"}"#);
        let (_, rest) = token.split_once('.').unwrap();
        let unsigned = format!("{none}.{rest}");
        assert_eq!(verify_identity(&unsigned, SECRET, now()), Err(IdentityError::Algorithm));
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            // The last character carries bits that do not count.
            if forged != token && at + 1 != token.len() {
                assert!(verify_identity(&forged, SECRET, now()).is_err(), "at {at}");
            }
        }
    }

    #[test]
    fn a_token_has_its_time() {
        let token = sign_identity(&hana(), SECRET, now());
        let late = now() + jiff::SignedDuration::from_hours(2);
        let early = now() - jiff::SignedDuration::from_hours(1);
        assert_eq!(verify_identity(&token, SECRET, late), Err(IdentityError::Expired));
        assert_eq!(verify_identity(&token, SECRET, early), Err(IdentityError::Expired));
    }

    #[test]
    fn nonsense_is_refused() {
        for token in ["", ".", "..", "a.b.c", "e30.e30.e30"] {
            assert!(verify_identity(token, SECRET, now()).is_err(), "{token}");
        }
    }
}
