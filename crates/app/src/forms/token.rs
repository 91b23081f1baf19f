//! What a page carries: which inquiry it will become and since when it is open. And what is told of
//! an inquiry that was kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use model::{ChannelId, IntakeId};
use store::Sealer;
use uuid::Uuid;

use crate::App;

const PAGE: &str = "form page v1";
const RECEIPT: &str = "form receipt v1";
const NUMBER: &str = "form receipt number v1";
/// Characters of a token that is looked at.
const TOKEN_CHARS_MAX: usize = 128;
const TAG_BYTES: usize = 16;
/// Crockford's base 32: no letters that are mistaken for digits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a page's token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The form.
    pub(super) channel: ChannelId,
    /// What the inquiry will be called; files of the page are kept under it, too.
    pub(super) inquiry: IntakeId,
    /// Since when the page is open, in microseconds.
    opened: i64,
}

impl Claim {
    /// For a page that is opened now.
    pub(super) fn fresh(app: &App, channel: ChannelId) -> Self {
        let now = app.now();
        Self { channel, inquiry: app.store.id(now), opened: now.as_microsecond() }
    }

    /// As it stands in the page.
    pub(super) fn text(&self, sealer: &Sealer) -> String {
        signed(sealer, PAGE, &self.bytes())
    }

    /// Reads a page's token; `None` when it is not of this form or was not given out by this server.
    pub(super) fn read(sealer: &Sealer, channel: ChannelId, token: &str) -> Option<Self> {
        let body: [u8; 40] = read(sealer, PAGE, token)?.try_into().ok()?;
        let (ids, opened) = body.split_last_chunk::<8>()?;
        let (of, inquiry) = ids.split_at_checked(16)?;
        let claim = Self {
            channel: Uuid::from_slice(of).ok()?.into(),
            inquiry: Uuid::from_slice(inquiry).ok()?.into(),
            opened: i64::from_be_bytes(*opened),
        };
        (claim.channel == channel).then_some(claim)
    }

    /// Seconds for which the page is open.
    pub(super) fn age(&self, now: Timestamp) -> i64 {
        now.as_microsecond().saturating_sub(self.opened) / 1_000_000
    }

    fn bytes(&self) -> Vec<u8> {
        let parts = [self.channel.0.as_bytes().as_slice(), self.inquiry.0.as_bytes()];
        [parts.concat().as_slice(), &self.opened.to_be_bytes()].concat()
    }
}

/// What stands in the address of a receipt.
pub(super) fn receipt(sealer: &Sealer, channel: ChannelId, inquiry: IntakeId) -> String {
    signed(sealer, RECEIPT, &[channel.0.as_bytes().as_slice(), inquiry.0.as_bytes()].concat())
}

/// The inquiry of a receipt's address.
pub(super) fn read_receipt(sealer: &Sealer, channel: ChannelId, token: &str) -> Option<IntakeId> {
    let body = read(sealer, RECEIPT, token)?;
    let (of, inquiry) = body.split_at_checked(16)?;
    (of == channel.0.as_bytes()).then_some(Uuid::from_slice(inquiry).ok()?.into())
}

/// The number that a customer keeps and reads out: 40 bits that say nothing about how many there
/// are.
pub(super) fn receipt_number(sealer: &Sealer, inquiry: IntakeId) -> String {
    let digest = sealer.sign(NUMBER, inquiry.0.as_bytes());
    let bits = digest.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit = |at: usize| {
        let index = usize::try_from(bits >> (5 * (7 - at)) & 31).unwrap_or_default();
        DIGITS.get(index).copied().map_or('0', char::from)
    };
    let first: String = (0..4).map(digit).collect();
    let second: String = (4..8).map(digit).collect();
    format!("{first}-{second}")
}

fn signed(sealer: &Sealer, label: &str, body: &[u8]) -> String {
    let tag = sealer.sign(label, body);
    let bytes: Vec<u8> = body.iter().chain(tag.iter().take(TAG_BYTES)).copied().collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(sealer: &Sealer, label: &str, token: &str) -> Option<Vec<u8>> {
    if token.len() > TOKEN_CHARS_MAX {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let tag = bytes.split_off(bytes.len().checked_sub(TAG_BYTES)?);
    sealer.verify(label, &bytes, &tag).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_s_token_is_good_for_its_form_and_no_flipped_bit_is() {
        let sealer = Sealer::new([7; 32]);
        let channel = ChannelId::from_u128(2);
        let claim = Claim { channel, inquiry: IntakeId::from_u128(3), opened: 5_000_000 };
        let token = claim.text(&sealer);
        assert_eq!(Claim::read(&sealer, channel, &token), Some(claim));
        assert_eq!(Claim::read(&sealer, ChannelId::from_u128(4), &token), None);
        assert_eq!(claim.age(Timestamp::from_second(9).unwrap()), 4);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(Claim::read(&sealer, channel, &URL_SAFE_NO_PAD.encode(forged)), None);
        }
        assert_eq!(Claim::read(&sealer, channel, &receipt(&sealer, channel, claim.inquiry)), None);
    }

    #[test]
    fn a_receipt_reads_back_and_its_number_is_short() {
        let (sealer, channel, id) =
            (Sealer::new([7; 32]), ChannelId::from_u128(2), IntakeId::from_u128(3));
        let token = receipt(&sealer, channel, id);
        assert_eq!(read_receipt(&sealer, channel, &token), Some(id));
        assert_eq!(read_receipt(&sealer, ChannelId::from_u128(9), &token), None);
        let number = receipt_number(&sealer, id);
        assert_eq!(number.len(), 9);
        assert_ne!(number, receipt_number(&sealer, IntakeId::from_u128(4)));
    }
}
