//! Secrets at rest and signatures, by one key that is not in the database.
//!
//! Channel passwords and the like are sealed with XChaCha20-Poly1305, bound to their tenant and
//! purpose: a sealed value copied to another row does not open. Signed tokens and reply addresses
//! use HMAC-SHA-256 under keys derived per label.

use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use model::TenantId;
use rand::Rng;
use sha2::Sha256;
use tempfile::NamedTempFile;

use crate::error::StoreError;

/// First byte of every sealed value.
const FORMAT: u8 = 1;
/// Where the key is in the data folder.
pub(crate) const KEY_FILE: &str = "secret.key";
/// Bytes of an XChaCha20 nonce: long enough to be drawn at random for ever.
const NONCE: usize = 24;

/// Seals and signs; cheap to clone. Never prints its key.
#[derive(Clone)]
pub struct Sealer {
    key: Arc<[u8; 32]>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// With a given key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Arc::new(key) }
    }

    /// With the given key, or the one in `secret.key` of the data folder, made if missing.
    pub(crate) fn open(data_dir: &Path, key: Option<[u8; 32]>) -> Result<Self, StoreError> {
        if let Some(known) = Self::existing(data_dir, key)? {
            return Ok(known);
        }
        let path = data_dir.join(KEY_FILE);
        let key: [u8; 32] = random();
        // NamedTempFile makes files for this user only.
        let mut file = NamedTempFile::new_in(data_dir)?;
        for byte in key {
            write!(file, "{byte:02x}")?;
        }
        writeln!(file)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path).map_err(|error| error.error)?;
        std::fs::File::open(data_dir)?.sync_all()?;
        Ok(Self::new(key))
    }

    /// With the given key, or the one in `secret.key` of the data folder; `None` when there is none.
    pub(crate) fn existing(
        data_dir: &Path,
        key: Option<[u8; 32]>,
    ) -> Result<Option<Self>, StoreError> {
        if let Some(key) = key {
            return Ok(Some(Self::new(key)));
        }
        match std::fs::read_to_string(data_dir.join(KEY_FILE)) {
            Ok(text) => Ok(Some(Self::from_text(&text)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// With the key in a key file's text.
    pub(crate) fn from_text(text: &str) -> Result<Self, StoreError> {
        Ok(Self::new(from_hex(text.trim())?))
    }

    /// What tells keys apart without telling anything about them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        crate::blobs::hex(self.sign("key fingerprint", b"").get(..8).unwrap_or_default())
    }

    /// Encrypts a secret for one tenant and purpose.
    ///
    /// # Errors
    /// [`StoreError::Other`] when it is longer than the cipher allows (256 GiB).
    pub fn seal(
        &self,
        tenant: TenantId,
        purpose: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let nonce: [u8; NONCE] = random();
        let aad = associated(tenant, purpose);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|_| StoreError::Other("a secret could not be sealed".into()))?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Decrypts what [`Sealer::seal`] made for the same tenant and purpose.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it was changed, is another's, or the key is another.
    pub fn unseal(
        &self,
        tenant: TenantId,
        purpose: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let wrong = || StoreError::Corrupt("a sealed secret does not open".into());
        let (format, rest) = sealed.split_first().ok_or_else(wrong)?;
        let (nonce, cipher) = rest.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        if *format != FORMAT {
            return Err(wrong());
        }
        let aad = associated(tenant, purpose);
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: cipher, aad: &aad })
            .map_err(|_| wrong())
    }

    /// The HMAC-SHA-256 of data under the key of a label.
    #[must_use]
    pub fn sign(&self, label: &str, data: &[u8]) -> [u8; 32] {
        let mut mac = mac(&self.derive(label));
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    /// Whether a signature is right; takes the same time either way. Accepts a prefix of at least
    /// 10 bytes, for places with little room such as reply addresses.
    #[must_use]
    pub fn verify(&self, label: &str, data: &[u8], signature: &[u8]) -> bool {
        let mut mac = mac(&self.derive(label));
        mac.update(data);
        signature.len() >= 10 && mac.verify_truncated_left(signature).is_ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive("seal").into())
    }

    fn derive(&self, label: &str) -> [u8; 32] {
        let mut mac = mac(&self.key);
        mac.update(b"madoguchi ");
        mac.update(label.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // RFC 2104: a key shorter than the block is filled up with zeros.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

fn associated(tenant: TenantId, purpose: &str) -> Vec<u8> {
    [tenant.0.as_bytes(), purpose.as_bytes()].concat()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn from_hex(text: &str) -> Result<[u8; 32], StoreError> {
    let wrong = || StoreError::Corrupt("the secret key is not 64 hexadecimal digits".into());
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(wrong());
    }
    for (at, byte) in key.iter_mut().enumerate() {
        let digits = text.get(at * 2..at * 2 + 2).ok_or_else(wrong)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: TenantId = TenantId::from_u128(1);
    const B: TenantId = TenantId::from_u128(2);

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let sealer = Sealer::new([7; 32]);
        let sealed = sealer.seal(A, "imap", b"hunter2").unwrap();
        assert_eq!(sealer.unseal(A, "imap", &sealed).unwrap(), b"hunter2");
        assert!(sealer.unseal(B, "imap", &sealed).is_err());
        assert!(sealer.unseal(A, "smtp", &sealed).is_err());
        assert!(Sealer::new([8; 32]).unseal(A, "imap", &sealed).is_err());
    }

    #[test]
    fn a_changed_secret_does_not_open() {
        let sealer = Sealer::new([7; 32]);
        let sealed = sealer.seal(A, "imap", b"hunter2").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.unseal(A, "imap", &changed).is_err(), "byte {at}");
        }
        assert!(sealer.unseal(A, "imap", &[]).is_err());
    }

    #[test]
    fn signatures_hold_for_their_label_and_data_only() {
        let sealer = Sealer::new([7; 32]);
        let signature = sealer.sign("visitor", b"v1");
        assert!(sealer.verify("visitor", b"v1", &signature));
        assert!(sealer.verify("visitor", b"v1", &signature[..10]));
        assert!(!sealer.verify("visitor", b"v1", &signature[..9]));
        assert!(!sealer.verify("visitor", b"v2", &signature));
        assert!(!sealer.verify("reply", b"v1", &signature));
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let sealed = Sealer::open(dir.path(), None).unwrap().seal(A, "x", b"y").unwrap();
        assert_eq!(Sealer::open(dir.path(), None).unwrap().unseal(A, "x", &sealed).unwrap(), b"y");
        let mode = std::fs::metadata(dir.path().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
