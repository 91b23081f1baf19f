//! What is compared of a record, from what people wrote.

use identity::{Address, BlockKey, Name, Profile};
use language::{address_key, company_key, family_key, name_key, phone, site};
use model::IdentityKind;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::customer::Customer;
use store::identity::Identity;
use uuid::Uuid;

/// Attributes in which tenants keep a postal address.
const ADDRESS_ATTRIBUTES: [&str; 2] = ["住所", "address"];
/// What an anonymous visitor said their address is.
const CLAIMED_EMAIL: &str = "claimed_email";

/// The profile of one record. `identities` are those of any records.
pub(super) fn of(record: &Customer, identities: &[Identity]) -> Profile {
    let own = || identities.iter().filter(|identity| identity.customer == record.id);
    let of_kind = |kind| {
        own().filter(move |identity| identity.kind == kind).map(|identity| identity.value.clone())
    };
    let said = |attribute: &str| record.attributes.get(attribute).and_then(Value::as_str);
    let numbers = of_kind(IdentityKind::Shop).chain(record.external_id.clone());
    let claimed = said(CLAIMED_EMAIL).map(str::to_lowercase);
    let addresses = ADDRESS_ATTRIBUTES.iter().filter_map(|attribute| address(said(attribute)?));
    let company = Some(company_key(&record.company)).filter(|key| !key.is_empty());
    Profile {
        names: name(&record.name).into_iter().collect(),
        kana: name(&record.kana).into_iter().collect(),
        phones: phone(&record.phone).map(|found| found.e164).into_iter().collect(),
        emails: of_kind(IdentityKind::Email).chain(claimed).collect(),
        addresses: addresses.collect(),
        companies: company.into_iter().collect(),
        members: numbers.collect(),
        shared: std::collections::BTreeSet::new(),
    }
}

fn name(text: &str) -> Option<Name> {
    // Whoever wrote a mail without a name is called by the address.
    if text.contains('@') {
        return None;
    }
    let full = name_key(text);
    (!full.is_empty()).then(|| Name { full, family: family_key(text) })
}

fn address(text: &str) -> Option<Address> {
    let full = address_key(text);
    let site = site(&full)?.to_owned();
    Some(Address { full, site })
}

/// The digest under which a record is filed.
pub(super) fn digest(key: BlockKey<'_>) -> Uuid {
    let (kind, text) = match key {
        BlockKey::Member(text) => ("member", text),
        BlockKey::Name(text) => ("name", text),
        BlockKey::Kana(text) => ("kana", text),
        BlockKey::Phone(text) => ("phone", text),
        BlockKey::Email(text) => ("email", text),
        BlockKey::Address(text) => ("address", text),
    };
    let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(text).finalize();
    let mut bytes = [0; 16];
    for (byte, of_hash) in bytes.iter_mut().zip(hash) {
        *byte = of_hash;
    }
    Uuid::from_bytes(bytes)
}
