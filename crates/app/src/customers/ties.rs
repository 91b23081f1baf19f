//! People who belong together without being one.

use std::collections::HashMap;

use api::customer::{CustomerRow, NewTie, Tie};
use api::{Answer, Caller, Code, Problem};
use model::{CustomerId, TieKind};
use serde_json::json;
use store::customer_tie::{self, CustomerTie};
use store::{Tx, customer};

use super::{get, view};
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};

/// Ties of one person.
const TIES_MAX: u64 = 50;

pub(super) async fn list(app: &App, by: &Caller, customer: CustomerId) -> Answer<Vec<Tie>> {
    let store = app.of(by.tenant);
    let records = get::present(&store, customer).await?.ids();
    let ties = customer_tie::of_records(&store, &records, TIES_MAX).await.or_problem()?;
    let others: Vec<(CustomerId, CustomerTie)> = ties
        .into_iter()
        .map(|tie| (if records.contains(&tie.a) { tie.b } else { tie.a }, tie))
        .collect();
    let ids: Vec<CustomerId> = others.iter().map(|(other, _)| *other).collect();
    let leaders = customer::leaders(&store, &ids).await.or_problem()?;
    let people: HashMap<CustomerId, _> =
        leaders.values().map(|leader| (leader.id, leader.clone())).collect();
    let rows = view::rows(&store, people.into_values().collect()).await.or_problem()?;
    let mut rows: HashMap<CustomerId, CustomerRow> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    // One person may be tied by several records, and by now be the same person.
    let shown = others.into_iter().filter_map(|(other, tie)| {
        let leader = leaders.get(&other)?.id;
        let customer = rows.remove(&leader).filter(|row| !records.contains(&row.id))?;
        Some(Tie { customer, kind: tie.kind, at: tie.at })
    });
    Ok(shown.collect())
}

pub(super) async fn set(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    input: NewTie,
) -> Answer<Vec<Tie>> {
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { tie(tx, &caller, (customer, input.other), input.kind).await })
        })
        .await
        .or_problem()?;
    list(app, by, customer).await
}

/// Ties two people, or unties them.
pub(super) async fn tie(
    tx: &mut Tx<'_>,
    by: &Caller,
    (one, other): (CustomerId, CustomerId),
    kind: Option<TieKind>,
) -> Result<(), Failure> {
    let records = customer::group_ids(tx, one).await?;
    let others = customer::group_ids(tx, other).await?;
    if records.contains(&other) {
        return Err(Problem::invalid(
            "other",
            "同じ顧客の記録です。",
            "It is a record of the same customer.",
        )
        .into());
    }
    let before = customer_tie::of_records(tx, &records, TIES_MAX).await?;
    if kind.is_some() && before.len() as u64 >= TIES_MAX {
        return Err(Problem::new(Code::Conflict)
            .with(
                format!("1人の顧客に結べるのは{TIES_MAX}人までです。"),
                format!("At most {TIES_MAX} people belong to one customer."),
            )
            .into());
    }
    let untied = customer_tie::remove(tx, &records, &others).await?;
    if let Some(kind) = kind {
        let actor = by.actor();
        let tie = CustomerTie { a: one, b: other, kind, actor, at: tx.now() };
        customer_tie::put(tx, &tie).await?;
    }
    if kind.is_some() || untied > 0 {
        let detail = json!({"other": other, "kind": kind});
        record(tx, &Who::from(by), "customer.tied", &one.to_string(), detail).await?;
    }
    Ok(())
}
