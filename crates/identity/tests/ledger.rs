//! The ledger against a slow model: what one gets by making everything anew, without the merges
//! that were crossed out.

#![expect(clippy::indexing_slicing, reason = "a test that finds something else must end")]

use std::collections::{BTreeMap, BTreeSet};

use identity::{Group, Ledger, Merge, Refusal};
use proptest::prelude::*;

fn merge(number: i64, absorbed: u8, survivor: u8) -> Merge<u8> {
    Merge { number, absorbed, survivor }
}

fn group(leader: u8, records: &[u8]) -> Group<u8> {
    Group { leader, records: records.iter().copied().collect() }
}

#[test]
fn a_record_alone_leads_itself() {
    let ledger = Ledger::new([3, 1, 2], []).unwrap();
    assert_eq!(ledger.groups(), [group(1, &[1]), group(2, &[2]), group(3, &[3])]);
}

#[test]
fn who_is_joined_leads() {
    let ledger = Ledger::new([1, 2, 3], [merge(1, 1, 2), merge(2, 2, 3)]).unwrap();
    assert_eq!(ledger.groups(), [group(3, &[1, 2, 3])]);
}

#[test]
fn the_leader_stays_when_another_record_of_its_group_is_named() {
    // 4 is like 1, which belongs to 2: 2 still leads.
    let ledger = Ledger::new([1, 2, 4], [merge(1, 1, 2), merge(2, 4, 1)]).unwrap();
    assert_eq!(ledger.groups(), [group(2, &[1, 2, 4])]);
}

#[test]
fn an_older_merge_can_be_undone_and_the_newer_one_stands() {
    let mut ledger = Ledger::new([1, 2, 4], [merge(1, 1, 2), merge(2, 4, 1)]).unwrap();
    assert_eq!(ledger.undo(1), Ok(merge(1, 1, 2)));
    // 4 was found to be 1, not 2: it stays with 1.
    assert_eq!(ledger.groups(), [group(1, &[1, 4]), group(2, &[2])]);
    assert_eq!(ledger.undo(1), Err(Refusal::NoMerge));
}

#[test]
fn what_cannot_be_is_refused() {
    let mut ledger = Ledger::new([1, 2, 3], [merge(5, 1, 2)]).unwrap();
    assert_eq!(ledger.merge(merge(6, 2, 1)), Err(Refusal::OneAlready));
    assert_eq!(ledger.merge(merge(6, 3, 3)), Err(Refusal::OneAlready));
    assert_eq!(ledger.merge(merge(6, 9, 1)), Err(Refusal::NoRecord));
    assert_eq!(ledger.merge(merge(5, 3, 1)), Err(Refusal::NumberTaken));
    assert_eq!(ledger.groups(), [group(2, &[1, 2]), group(3, &[3])]);
}

/// Everybody's leader, by moving people about one by one.
fn replay(records: u8, merges: &[Merge<u8>]) -> BTreeMap<u8, u8> {
    let mut leader_of: BTreeMap<u8, u8> = (0..records).map(|record| (record, record)).collect();
    for merge in merges {
        let (from, to) = (leader_of[&merge.absorbed], leader_of[&merge.survivor]);
        for leader in leader_of.values_mut().filter(|leader| **leader == from) {
            *leader = to;
        }
    }
    leader_of
}

#[derive(Clone, Debug)]
enum Step {
    Merge(u8, u8),
    Undo(usize),
}

const RECORDS: u8 = 7;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..RECORDS, 0..RECORDS).prop_map(|(from, to)| Step::Merge(from, to)),
        2 => (0_usize..20).prop_map(Step::Undo),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn groups_are_those_of_a_world_without_what_was_undone(steps in steps()) {
        let mut ledger = Ledger::new(0..RECORDS, []).unwrap();
        let mut standing: Vec<Merge<u8>> = Vec::new();
        for (number, step) in (1..).zip(steps) {
            match step {
                Step::Merge(absorbed, survivor) => {
                    let next = merge(number, absorbed, survivor);
                    let before = replay(RECORDS, &standing);
                    let apart = before[&absorbed] != before[&survivor];
                    let made = ledger.merge(next);
                    prop_assert_eq!(made.is_ok(), apart, "{:?}", made);
                    if apart {
                        standing.push(next);
                    }
                }
                Step::Undo(which) if !standing.is_empty() => {
                    let gone = standing.remove(which % standing.len());
                    prop_assert_eq!(ledger.undo(gone.number), Ok(gone));
                }
                Step::Undo(_) => {}
            }
            let leaders = replay(RECORDS, &standing);
            let groups = ledger.groups();
            let mut seen = BTreeSet::new();
            for group in &groups {
                prop_assert!(group.records.contains(&group.leader));
                for record in &group.records {
                    prop_assert_eq!(leaders[record], group.leader);
                    prop_assert!(seen.insert(*record), "in two groups");
                }
            }
            prop_assert_eq!(seen.len(), usize::from(RECORDS), "a record is lost");
            // Built anew from what stands, it is the same.
            let anew = Ledger::new(0..RECORDS, standing.clone()).unwrap();
            prop_assert_eq!(anew.groups(), groups);
        }
    }

    #[test]
    fn an_undo_parts_one_group_in_two(steps in steps()) {
        let mut ledger = Ledger::new(0..RECORDS, []).unwrap();
        for (number, step) in (1..).zip(steps) {
            if let Step::Merge(absorbed, survivor) = step {
                let _ = ledger.merge(merge(number, absorbed, survivor));
            }
        }
        let all: Vec<Merge<u8>> = ledger.merges().copied().collect();
        for gone in all {
            let mut without = ledger.clone();
            without.undo(gone.number).unwrap();
            prop_assert_eq!(without.groups().len(), ledger.groups().len() + 1);
            let apart = without.group_of(gone.absorbed).unwrap();
            prop_assert!(!apart.records.contains(&gone.survivor));
        }
    }
}
