//! Blocking: by which keys candidates are found.

use super::{Name, Profile};

/// A key under which a record is filed; records with one in common are candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKey<'a> {
    /// A member number.
    Member(&'a str),
    /// A name.
    Name(&'a str),
    /// A reading.
    Kana(&'a str),
    /// A phone number.
    Phone(&'a str),
    /// An e-mail address.
    Email(&'a str),
    /// A whole address.
    Address(&'a str),
}

/// The keys under which a record is filed, as many as it has names and contacts. With the
/// [`Weights`](super::Weights) that come with this crate, two records without a key in common stay
/// below 50 percent, so nothing worth a look is missed.
///
/// What would put thousands of records into one block is no key: contacts known as shared, family
/// names alone, houses without the room, companies. So the blocks stay small and the number of
/// pairs grows with the number of records. A shell should all the same leave out a block of more
/// than some hundred records, and note the contact as shared.
pub fn blocks(profile: &Profile) -> impl Iterator<Item = BlockKey<'_>> {
    let own = move |value: &&String| !value.is_empty() && !profile.shared.contains(*value);
    let full = |name: &&Name| !name.full.is_empty() && !name.is_bare();
    let members = profile.members.iter().filter(|number| !number.is_empty());
    let addresses = profile.addresses.iter().map(|address| address.full.as_str());
    members
        .map(|number| BlockKey::Member(number))
        .chain(profile.names.iter().filter(full).map(|name| BlockKey::Name(&name.full)))
        .chain(profile.kana.iter().filter(full).map(|name| BlockKey::Kana(&name.full)))
        .chain(profile.phones.iter().filter(own).map(|phone| BlockKey::Phone(phone)))
        .chain(profile.emails.iter().filter(own).map(|email| BlockKey::Email(email)))
        .chain(addresses.filter(|full| !full.is_empty()).map(BlockKey::Address))
}
