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
    let others = settle(tx, changed).await?;
    for part in others.chunks(BLOCK_MAX) {
        settle(tx, part).await?;
    }
    Ok(())
}

/// Files records and compares them. Answers those whose contact turned out to be everybody's just
/// now: what was said of them when few had it does not hold any more.
async fn settle(tx: &mut Tx<'_>, changed: &[CustomerId]) -> Result<Vec<CustomerId>, StoreError> {
    let changed = read(tx, changed).await?;
    let filed = file(tx, &changed).await?;
    let met: BTreeSet<CustomerId> = filed.mates.values().flatten().copied().collect();
    let mut all = read(tx, &met.into_iter().collect::<Vec<_>>()).await?;
    all.extend(changed);
    for known in all.values_mut() {
        let contacts = known.profile.phones.iter().chain(&known.profile.emails);
        let shared = contacts.filter(|contact| filed.crowded.contains(*contact)).cloned();
        known.profile.shared = shared.collect();
    }
    compare(tx, &filed.mates, &all).await?;
    Ok(filed.overtaken.into_iter().filter(|id| !filed.mates.contains_key(id)).collect())
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

/// Where records were filed.
struct Filed {
    /// With each record, those it shares a key with.
    mates: BTreeMap<CustomerId, BTreeSet<CustomerId>>,
    /// The contacts whose blocks are full.
    crowded: BTreeSet<String>,
    /// The records in contacts' blocks that became full just now.
    overtaken: BTreeSet<CustomerId>,
}

async fn file(tx: &Tx<'_>, changed: &BTreeMap<CustomerId, Known>) -> Result<Filed, StoreError> {
    let ids: Vec<CustomerId> = changed.keys().copied().collect();
    let before = customer_key::of_records(tx, &ids).await?;
    let wanted: BTreeMap<CustomerId, BTreeSet<Uuid>> = changed
        .iter()
        .map(|(id, known)| (*id, blocks(&known.profile).map(digest).collect()))
        .collect();
    let mut filed = customer_key::blocks(tx, &wanted.values().flatten().copied().collect()).await?;
    let mut new = Vec::new();
    let room: BTreeSet<Uuid> =
        filed.iter().filter(|(_, block)| block.len() < BLOCK_MAX).map(|(key, _)| *key).collect();
    for (id, keys) in &wanted {
        let had = before.get(id).cloned().unwrap_or_default();
        let gone: BTreeSet<Uuid> = had.difference(keys).copied().collect();
        customer_key::remove(tx, *id, &gone).await?;
        for key in keys {
            let block = filed.entry(*key).or_default();
            if block.len() < BLOCK_MAX && block.insert(*id) {
                new.push((*key, *id));
            }
        }
    }
    customer_key::put(tx, &new).await?;
    let mates = |(id, keys): (&CustomerId, &BTreeSet<Uuid>)| {
        let block = keys.iter().filter_map(|key| filed.get(key)).flatten();
        (*id, block.filter(|mate| *mate != id).copied().collect())
    };
    let mates = wanted.iter().map(mates).collect();
    let full =
        |key: BlockKey<'_>| filed.get(&digest(key)).is_some_and(|block| block.len() >= BLOCK_MAX);
    let (mut crowded, mut overtaken) = (BTreeSet::new(), BTreeSet::new());
    for key in changed.values().flat_map(|known| blocks(&known.profile)) {
        let (BlockKey::Phone(text) | BlockKey::Email(text)) = key else { continue };
        if !full(key) {
            continue;
        }
        crowded.insert(text.to_owned());
        if room.contains(&digest(key)) {
            overtaken.extend(filed.get(&digest(key)).into_iter().flatten().copied());
        }
    }
    Ok(Filed { mates, crowded, overtaken })
}

/// Compares each record with those it shares a key with.
async fn compare(
    tx: &Tx<'_>,
    mates: &BTreeMap<CustomerId, BTreeSet<CustomerId>>,
    all: &BTreeMap<CustomerId, Known>,
) -> Result<(), StoreError> {
    let ids: Vec<CustomerId> = mates.keys().copied().collect();
    let mut before: BTreeMap<(CustomerId, CustomerId), CustomerPair> =
        customer_pair::of_records(tx, &ids)
            .await?
            .into_iter()
            .map(|pair| ((pair.a, pair.b), pair))
            .collect();
    let weights = Weights::default();
    let pairs: BTreeSet<(CustomerId, CustomerId)> = mates
        .iter()
        .flat_map(|(id, mates)| mates.iter().map(|mate| (*id.min(mate), *id.max(mate))))
        .collect();
    for (a, b) in pairs {
        let (Some(one), Some(other)) = (all.get(&a), all.get(&b)) else { continue };
        let likeness = assess(&one.profile, &other.profile, &weights);
        if likeness.score < SCORE_KEPT {
            continue;
        }
        let earlier = before.remove(&(a, b));
        let found = pair(tx, (&one.record, &other.record), &likeness, earlier.clone());
        if earlier.as_ref() != Some(&found) {
            customer_pair::put(tx, &found).await?;
        }
    }
    // What is left is not alike any more.
    for pair in before.into_values() {
        customer_pair::remove(tx, pair.a, pair.b).await?;
    }
    Ok(())
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
