//! Signed reply addresses: `support+c<case>.<tag>@example.jp`. Whoever answers to one answers to
//! that case, even when the mailer drops Message-IDs; nobody can make one up without the key.
//! `support+s<side>.<tag>@example.jp` is one of a conversation with somebody outside; the tags of
//! the two kinds are made in different ways, so that neither can be turned into the other.

use hmac::{Hmac, KeyInit, Mac};
use model::{CaseId, SideId};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// RFC 4648 §6, lower case, because mail systems change the case of addresses.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of a case id (128 bits) and of a tag (80 bits).
const ID_CHARS: usize = 26;
const TAG_CHARS: usize = 16;
const TAG_BYTES: usize = 10;
/// `+c` + id + `.` + tag.
const SUFFIX_CHARS: usize = 2 + ID_CHARS + 1 + TAG_CHARS;
/// Octets of a local part (RFC 5321 §4.5.3.1.1).
const LOCAL_PART_MAX: usize = 64;
/// A kind of signed address: the letter that tells it, and what the key is used for, so that the
/// same key elsewhere gives other tags.
struct Kind {
    letter: char,
    context: &'static [u8],
}

const CASE: Kind = Kind { letter: 'c', context: b"madoguchi reply address v1" };
const SIDE: Kind = Kind { letter: 's', context: b"madoguchi side address v1" };

/// The address that answers about a case should go to. When the local part of `base` is so long
/// that RFC 5321 leaves no room (over 19 characters), `base` itself: threading then relies on
/// Message-IDs alone.
#[must_use]
pub fn reply_address(base: &str, case: CaseId, key: &[u8]) -> String {
    CASE.address(base, case.into(), key)
}

/// The address that answers in a conversation with somebody outside should go to; else as
/// [`reply_address`].
#[must_use]
pub fn side_address(base: &str, side: SideId, key: &[u8]) -> String {
    SIDE.address(base, side.into(), key)
}

/// The address under a signed one; `None` when it has not the shape of one. Whether the signature
/// is right is [`verify_reply_address`]'s to say.
#[must_use]
pub fn base_address(address: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let (base, suffix) = local.split_at_checked(local.len().checked_sub(SUFFIX_CHARS)?)?;
    let signed = |kind: &Kind| suffix.to_ascii_lowercase().starts_with(&kind.mark());
    [CASE, SIDE].iter().any(signed).then(|| format!("{base}@{domain}"))
}

/// The case of a signed address, or `None` when it is no such address or the tag is wrong. Case
/// of letters does not matter; the comparison takes the same time for every wrong tag.
#[must_use]
pub fn verify_reply_address(address: &str, key: &[u8]) -> Option<CaseId> {
    CASE.verify(address, key).map(CaseId::from)
}

/// The conversation with somebody outside of a signed address; else as [`verify_reply_address`].
#[must_use]
pub fn verify_side_address(address: &str, key: &[u8]) -> Option<SideId> {
    SIDE.verify(address, key).map(SideId::from)
}

impl Kind {
    fn mark(&self) -> String {
        format!("+{}", self.letter)
    }

    fn address(&self, base: &str, id: Uuid, key: &[u8]) -> String {
        let Some((local, domain)) = base.rsplit_once('@') else { return base.to_owned() };
        if local.len() + SUFFIX_CHARS > LOCAL_PART_MAX || local.starts_with('"') {
            return base.to_owned();
        }
        let id = id.into_bytes();
        format!("{local}{}{}.{}@{domain}", self.mark(), encode(&id), encode(&self.tag(&id, key)))
    }

    fn verify(&self, address: &str, key: &[u8]) -> Option<Uuid> {
        let (local, _) = address.trim().rsplit_once('@')?;
        let local = local.to_ascii_lowercase();
        let suffix = local.get(local.len().checked_sub(SUFFIX_CHARS)?..)?;
        let (id, given) = suffix.strip_prefix(&self.mark())?.split_once('.')?;
        let id: [u8; 16] = decode(id)?.try_into().ok()?;
        let given = decode(given)?;
        let right: bool = given.ct_eq(&self.tag(&id, key)).into();
        right.then(|| Uuid::from_bytes(id))
    }

