//! What is compared of a record.

use std::collections::BTreeSet;

/// Keys of what is known of a record, or of all records of a person. The shell makes them with
/// `language`, so that equal keys mean equal spellings; nothing is stored here as people wrote it.
/// Empty texts count as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `language::name_key` of the names.
    pub names: BTreeSet<Name>,
    /// `language::name_key` of their readings.
    pub kana: BTreeSet<Name>,
    /// Phone numbers as E.164.
    pub phones: BTreeSet<String>,
    /// E-mail addresses, lower case.
    pub emails: BTreeSet<String>,
    /// Postal addresses.
    pub addresses: BTreeSet<Address>,
    /// `language::company_key` of the companies.
    pub companies: BTreeSet<String>,
    /// Numbers in the one list of customers that the centre trusts.
    pub members: BTreeSet<String>,
    /// Those of the phone numbers and e-mail addresses that many people use: the main number of a
    /// company, info@. One side's word is enough. The shell knows them by counting records.
    pub shared: BTreeSet<String>,
}

/// The key of a name, and where its family name ends if that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The whole name.
    pub full: String,
    /// `language::family_key`.
    pub family: Option<String>,
}

/// The key of a postal address. Only addresses with a house number belong here: half a town has the
/// same one otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// `language::address_key`.
    pub full: String,
    /// `language::site`: up to the house, without building and room.
    pub site: String,
}
