//! Two records are one person, and back: the ledger of merges.

use api::{Code, Problem};
use identity::{Ledger, Merge, Refusal};
use model::event::EventBody;
use model::{Actor, CustomerId, MergeId};
use serde_json::Value;
use store::customer_merge::{self, CustomerMerge};
use store::{StoreError, Tx, customer};

use super::create::about;
use crate::failure::Failure;

/// Says that two records are one person. Whether they may be is the caller's question: by itself
/// the system joins only records that nobody has identified.
pub(crate) async fn merge(
    tx: &mut Tx<'_>,
    actor: Actor,
    (absorbed, survivor): (CustomerId, CustomerId),
    reason: Value,
) -> Result<MergeId, Failure> {
    let mut records = customer::group_to_change(tx, absorbed).await?;
    records.extend(customer::group_to_change(tx, survivor).await?);
    let mut ledger = ledger(tx, &records).await?;
    let id: MergeId = tx.id();
    let said = EventBody::CustomerMerged { merge: id, absorbed, survivor };
    let number = tx.append(about(survivor, actor, said)).await?;
    ledger.merge(Merge { number, absorbed, survivor }).map_err(refused)?;
    let entry =
        CustomerMerge { id, number, absorbed, survivor, reason, actor, at: tx.now(), undone: None };
    customer_merge::insert(tx, &entry).await?;
    settle(tx, &ledger).await?;
    Ok(id)
}

/// Crosses a merge out: everything goes where its home is.
pub(crate) async fn undo(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: MergeId,
) -> Result<CustomerMerge, Failure> {
    let entry = customer_merge::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if entry.undone.is_some() {
        return Err(Problem::new(Code::Conflict)
            .with("この統合はすでに取り消されています。", "This merge is undone already.")
            .into());
    }
    let records = customer::group_to_change(tx, entry.survivor).await?;
    let mut ledger = ledger(tx, &records).await?;
    ledger.undo(entry.number).map_err(refused)?;
    customer_merge::cross_out(tx, id, actor).await?;
    let CustomerMerge { absorbed, survivor, .. } = entry;
    for record in [survivor, absorbed] {
        let said = EventBody::CustomerParted { merge: id, absorbed, survivor };
        tx.append(about(record, actor, said)).await?;
    }
    settle(tx, &ledger).await?;
    Ok(entry)
}

async fn ledger(tx: &Tx<'_>, records: &[CustomerId]) -> Result<Ledger<CustomerId>, Failure> {
    let standing = customer_merge::standing(tx, records).await?;
    let merges = standing.into_iter().map(|entry| Merge {
        number: entry.number,
        absorbed: entry.absorbed,
        survivor: entry.survivor,
    });
    Ledger::new(records.iter().copied(), merges).map_err(refused)
}

/// Writes down who leads whom.
async fn settle(tx: &Tx<'_>, ledger: &Ledger<CustomerId>) -> Result<(), StoreError> {
    for group in ledger.groups() {
        let records: Vec<CustomerId> = group.records.into_iter().collect();
        customer::set_leader(tx, &records, group.leader).await?;
    }
    Ok(())
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::OneAlready => Problem::new(Code::Conflict)
            .with(
                "この2つの記録は、すでに同じ顧客として統合されています。",
                "These two records are one customer already.",
            )
            .into(),
        // Another node drew its number before and wrote it after.
        Refusal::NumberTaken => StoreError::Busy.into(),
        Refusal::NoRecord | Refusal::NoMerge => {
            StoreError::Corrupt(format!("the ledger of merges: {refusal}")).into()
        }
    }
}
