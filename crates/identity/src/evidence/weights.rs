//! What each signal weighs.

use std::collections::BTreeMap;

use thiserror::Error;

use super::Signal;
use super::signal::Subject;

/// Two records taken at random are one person: in a list of 100,000 records of which some thousand
/// are double, about five thousand pairs of five thousand million.
const PRIOR: f64 = 1e-6;

/// Another thing in common, once one of its subject is: most of two records of one person, and a
/// good part of two records from one home, office or name.
const FURTHER: (f64, f64) = (0.6, 0.4);

/// For each signal the probabilities *m* and *u* with which two records show it that are one person,
/// and that are two.
///
/// They are estimates for a Japanese shop's or company's list, not measured on one: *m* from how
/// often people give the same thing twice, *u* from how many share a value. *u* of the names is that
/// of a frequent name (佐藤 1.5 percent, times 0.2 percent for a frequent given name), so that two
/// people of one name never pass for one on that alone; a rare name is worth more than this.
const CHANCES: [(Signal, f64, f64); 15] = [
    // Given once per person; a slip of the pen meets another number rarely.
    (Signal::SameMember, 0.9, 1e-9),
    // 1.5 % × 0.2 %.
    (Signal::SameName, 0.9, 3e-5),
    // Several spellings of a name are read alike.
    (Signal::SameKana, 0.85, 5e-5),
    // Two in five give another number the second time. Families share landlines: about half as many
    // such pairs as there are double records.
    (Signal::SamePhone, 0.6, 5e-7),
    // Couples share mailboxes, but fewer.
    (Signal::SameEmail, 0.5, 1e-7),
    // The local part is often a name.
    (Signal::SimilarEmail, 0.05, 1e-5),
    // People move; whole families live at one address.
    (Signal::SameAddress, 0.5, 1e-6),
    // A block of flats has some dozen customers at most.
    (Signal::SimilarAddress, 0.2, 5e-6),
    // Among companies' contacts one in some hundred.
    (Signal::SameCompany, 0.5, 5e-3),
    // As the company, and the smaller ones too.
    (Signal::SharedContact, 0.5, 2e-3),
    // Among records that share a contact and no name: a nickname or a slip against a relative.
    (Signal::SameHousehold, 0.3, 0.8),
    // One person registers twice.
    (Signal::DifferentMember, 0.02, 0.9999),
    // Maiden names, nicknames, a company in place of the name, kanji by ear.
    (Signal::DifferentName, 0.08, 0.9999),
    // Readings are guessed from the kanji and guessed wrong; against others of the same spelling.
    (Signal::DifferentReading, 0.15, 0.6),
    // A landline and a mobile phone.
    (Signal::DifferentPhone, 0.35, 0.9999),
];

/// Why a weight is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeightError {
    /// Nothing is certain.
    #[error("a probability is above 0 and below 1")]
    Probability,
}

/// What each signal weighs, in bits of log-odds: log₂(*m*/*u*), after I. P. Fellegi and A. B. Sunter,
/// "A Theory for Record Linkage" (JASA 64, 1969).
///
/// Their weights add up where signals are independent given that the records are one person, or two.
/// Names and readings are not, nor are phone, mailbox, address and company: who shares one with a
/// relative shares others. So of those about one subject only the strongest counts in full, and each
/// other one as little as another shared thing says (0.6 bits).
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    prior: f64,
    further: f64,
    signals: BTreeMap<Signal, f64>,
}

impl Default for Weights {
    fn default() -> Self {
        let weight = |(signal, m, u): (Signal, f64, f64)| (signal, bits(m, u));
        Self {
            prior: bits(PRIOR, 1.0 - PRIOR),
            further: bits(FURTHER.0, FURTHER.1),
            signals: CHANCES.into_iter().map(weight).collect(),
        }
    }
}

impl Weights {
    /// With other probabilities of a signal: `m` for records of one person, `u` for those of two.
    ///
    /// # Errors
    /// [`WeightError::Probability`].
    pub fn with(mut self, signal: Signal, m: f64, u: f64) -> Result<Self, WeightError> {
        self.signals.insert(signal, bits(probability(m)?, probability(u)?));
        Ok(self)
    }

    /// With another probability that two records taken at random are one person: what is small for a
    /// long list is larger for a short one.
    ///
    /// # Errors
    /// [`WeightError::Probability`].
    pub fn with_prior(mut self, prior: f64) -> Result<Self, WeightError> {
        let prior = probability(prior)?;
        self.prior = bits(prior, 1.0 - prior);
        Ok(self)
    }

    /// What a signal weighs by itself; negative when it speaks for two people.
    #[must_use]
    pub fn bits(&self, signal: Signal) -> f64 {
        self.signals.get(&signal).copied().unwrap_or_default()
    }

    /// The probability, in percent, that records with these signals are one person.
    pub(super) fn percent(&self, signals: &[Signal]) -> u8 {
        let of = |subject: Subject| {
            let about = signals.iter().filter(move |signal| signal.subject() == subject);
            about.map(|signal| self.bits(*signal))
        };
        let bits = self.prior
            + self.together(of(Subject::Name))
            + self.together(of(Subject::Place))
            + of(Subject::Else).sum::<f64>();
        // Between 0 and 100 whatever the bits are.
        (100.0 / (1.0 + (-bits).exp2())).round() as u8
    }

    /// The strongest in full, the others as further ones.
    fn together(&self, weights: impl Iterator<Item = f64> + Clone) -> f64 {
        let further: f64 = weights.clone().map(|weight| weight.min(self.further)).sum();
        weights
            .max_by(f64::total_cmp)
            .map_or(0.0, |strongest| strongest - strongest.min(self.further) + further)
    }
}

fn bits(m: f64, u: f64) -> f64 {
    (m / u).log2()
}

fn probability(p: f64) -> Result<f64, WeightError> {
    if p > 0.0 && p < 1.0 { Ok(p) } else { Err(WeightError::Probability) }
}
