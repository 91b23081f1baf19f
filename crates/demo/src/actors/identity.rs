//! The shop signs its members in to the chat: a JWT (RFC 7519) with HS256 (RFC 7518 §3.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::json;
use sha2::Sha256;

use super::cast::Member;

/// How long a signed identity is good for, seconds.
const LIFE: i64 = 600;

/// The member's signed identity; `None` only for a key that HMAC cannot take (there is none).
pub(super) fn sign(secret: &str, member: &Member, now: Timestamp) -> Option<String> {
    let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = json!({
        "sub": member.external_id,
        "name": member.name,
        "email": member.email,
        "iat": now.as_second(),
        "exp": now.as_second() + LIFE,
    });
    let body = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(body.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    Some(format!("{body}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_has_three_parts_and_depends_on_secret_and_person() {
        let member = |id: &str| Member {
            external_id: id.to_owned(),
            name: "森 純".to_owned(),
            family: "森".to_owned(),
            email: "mori@example.jp".to_owned(),
            orders: Vec::new(),
        };
        let now = Timestamp::UNIX_EPOCH;
        let token = sign("secret", &member("M1"), now).unwrap();
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!((&claims["sub"], &claims["exp"]), (&json!("M1"), &json!(LIFE)));
        assert_ne!(token, sign("other", &member("M1"), now).unwrap());
        assert_ne!(token, sign("secret", &member("M2"), now).unwrap());
    }

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        mac.update(b"what do ya want for nothing?");
        let bytes = mac.finalize().into_bytes();
        assert_eq!(bytes[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }
}
