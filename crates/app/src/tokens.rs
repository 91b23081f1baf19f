//! Opaque tokens and signatures that leave the server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{AttachmentId, ChannelId, TenantId, VisitorId};
use sha2::{Digest as _, Sha256};
use store::Sealer;

use crate::clock::secret_bytes;

const VISITOR: &str = "visitor token v1";
const FILE: &str = "file address v1";

/// A session secret and what is stored of it.
pub struct SessionToken {
    /// For the cookie.
    pub secret: String,
    /// SHA-256 of the secret: what is stored.
    pub hash: Vec<u8>,
}

impl SessionToken {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        let secret = random_text();
        let hash = hash(&secret);
        Self { secret, hash }
    }
}

/// 256 random bits as text.
#[must_use]
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(secret_bytes::<32>())
}

/// What is stored of a session secret.
#[must_use]
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Who a visitor token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorClaim {
    /// The tenant.
    pub tenant: TenantId,
    /// The channel it was given out on.
    pub channel: ChannelId,
    /// The browser.
    pub visitor: VisitorId,
}

/// The token a browser keeps.
#[must_use]
pub fn visitor_token(sealer: &Sealer, claim: VisitorClaim) -> String {
    let body = claim_bytes(claim);
    let tag = sealer.sign(VISITOR, &body);
    let mut bytes = body.to_vec();
    bytes.extend(tag.iter().take(16));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a browser's token; `None` when it was not given out by this server.
#[must_use]
pub fn read_visitor_token(sealer: &Sealer, token: &str) -> Option<VisitorClaim> {
    if token.len() > 256 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (body, tag) = bytes.split_at_checked(48)?;
    if tag.len() != 16 || !sealer.verify(VISITOR, body, tag) {
        return None;
    }
    let part = |from: usize| -> Option<uuid::Uuid> {
        uuid::Uuid::from_slice(body.get(from..from + 16)?).ok()
    };
    Some(VisitorClaim {
        tenant: part(0)?.into(),
        channel: part(16)?.into(),
        visitor: part(32)?.into(),
    })
}

fn claim_bytes(claim: VisitorClaim) -> [u8; 48] {
    let mut body = [0; 48];
    let parts = [claim.tenant.0, claim.channel.0, claim.visitor.0];
    for (to, part) in body.chunks_exact_mut(16).zip(parts) {
        to.copy_from_slice(part.as_bytes());
    }
    body
}

/// The address of a file in the visitor's chat; the signature carries the tenant.
#[must_use]
pub fn file_url(sealer: &Sealer, tenant: TenantId, file: AttachmentId) -> String {
    let body = file_bytes(tenant, file);
    let tag = sealer.sign(FILE, &body);
    let mut bytes = tenant.0.as_bytes().to_vec();
    bytes.extend(tag.iter().take(16));
    format!("/chat/v1/files/{file}?sig={}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The tenant of a file's address; `None` when the signature is wrong.
#[must_use]
pub fn read_file_signature(
    sealer: &Sealer,
    file: AttachmentId,
    signature: &str,
) -> Option<TenantId> {
    if signature.len() > 128 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let (tenant, tag) = bytes.split_at_checked(16)?;
    let tenant = TenantId(uuid::Uuid::from_slice(tenant).ok()?);
    let fits = tag.len() == 16 && sealer.verify(FILE, &file_bytes(tenant, file), tag);
    fits.then_some(tenant)
}

fn file_bytes(tenant: TenantId, file: AttachmentId) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), file.0.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_token_reads_back_and_no_flipped_bit_does() {
        let sealer = Sealer::new([7; 32]);
        let claim = VisitorClaim {
            tenant: TenantId::from_u128(1),
            channel: ChannelId::from_u128(2),
            visitor: VisitorId::from_u128(3),
        };
        let token = visitor_token(&sealer, claim);
        assert_eq!(read_visitor_token(&sealer, &token), Some(claim));
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(read_visitor_token(&sealer, &URL_SAFE_NO_PAD.encode(forged)), None);
        }
        assert_eq!(read_visitor_token(&Sealer::new([8; 32]), &token), None);
    }

    #[test]
    fn a_file_signature_is_good_for_one_file() {
        let sealer = Sealer::new([7; 32]);
        let (tenant, file) = (TenantId::from_u128(1), AttachmentId::from_u128(2));
        let url = file_url(&sealer, tenant, file);
        let (_, signature) = url.split_once("?sig=").unwrap();
        assert_eq!(read_file_signature(&sealer, file, signature), Some(tenant));
        assert_eq!(read_file_signature(&sealer, AttachmentId::from_u128(3), signature), None);
    }
}
