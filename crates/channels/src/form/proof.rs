//! Proof of work: a browser that runs scripts spends a moment on hashes, which costs a person
//! nothing and somebody who sends thousands of forms a lot.

use sha2::{Digest as _, Sha256};

/// Longest nonce, characters.
const NONCE_CHARS_MAX: usize = 20;

/// Whether SHA-256 of `token:nonce` begins with so many zero bits.
#[must_use]
pub fn proves(token: &str, nonce: &str, bits: u32) -> bool {
    let shaped = (1..=NONCE_CHARS_MAX).contains(&nonce.len())
        && nonce.bytes().all(|byte| byte.is_ascii_digit());
    if !shaped {
        return false;
    }
    let digest = Sha256::digest(format!("{token}:{nonce}").as_bytes());
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_proven_for_its_token_only() {
        let found = (0_u32..).map(|n| n.to_string()).find(|n| proves("token", n, 8)).unwrap();
        assert!(!proves("token", &found, 60));
        assert!(proves("token", &found, 0) && !proves("token", "", 0) && !proves("token", "1x", 0));
        let other = (0..8).filter(|n| proves(&format!("token{n}"), &found, 8)).count();
        assert!(other < 4, "a nonce is of no use elsewhere");
    }
}
