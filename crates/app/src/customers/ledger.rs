//! The ledger of a customer's merges as colleagues see and change it.

use std::collections::HashMap;

use api::customer::{Customer as View, MergeEntry, MergeReason, NewMerge, RecordBrief};
use api::{Answer, Caller, Code, Problem};
use model::limits::MESSAGE_CHARS_MAX;
use model::{Actor, CustomerId, MergeId, UserId};
use serde_json::json;
use store::customer::{self, Customer};
use store::customer_merge::{self, CustomerMerge};
use store::{Scope, StoreError};

use super::{get, merge};
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// Entries shown of one person.
const ENTRIES_MAX: u64 = 200;

pub(super) async fn merges(
    app: &App,
    by: &Caller,
    customer: CustomerId,
) -> Answer<Vec<MergeEntry>> {
    let store = app.of(by.tenant);
    let person = get::present(&store, customer).await?;
    let found = customer_merge::history(&store, &person.ids(), ENTRIES_MAX).await.or_problem()?;
    entries(&store, found).await.or_problem()
}

/// Says that another record is the same person: by a colleague also two that are identified, but
/// only one after the other and in the audit log.
pub(super) async fn merge(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    input: NewMerge,
) -> Answer<View> {
    let note = validate::optional("note", &input.note, MESSAGE_CHARS_MAX)?;
    let (caller, other) = (by.clone(), input.other);
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let leaders = customer::leaders(tx, &[customer, other]).await?;
                let leader = |record| leaders.get(record).ok_or(Problem::new(Code::NotFound));
                let (goes_on, joins) = (leader(&customer)?, leader(&other)?);
                // Whoever is known goes on, whichever was named first.
                let (customer, other) = if goes_on.anonymous && !joins.anonymous {
                    (other, customer)
                } else {
                    (customer, other)
                };
                let reason = json!({"kind": MergeReason::Decided, "note": note});
                let actor = caller.actor();
                let id = merge::merge(tx, actor, (other, customer), reason).await?;
                let detail = json!({"merge": id, "absorbed": other, "survivor": customer});
                let subject = customer.to_string();
                record(tx, &Who::from(&caller), "customer.merged", &subject, detail).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    get::get(app, by, customer).await
}

pub(super) async fn undo(app: &App, by: &Caller, id: MergeId) -> Answer<MergeEntry> {
    let caller = by.clone();
    let store = app.of(by.tenant);
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let actor = caller.actor();
                let entry = merge::undo(tx, actor, id).await?;
                let detail = json!({
                    "merge": id, "absorbed": entry.absorbed, "survivor": entry.survivor,
                });
                let subject = entry.survivor.to_string();
                record(tx, &Who::from(&caller), "customer.parted", &subject, detail).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    let found = customer_merge::get(&store, id).await.or_problem()?;
    let found = found.ok_or(Problem::new(Code::NotFound))?;
    let mut shown = entries(&store, vec![found]).await.or_problem()?;
    shown.pop().ok_or(Problem::new(Code::NotFound))
}

async fn entries(
    scope: &Scope<'_>,
    merges: Vec<CustomerMerge>,
) -> Result<Vec<MergeEntry>, StoreError> {
    let ids: Vec<CustomerId> =
        merges.iter().flat_map(|entry| [entry.absorbed, entry.survivor]).collect();
    let records: HashMap<CustomerId, Customer> =
        customer::many(scope, &ids).await?.into_iter().map(|found| (found.id, found)).collect();
    Ok(merges.into_iter().map(|entry| view(entry, &records)).collect())
}

fn view(entry: CustomerMerge, records: &HashMap<CustomerId, Customer>) -> MergeEntry {
    let brief = |id: CustomerId| {
        let found = records.get(&id);
        RecordBrief {
            id,
            external_id: found.and_then(|record| record.external_id.clone()),
            name: found.map(|record| record.name.clone()).unwrap_or_default(),
            anonymous: found.is_none_or(|record| record.anonymous),
        }
    };
    let word = |key: &str| entry.reason.get(key).and_then(|word| word.as_str());
    MergeEntry {
        id: entry.id,
        absorbed: brief(entry.absorbed),
        survivor: brief(entry.survivor),
        reason: word("kind").and_then(MergeReason::parse).unwrap_or(MergeReason::Identified),
        note: word("note").unwrap_or_default().to_owned(),
        by: user(entry.actor),
        at: entry.at,
        undone_at: entry.undone.map(|(at, _)| at),
        undone_by: entry.undone.and_then(|(_, actor)| user(actor)),
    }
}

const fn user(actor: Actor) -> Option<UserId> {
    match actor {
        Actor::User { id, .. } => Some(id),
        Actor::Customer | Actor::System => None,
    }
}