    fn tag(&self, id: &[u8; 16], key: &[u8]) -> [u8; TAG_BYTES] {
        // HMAC takes keys of any length; the error type exists for other algorithms.
        let mut out = [0; TAG_BYTES];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
            mac.update(self.context);
            mac.update(id);
            for (slot, byte) in out.iter_mut().zip(mac.finalize().into_bytes()) {
                *slot = byte;
            }
        }
        out
    }
}

/// Base32 without padding.
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(digit(bits >> count));
        }
    }
    if count > 0 {
        out.push(digit(bits << (5 - count)));
    }
    out
}

fn digit(value: u32) -> char {
    ALPHABET.get(value as usize & 31).copied().map_or('a', char::from)
}

/// The inverse of [`encode`]; `None` for other characters and for stray bits at the end, so that
/// every value has one spelling.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    (bits & ((1 << count) - 1) == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    #[test]
    fn base32_of_rfc_4648() {
        for (bytes, text) in [("", ""), ("f", "my"), ("fo", "mzxq"), ("foobar", "mzxw6ytboi")] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), bytes.as_bytes());
        }
        assert_eq!(decode("mz1"), None, "not of the alphabet");
        assert_eq!(decode("mz"), None, "stray bits");
    }

    #[test]
    fn fits_into_a_local_part() {
        let address = reply_address("customer-support-jp@example.jp", CaseId::from_u128(7), KEY);
        let (local, _) = address.split_once('@').unwrap();
        assert_eq!(local.len(), LOCAL_PART_MAX);
        let too_long = "customer-support-jpn@example.jp";
        assert_eq!(reply_address(too_long, CaseId::from_u128(7), KEY), too_long);
    }

    #[test]
    fn an_address_of_one_kind_is_none_of_the_other() {
        let side = side_address("support@example.jp", SideId::from_u128(7), KEY);
        assert_eq!(verify_side_address(&side, KEY), Some(SideId::from_u128(7)));
        assert_eq!(verify_side_address(&side.to_uppercase(), KEY), Some(SideId::from_u128(7)));
        assert_eq!(verify_reply_address(&side, KEY), None);
        assert_eq!(verify_side_address(&side, b"another key"), None);
        assert_eq!(base_address(&side).as_deref(), Some("support@example.jp"));
        let case = reply_address("support@example.jp", CaseId::from_u128(7), KEY);
        assert_eq!(verify_side_address(&case, KEY), None);
        // The same tag under the other letter is worth nothing.
        let turned = case.replace("+c", "+s");
        assert_eq!(verify_side_address(&turned, KEY), None);
    }

    #[test]
    fn the_base_of_a_signed_address() {
        let signed = reply_address("Support@example.jp", CaseId::from_u128(7), KEY);
        assert_eq!(base_address(&signed).as_deref(), Some("Support@example.jp"));
        for address in ["", "@", "a@b", "support@example.jp", "support+c@example.jp", "é+c@x"] {
            assert_eq!(base_address(address), None, "{address}");
        }
    }

    #[test]
    fn strangers_addresses_are_none() {
        for address in ["", "@", "a@b", "support@example.jp", "support+c@example.jp", "+c.@x"] {
            assert_eq!(verify_reply_address(address, KEY), None, "{address}");
        }
    }

    proptest! {
        #[test]
        fn survives_the_case_changes_of_mail_systems(id: u128, upper: bool) {
            let case = CaseId::from_u128(id);
            let address = reply_address("Support@example.jp", case, KEY);
            let address = if upper { address.to_uppercase() } else { address.to_lowercase() };
            prop_assert_eq!(verify_reply_address(&address, KEY), Some(case));
        }

        #[test]
        fn another_key_or_any_changed_character_is_refused(id: u128, at in 9_usize..51, by in 1_usize..31) {
            let address = reply_address("support@example.jp", CaseId::from_u128(id), KEY);
            prop_assert_eq!(verify_reply_address(&address, b"another key"), None);
            let mut bytes = address.into_bytes();
            let was = ALPHABET.iter().position(|letter| *letter == bytes[at]);
            bytes[at] = was.map_or(b'x', |was| ALPHABET[(was + by) % 32]);
            prop_assert_eq!(verify_reply_address(&String::from_utf8(bytes).unwrap(), KEY), None);
        }

        #[test]
        fn nothing_panics(address in ".{0,80}") {
            let _ = verify_reply_address(&address, KEY);
            let _ = base_address(&address);
            let _ = reply_address(&address, CaseId::from_u128(1), KEY);
        }
    }
}
