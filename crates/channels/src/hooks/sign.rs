//! Signatures as Standard Webhooks 1.0 describes them: HMAC-SHA-256 over id, instant and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// What a signature of this scheme begins with.
const VERSION: &str = "v1,";
/// How far the sender's clock may differ, seconds; older requests are refused.
const SKEW_SECONDS: i64 = 300;
/// Signatures of one request that are looked at: a sender has two while it changes its secret.
const SIGNATURES_MAX: usize = 8;
/// Characters of an id.
const ID_CHARS_MAX: usize = 200;

/// Why a request is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing or cannot be read.
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed")]
    Headers,
    /// It was sent too long ago, or in the future.
    #[error("webhook-timestamp is more than five minutes away")]
    Time,
    /// Nobody who knows the secret signed it.
    #[error("the signature is wrong")]
    Signature,
}

/// A secret as its owner writes it down.
#[must_use]
pub fn secret(bytes: [u8; 32]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

/// Signs a body; a signature for each secret, so that one can be exchanged without a gap.
#[must_use]
pub fn sign(secrets: &[&str], (id, at): (&str, Timestamp), body: &[u8]) -> String {
    let signed = secrets.iter().filter_map(|secret| mac(secret, (id, at.as_second()), body));
    let texts = signed.map(|mac| {
        let tag = STANDARD.encode(mac.finalize().into_bytes());
        format!("{VERSION}{tag}")
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// Checks a request's headers against the secrets that are good now. Compares in constant time.
///
/// # Errors
/// [`SignatureError`]; nothing of the body may be looked at then.
pub fn verify(
    secrets: &[&str],
    (id, at, signatures): (&str, &str, &str),
    body: &[u8],
    now: Timestamp,
) -> Result<(), SignatureError> {
    let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    let shaped = (1..=ID_CHARS_MAX).contains(&id.len()) && visible(id) && !signatures.is_empty();
    let seconds: i64 = at.parse().map_err(|_| SignatureError::Headers)?;
    if !shaped {
        return Err(SignatureError::Headers);
    }
    if now.as_second().saturating_sub(seconds).abs() > SKEW_SECONDS {
        return Err(SignatureError::Time);
    }
    let given = signatures.split(' ').filter_map(|text| text.strip_prefix(VERSION));
    for text in given.take(SIGNATURES_MAX) {
        let Ok(tag) = STANDARD.decode(text) else { continue };
        let right = secrets.iter().any(|secret| {
            mac(secret, (id, seconds), body).is_some_and(|mac| mac.verify_slice(&tag).is_ok())
        });
        if right {
            return Ok(());
        }
    }
    Err(SignatureError::Signature)
}

fn mac(secret: &str, (id, seconds): (&str, i64), body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()?;
    // An empty key would let anybody sign.
    if key.len() < 16 {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at() -> Timestamp {
        Timestamp::from_second(1_614_265_330).unwrap()
    }

    #[test]
    fn the_specification_s_example_is_signed_alike() {
        assert_eq!(sign(&[SECRET], (ID, at()), BODY), SIGNATURE);
        let headers = (ID, "1614265330", SIGNATURE);
        assert_eq!(verify(&[SECRET], headers, BODY, at()), Ok(()));
    }

    #[test]
    fn every_forgery_and_every_old_request_is_refused() {
        let other = secret([9; 32]);
        let both = sign(&[&other, SECRET], (ID, at()), BODY);
        for secrets in [[SECRET].as_slice(), &[other.as_str()], &["", &other]] {
            assert_eq!(verify(secrets, (ID, "1614265330", &both), BODY, at()), Ok(()));
        }
        let refused = |secrets: &[&str], headers, body| verify(secrets, headers, body, at());
        let right = (ID, "1614265330", SIGNATURE);
        assert_eq!(refused(&[&other], right, BODY), Err(SignatureError::Signature));
        assert_eq!(refused(&[], right, BODY), Err(SignatureError::Signature));
        assert_eq!(refused(&["", "whsec_", "AAAA"], right, BODY), Err(SignatureError::Signature));
        assert_eq!(refused(&[SECRET], right, b"{}"), Err(SignatureError::Signature));
        for (id, time, signature, why) in [
            ("other", "1614265330", SIGNATURE, SignatureError::Signature),
            (ID, "1614265331", SIGNATURE, SignatureError::Signature),
            (ID, "1614265029", SIGNATURE, SignatureError::Time),
            (ID, "1614265631", SIGNATURE, SignatureError::Time),
            (ID, "now", SIGNATURE, SignatureError::Headers),
            ("", "1614265330", SIGNATURE, SignatureError::Headers),
            (ID, "1614265330", "", SignatureError::Headers),
            (ID, "1614265330", "v1a,abc v1,%%% v2,x", SignatureError::Signature),
        ] {
            assert_eq!(refused(&[SECRET], (id, time, signature), BODY), Err(why), "{id} {time}");
        }
    }
}
