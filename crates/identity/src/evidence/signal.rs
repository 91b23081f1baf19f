//! What can be found by comparing two records.

/// A finding about two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// A member number in common.
    SameMember,
    /// A name in common, more than a family name.
    SameName,
    /// A reading in common, more than that of a family name.
    SameKana,
    /// A phone number in common that is not known as shared.
    SamePhone,
    /// An e-mail address in common that is not known as shared.
    SameEmail,
    /// E-mail addresses that one slip or one change of provider makes of each other.
    SimilarEmail,
    /// A postal address in common.
    SameAddress,
    /// The same house; building or room differ or are missing.
    SimilarAddress,
    /// A company in common.
    SameCompany,
    /// Nothing better in common than a phone number or an e-mail address that many use.
    SharedContact,
    /// People of one family name, but other given names, who share a phone, a mailbox or an address:
    /// relatives more often than one person.
    SameHousehold,
    /// Both have member numbers, none in common.
    DifferentMember,
    /// Both have names (or else readings), none in common.
    DifferentName,
    /// A name in common, but both have readings and none in common: 健 is けん or たける.
    DifferentReading,
    /// Both have phone numbers, none in common.
    DifferentPhone,
}

impl Signal {
    /// All of them, what speaks for one person first.
    pub const ALL: [Self; 15] = [
        Self::SameMember,
        Self::SameName,
        Self::SameKana,
        Self::SamePhone,
        Self::SameEmail,
        Self::SimilarEmail,
        Self::SameAddress,
        Self::SimilarAddress,
        Self::SameCompany,
        Self::SharedContact,
        Self::SameHousehold,
        Self::DifferentMember,
        Self::DifferentName,
        Self::DifferentReading,
        Self::DifferentPhone,
    ];

    /// What the finding is about.
    pub(super) const fn subject(self) -> Subject {
        match self {
            Self::SameName | Self::SameKana => Subject::Name,
            Self::SamePhone
            | Self::SameEmail
            | Self::SimilarEmail
            | Self::SameAddress
            | Self::SimilarAddress
            | Self::SameCompany
            | Self::SharedContact => Subject::Place,
            Self::SameMember
            | Self::SameHousehold
            | Self::DifferentMember
            | Self::DifferentName
            | Self::DifferentReading
            | Self::DifferentPhone => Subject::Else,
        }
    }
}

/// Findings about one subject go together, also between two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Who somebody is called: who has the same name mostly has the same reading.
    Name,
    /// Where somebody is reached: who lives or works with another shares several things.
    Place,
    /// Independent of all others.
    Else,
}
