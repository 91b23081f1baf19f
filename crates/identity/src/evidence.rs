//! Weak evidence that two records may be one person.

mod blocks;
mod mail;
mod names;
mod profile;
mod signal;
mod weights;

pub use blocks::{BlockKey, blocks};
pub use profile::{Address, Name, Profile};
pub use signal::Signal;
pub use weights::{WeightError, Weights};

use std::collections::BTreeSet;

use names::Relation;

/// How likely two records are one person, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The probability in percent.
    pub score: u8,
    /// What was found, in the order of [`Signal::ALL`].
    pub signals: Vec<Signal>,
}

/// Compares two records. The order of the two does not matter.
#[must_use]
pub fn assess(a: &Profile, b: &Profile, weights: &Weights) -> Likeness {
    let found = signals(a, b);
    let signals: Vec<Signal> = Signal::ALL.into_iter().filter(|s| found.contains(s)).collect();
    Likeness { score: weights.percent(&signals), signals }
}

fn signals(a: &Profile, b: &Profile) -> BTreeSet<Signal> {
    let mut found = of_contacts(a, b);
    if meet(&a.members, &b.members) {
        found.insert(Signal::SameMember);
    } else if both(&a.members, &b.members) {
        found.insert(Signal::DifferentMember);
    }
    if meet(&a.companies, &b.companies) {
        found.insert(Signal::SameCompany);
    }
    let home = [Signal::SamePhone, Signal::SameEmail, Signal::SameAddress];
    let at_home = home.iter().any(|signal| found.contains(signal));
    found.extend(of_names(a, b, at_home));
    found
}

fn of_names(a: &Profile, b: &Profile, at_home: bool) -> Vec<Signal> {
    let spelled = Relation::between(&a.names, &b.names);
    let read = Relation::between(&a.kana, &b.kana);
    let mut found = Vec::new();
    if spelled == Relation::Same {
        found.push(Signal::SameName);
    }
    if read == Relation::Same {
        found.push(Signal::SameKana);
    }
    if spelled.is_different() || (spelled == Relation::Unknown && read.is_different()) {
        found.push(Signal::DifferentName);
    }
    if spelled == Relation::Same && read.is_different() {
        found.push(Signal::DifferentReading);
    }
    let same = [spelled, read].contains(&Relation::Same);
    if at_home && !same && [spelled, read].contains(&Relation::Family) {
        found.push(Signal::SameHousehold);
    }
    found
}

fn of_contacts(a: &Profile, b: &Profile) -> BTreeSet<Signal> {
    let mut found = BTreeSet::new();
    let own = |value: &&String| !a.shared.contains(*value) && !b.shared.contains(*value);
    if common(&a.phones, &b.phones).any(|phone| own(&phone)) {
        found.insert(Signal::SamePhone);
    } else if both(&a.phones, &b.phones) && !meet(&a.phones, &b.phones) {
        found.insert(Signal::DifferentPhone);
    }
    if common(&a.emails, &b.emails).any(|email| own(&email)) {
        found.insert(Signal::SameEmail);
    } else {
        let mut others = b.emails.iter().filter(own);
        if others.any(|y| a.emails.iter().filter(own).any(|x| mail::similar(x, y))) {
            found.insert(Signal::SimilarEmail);
        }
    }
    let reached = [Signal::SamePhone, Signal::SameEmail].iter().any(|s| found.contains(s));
    if !reached && (meet(&a.phones, &b.phones) || meet(&a.emails, &b.emails)) {
        found.insert(Signal::SharedContact);
    }
    let alike = |part: fn(&Address) -> &str| {
        let of_b: BTreeSet<&str> = b.addresses.iter().map(part).collect();
        a.addresses.iter().map(part).any(|x| !x.is_empty() && of_b.contains(x))
    };
    if alike(|address| &address.full) {
        found.insert(Signal::SameAddress);
    } else if alike(|address| &address.site) {
        found.insert(Signal::SimilarAddress);
    }
    found
}

fn common<'a>(
    a: &'a BTreeSet<String>,
    b: &'a BTreeSet<String>,
) -> impl Iterator<Item = &'a String> {
    a.intersection(b).filter(|key| !key.is_empty())
}

fn meet(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    common(a, b).next().is_some()
}

fn both(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    [a, b].iter().all(|keys| keys.iter().any(|key| !key.is_empty()))
}
