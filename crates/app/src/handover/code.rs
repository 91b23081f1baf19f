//! The code of a link: short enough to be read out, long enough not to be guessed.

use crate::clock::secret_bytes;
use crate::tokens;

/// Digits and letters that are not taken for each other (Base 32 after D. Crockford).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 60 bits; attempts are limited per address.
const LENGTH: usize = 12;

/// A code as it stands in addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HandoverCode(String);

impl HandoverCode {
    /// A fresh one.
    pub(crate) fn fresh() -> Self {
        let letter = |byte: u8| ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        Self(secret_bytes::<LENGTH>().into_iter().map(letter).map(char::from).collect())
    }

    /// Reads what somebody typed; `None` when it cannot be a code.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .take(64)
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let known = |c: char| u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte));
        (code.len() == LENGTH && code.chars().all(known)).then_some(Self(code))
    }

    /// What is stored of it.
    pub(crate) fn hash(&self) -> Vec<u8> {
        tokens::hash(&self.0)
    }

    /// As part of an address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// In three groups, to be read out.
    pub(crate) fn spoken(&self) -> String {
        let (first, rest) = self.0.split_at(self.0.len().min(4));
        let (second, third) = rest.split_at(rest.len().min(4));
        format!("{first}-{second}-{third}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for _ in 0..100 {
            let code = HandoverCode::fresh();
            let spoken = code.spoken();
            assert_eq!(HandoverCode::read(&spoken), Some(code.clone()));
            assert_eq!(HandoverCode::read(&format!(" {} ", spoken.to_lowercase())), Some(code));
        }
        assert_eq!(HandoverCode::read("OIL0-1234-5678").unwrap().as_str(), "011012345678");
        for wrong in ["", "1234", "UUUU-UUUU-UUUU", "1234-5678-9012-3", "１２３４-5678-9012"] {
            assert_eq!(HandoverCode::read(wrong), None, "{wrong}");
        }
    }
}
