//! Files some records anew and finds the pairs they are in.

use std::collections::{BTreeMap, BTreeSet};

use api::customer::LikenessSignal;
use identity::{BlockKey, Likeness, Profile, Signal, Weights, assess, blocks};
use model::CustomerId;
use serde_json::json;
use store::customer::{self, Customer};
use store::customer_pair::{self, CustomerPair};
use store::{StoreError, Tx, customer_key, identity as identities};
use uuid::Uuid;

use super::profile::{digest, of};

/// Records under one key at most; what more people share tells nobody from anybody else.
const BLOCK_MAX: usize = 50;
/// The least likeness that is kept, in percent: a centre may set its threshold down to it.
pub(super) const SCORE_KEPT: u8 = 30;

/// One record with what is known of it.
struct Known {
    record: Customer,
    profile: Profile,
}

/// Files records that changed, and finds the pairs they are in now.
pub(super) async fn refresh(tx: &mut Tx<'_>, changed: &[CustomerId]) -> Result<(), StoreError> {
    let changed = read(tx, changed).await?;
    let others = file(tx, &changed).await?;
    let others = read(tx, &others.into_iter().collect::<Vec<_>>()).await?;
    compare(tx, &changed, &others).await
}

async fn read(
    tx: &Tx<'_>,
    records: &[CustomerId],
) -> Result<BTreeMap<CustomerId, Known>, StoreError> {
    let known = identities::of_records(tx, records).await?;
    let found = customer::many(tx, records).await?;
    Ok(found
        .into_iter()
        .map(|record| (record.id, Known { profile: of(&record, &known), record }))
        .collect())
}

/// Files the records; contacts that many share are noted in their profiles. Answers the records
/// under the same keys.
async fn file(
    tx: &Tx<'_>,
    changed: &BTreeMap<CustomerId, Known>,
) -> Result<BTreeSet<CustomerId>, StoreError> {
    let ids: Vec<CustomerId> = changed.keys().copied().collect();
    let before = customer_key::of_records(tx, &ids).await?;
    let wanted: BTreeMap<CustomerId, BTreeSet<Uuid>> = changed
        .iter()
        .map(|(id, known)| (*id, blocks(&known.profile).map(digest).collect()))
        .collect();
    let mut filed = customer_key::blocks(tx, &wanted.values().flatten().copied().collect()).await?;
    let (mut new, mut met) = (Vec::new(), BTreeSet::new());
    for (id, keys) in &wanted {
        let had = before.get(id).cloned().unwrap_or_default();
        let gone: BTreeSet<Uuid> = had.difference(keys).copied().collect();
        customer_key::remove(tx, *id, &gone).await?;
        for key in keys {
            let block = filed.entry(*key).or_default();
            if block.len() < BLOCK_MAX && block.insert(*id) {
                new.push((*key, *id));
            }
            met.extend(block.iter().copied());
        }
    }
    customer_key::put(tx, &new).await?;
    Ok(met)
}

async fn compare(
    tx: &Tx<'_>,
    changed: &BTreeMap<CustomerId, Known>,
    others: &BTreeMap<CustomerId, Known>,
) -> Result<(), StoreError> {
    let ids: Vec<CustomerId> = changed.keys().copied().collect();
    let mut before: BTreeMap<(CustomerId, CustomerId), CustomerPair> =
        customer_pair::of_records(tx, &ids)
            .await?
            .into_iter()
            .map(|pair| ((pair.a, pair.b), pair))
            .collect();
    let weights = Weights::default();
    let crowded = crowded(tx, changed).await?;
    let mut seen = BTreeSet::new();
    for known in changed.values() {
        for other in others.values().filter(|other| other.record.id != known.record.id) {
            let (a, b) =
                if known.record.id < other.record.id { (known, other) } else { (other, known) };
            if !seen.insert((a.record.id, b.record.id)) {
                continue;
            }
            let shared = |profile: &Profile| {
                let contacts = profile.phones.iter().chain(&profile.emails);
                let shared = contacts.filter(|contact| crowded.contains(*contact)).cloned();
                Profile { shared: shared.collect(), ..profile.clone() }
            };
            let likeness = assess(&shared(&a.profile), &shared(&b.profile), &weights);
            if likeness.score < SCORE_KEPT {
                continue;
            }
            let earlier = before.remove(&(a.record.id, b.record.id));
            let found = pair(tx, (&a.record, &b.record), &likeness, earlier.clone());
            if earlier.as_ref() != Some(&found) {
                customer_pair::put(tx, &found).await?;
            }
        }
    }
    // What is left is not alike any more.
    for pair in before.into_values() {
        customer_pair::remove(tx, pair.a, pair.b).await?;
    }
    Ok(())
}

/// The contacts whose blocks are full.
async fn crowded(
    tx: &Tx<'_>,
    changed: &BTreeMap<CustomerId, Known>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut contacts: BTreeMap<Uuid, &str> = BTreeMap::new();
    for known in changed.values() {
        for key in blocks(&known.profile) {
            if let BlockKey::Phone(text) | BlockKey::Email(text) = key {
                contacts.insert(digest(key), text);
            }
        }
    }
    let filed = customer_key::blocks(tx, &contacts.keys().copied().collect()).await?;
    let full = filed.into_iter().filter(|(_, block)| block.len() >= BLOCK_MAX);
    Ok(full.filter_map(|(key, _)| contacts.get(&key).map(|text| (*text).to_owned())).collect())
}

/// The pair as it is kept now. One that was held for two people stays so until something speaks for
/// one person that did not then.
fn pair(
    tx: &Tx<'_>,
    (a, b): (&Customer, &Customer),
    likeness: &Likeness,
    earlier: Option<CustomerPair>,
) -> CustomerPair {
    let signals: Vec<LikenessSignal> = likeness.signals.iter().copied().map(view).collect();
    let joined = a.absorbed_into.unwrap_or(a.id) == b.absorbed_into.unwrap_or(b.id);
    let found = CustomerPair {
        a: a.id,
        b: b.id,
        // Weak evidence is never certain.
        score: likeness.score.min(99),
        signals: json!(signals),
        joined,
        dismissed: None,
        found_at: tx.now(),
    };
    let Some(earlier) = earlier else { return found };
    let then: Vec<LikenessSignal> =
        serde_json::from_value(earlier.signals.clone()).unwrap_or_default();
    if earlier.dismissed.is_some() && signals.iter().all(|signal| then.contains(signal)) {
        return CustomerPair { joined, ..earlier };
    }
    CustomerPair { found_at: earlier.found_at, ..found }
}

const fn view(signal: Signal) -> LikenessSignal {
    match signal {
        Signal::SameMember => LikenessSignal::SameMember,
        Signal::SameName => LikenessSignal::SameName,
        Signal::SameKana => LikenessSignal::SameKana,
        Signal::SamePhone => LikenessSignal::SamePhone,
        Signal::SameEmail => LikenessSignal::SameEmail,
        Signal::SimilarEmail => LikenessSignal::SimilarEmail,
        Signal::SameAddress => LikenessSignal::SameAddress,
        Signal::SimilarAddress => LikenessSignal::SimilarAddress,
        Signal::SameCompany => LikenessSignal::SameCompany,
        Signal::SharedContact => LikenessSignal::SharedContact,
        Signal::SameHousehold => LikenessSignal::SameHousehold,
        Signal::DifferentMember => LikenessSignal::DifferentMember,
        Signal::DifferentName => LikenessSignal::DifferentName,
        Signal::DifferentReading => LikenessSignal::DifferentReading,
        Signal::DifferentPhone => LikenessSignal::DifferentPhone,
    }
}
