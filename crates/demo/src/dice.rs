//! A small seeded generator (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same
//! world on every machine and with every version of every library.

/// A stream of pseudo-random decisions. Not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A stream of its own for each pair of seed and purpose.
    pub(crate) const fn new(seed: u64, purpose: u64) -> Self {
        Self(seed ^ purpose.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number of `0..bound`; 0 when the bound is 0. The bias is below 2⁻³² for bounds of 32 bits.
    pub(crate) const fn below(&mut self, bound: u64) -> u64 {
        ((self.next() as u128 * bound as u128) >> 64) as u64
    }

    /// A number of `from..=to`.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to.saturating_sub(from)).unwrap_or(0).saturating_add(1);
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// A number of `[0, 1)`.
    pub(crate) const fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this many percent happens.
    pub(crate) const fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent as u64
    }

    /// One of a list; `None` when it is empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(usize::try_from(self.below(list.len() as u64)).unwrap_or(0))
    }

    /// One of a list of texts; empty when the list is.
    pub(crate) fn text<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.pick(list).copied().unwrap_or("")
    }

    /// The index of one of the weights, in proportion to them.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total);
        for (index, weight) in weights.enumerate() {
            if left < u64::from(weight) {
                return index;
            }
            left -= u64::from(weight);
        }
        0
    }

    /// Ten random bytes, as an id wants them.
    pub(crate) fn bytes10(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        for (slot, byte) in bytes.iter_mut().zip(self.bytes16()) {
            *slot = byte;
        }
        bytes
    }

    /// Sixteen random bytes.
    pub(crate) const fn bytes16(&mut self) -> [u8; 16] {
        ((self.next() as u128) << 64 | self.next() as u128).to_be_bytes()
    }

    /// Waiting time until the next of events that come `per_second` on average (exponential).
    pub(crate) fn gap_seconds(&mut self, per_second: f64) -> f64 {
        -(1.0 - self.unit()).ln() / per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_repeats_and_purposes_differ() {
        let mut a = Dice::new(7, 1);
        let mut b = Dice::new(7, 1);
        let mut c = Dice::new(7, 2);
        let first: Vec<u64> = (0..5).map(|_| a.next()).collect();
        assert_eq!(first, (0..5).map(|_| b.next()).collect::<Vec<_>>());
        assert_ne!(first, (0..5).map(|_| c.next()).collect::<Vec<_>>());
    }

    #[test]
    fn ranges_hold_their_ends_and_weights_their_shares() {
        let mut dice = Dice::new(1, 1);
        let mut seen = [0_u32; 3];
        for _ in 0..9_000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            seen[dice.weighted([1, 0, 2].into_iter())] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((2_600..3_400).contains(&seen[0]), "{seen:?}");
        assert_eq!(dice.between(4, 4), 4);
    }

    #[test]
    fn gaps_have_the_wanted_mean() {
        let mut dice = Dice::new(2, 2);
        let mean = (0..20_000).map(|_| dice.gap_seconds(0.5)).sum::<f64>() / 20_000.0;
        assert!((1.9..2.1).contains(&mean), "{mean}");
    }
}
