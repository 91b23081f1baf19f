//! The ledger of merges and the groups that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

/// Two records are one person. `K` names a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge<K> {
    /// Its number in the ledger; later merges have higher ones.
    pub number: i64,
    /// The record whose group joins.
    pub absorbed: K,
    /// The record whose group is joined; the leader of that group leads both.
    pub survivor: K,
}

/// The records of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group<K> {
    /// The record whose profile is shown.
    pub leader: K,
    /// Every record, the leader among them.
    pub records: BTreeSet<K>,
}

/// Why a merge or an undo is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// They are one person already.
    #[error("the records are one person already")]
    OneAlready,
    /// A record that is not here.
    #[error("the record is not in the ledger")]
    NoRecord,
    /// A merge that is not here, or is crossed out.
    #[error("the merge does not stand")]
    NoMerge,
    /// A number that is not higher than every one before it.
    #[error("the number is taken")]
    NumberTaken,
}

/// Records and the merges between them that stand. Cheap to build for the few records of one or
/// two people; the shell never builds it for everybody.
#[derive(Clone, Debug, Default)]
pub struct Ledger<K> {
    records: BTreeSet<K>,
    /// By number.
    merges: BTreeMap<i64, Merge<K>>,
}

impl<K: Copy + Ord> Ledger<K> {
    /// Records with the merges between them that stand, in any order.
    ///
    /// # Errors
    /// As [`Ledger::merge`], when they do not fit together.
    pub fn new(
        records: impl IntoIterator<Item = K>,
        merges: impl IntoIterator<Item = Merge<K>>,
    ) -> Result<Self, Refusal> {
        let mut ledger = Self { records: records.into_iter().collect(), merges: BTreeMap::new() };
        let mut merges: Vec<Merge<K>> = merges.into_iter().collect();
        merges.sort_unstable_by_key(|merge| merge.number);
        for merge in merges {
            ledger.merge(merge)?;
        }
        Ok(ledger)
    }

    /// Adds a record, alone in its group.
    pub fn add(&mut self, record: K) {
        self.records.insert(record);
    }

    /// Makes two groups one.
    ///
    /// # Errors
    /// [`Refusal::NoRecord`], [`Refusal::OneAlready`], [`Refusal::NumberTaken`].
    pub fn merge(&mut self, merge: Merge<K>) -> Result<(), Refusal> {
        if !self.records.contains(&merge.absorbed) || !self.records.contains(&merge.survivor) {
            return Err(Refusal::NoRecord);
        }
        if self.merges.last_key_value().is_some_and(|(last, _)| *last >= merge.number) {
            return Err(Refusal::NumberTaken);
        }
        if self.group_of(merge.absorbed)?.records.contains(&merge.survivor) {
            return Err(Refusal::OneAlready);
        }
        self.merges.insert(merge.number, merge);
        Ok(())
    }

    /// Crosses a merge out.
    ///
    /// # Errors
    /// [`Refusal::NoMerge`].
    pub fn undo(&mut self, number: i64) -> Result<Merge<K>, Refusal> {
        self.merges.remove(&number).ok_or(Refusal::NoMerge)
    }

    /// The merges that stand, by number.
    pub fn merges(&self) -> impl Iterator<Item = &Merge<K>> {
        self.merges.values()
    }

    /// The group of a record.
    ///
    /// # Errors
    /// [`Refusal::NoRecord`].
    pub fn group_of(&self, record: K) -> Result<Group<K>, Refusal> {
        let found = self.groups().into_iter().find(|group| group.records.contains(&record));
        found.ok_or(Refusal::NoRecord)
    }

    /// All groups, ordered by their leaders. A union by size over the merges in the order in which
    /// they were made: *O*((records + merges) log records).
    #[must_use]
    pub fn groups(&self) -> Vec<Group<K>> {
        let mut at: BTreeMap<K, usize> = BTreeMap::new();
        let mut groups: Vec<Option<Group<K>>> = Vec::with_capacity(self.records.len());
        for record in &self.records {
            at.insert(*record, groups.len());
            groups.push(Some(Group { leader: *record, records: BTreeSet::from([*record]) }));
        }
        for merge in self.merges.values() {
            // Both are there and apart: `merge` saw to it.
            let (Some(&joins), Some(&joined)) = (at.get(&merge.absorbed), at.get(&merge.survivor))
            else {
                continue;
            };
            let Some(leader) = groups.get(joined).and_then(Option::as_ref).map(|g| g.leader) else {
                continue;
            };
            let size = |place: usize| {
                groups.get(place).and_then(Option::as_ref).map_or(0, |group| group.records.len())
            };
            let (small, large) =
                if size(joins) < size(joined) { (joins, joined) } else { (joined, joins) };
            let moved = groups.get_mut(small).and_then(Option::take);
            if let (Some(moved), Some(kept)) =
                (moved, groups.get_mut(large).and_then(Option::as_mut))
            {
                at.extend(moved.records.iter().map(|record| (*record, large)));
                kept.records.extend(moved.records);
                kept.leader = leader;
            }
        }
        let mut groups: Vec<Group<K>> = groups.into_iter().flatten().collect();
        groups.sort_unstable();
        groups
    }
}
