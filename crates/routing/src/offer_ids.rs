//! Offer ids without a random generator in the engine.

use jiff::Timestamp;
use model::OfferId;

/// Makes offer ids from a seed and a counter: the same inputs give the same ids, and neither one
/// engine nor two with different seeds repeat one (74 scattered bits beside the time). The ids are
/// not secret: an answer counts only from the agent who was asked.
#[derive(Clone, Debug)]
pub(crate) struct OfferIds {
    seed: u64,
    made: u64,
}

impl OfferIds {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    pub(crate) fn next(&mut self, now: Timestamp) -> OfferId {
        self.made = self.made.wrapping_add(1);
        let high = mix(mix(self.seed).wrapping_add(self.made));
        let [a, b, c, d, e, f, g, h] = high.to_be_bytes();
        let [.., y, z] = mix(high ^ self.seed).to_be_bytes();
        OfferId::new(now, [a, b, c, d, e, f, g, h, y, z])
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection on 64 bits that scatters
/// neighbouring numbers.
const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_differ_within_and_between_engines_and_repeat_with_the_seed() {
        let make = |seed| {
            let mut ids = OfferIds::new(seed);
            (0..1_000).map(|_| ids.next(Timestamp::UNIX_EPOCH)).collect::<Vec<_>>()
        };
        let all: BTreeSet<_> = [make(1), make(2), make(7)].concat().into_iter().collect();
        assert_eq!(all.len(), 3_000);
        assert_eq!(make(1), make(1));
    }
}
