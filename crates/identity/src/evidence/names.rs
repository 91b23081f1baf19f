//! How the names of two records stand to each other.

use std::collections::BTreeSet;

use super::Name;

/// A name without a known family name is taken for a family name alone up to this many letters:
/// most family names have two kanji, and few people have a full name of two.
const BARE_KANJI_MAX: usize = 2;

/// The same for readings: まつもと.
const BARE_KANA_MAX: usize = 4;

/// Letters that begin two names written without a space and make the same family name likely.
const FAMILY_GUESS: usize = 2;

/// How two sets of names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// One in common.
    Same,
    /// No name, or one is a family name that fits the other.
    Unknown,
    /// None in common, but a family name.
    Family,
    /// Nothing in common.
    Different,
}

impl Relation {
    pub(super) fn between(a: &BTreeSet<Name>, b: &BTreeSet<Name>) -> Self {
        let pairs = || {
            let pairs = a.iter().flat_map(move |x| b.iter().map(move |y| (x, y)));
            pairs.filter(|(x, y)| !x.full.is_empty() && !y.full.is_empty())
        };
        if pairs().any(|(x, y)| x.full == y.full && !x.is_bare() && !y.is_bare()) {
            Self::Same
        } else if pairs().next().is_none() || pairs().any(|(x, y)| x.fits(y) || y.fits(x)) {
            Self::Unknown
        } else if pairs().any(|(x, y)| x.shares_family(y)) {
            Self::Family
        } else {
            Self::Different
        }
    }

    pub(super) const fn is_different(self) -> bool {
        matches!(self, Self::Family | Self::Different)
    }
}

impl Name {
    /// Whether this is a family name only.
    pub(super) fn is_bare(&self) -> bool {
        self.family.as_ref().map_or_else(
            || {
                let is_kana = self.full.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー'));
                let max = if is_kana { BARE_KANA_MAX } else { BARE_KANJI_MAX };
                self.full.chars().count() <= max
            },
            |family| *family == self.full,
        )
    }

    /// Whether this is a family name that the other may have.
    fn fits(&self, other: &Self) -> bool {
        self.is_bare()
            && match &other.family {
                Some(family) => *family == self.full,
                None => other.full.starts_with(&self.full),
            }
    }

    fn shares_family(&self, other: &Self) -> bool {
        match (&self.family, &other.family) {
            (Some(one), Some(two)) => one == two,
            (Some(family), None) => other.full.starts_with(family),
            (None, Some(family)) => self.full.starts_with(family),
            (None, None) => {
                let common = self.full.chars().zip(other.full.chars()).take(FAMILY_GUESS);
                common.filter(|(x, y)| x == y && is_kanji(*x)).count() == FAMILY_GUESS
            }
        }
    }
}

const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}
