//! The pairs that wait for a decision.

use std::collections::{BTreeSet, HashMap};

use api::customer::{CustomerRow, Lookalike, LookalikeQuery, Lookalikes};
use api::{Answer, Caller};
use model::CustomerId;
use model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use store::customer_pair::{self, CustomerPair};
use store::{Scope, StoreError, customer};

use super::threshold;
use crate::App;
use crate::customers::get::present;
use crate::customers::view;
use crate::failure::OrProblem;

/// Up to which number pairs are counted.
const COUNTED_MAX: u64 = 1_000;

pub(in crate::customers) async fn list(
    app: &App,
    by: &Caller,
    query: LookalikeQuery,
) -> Answer<Lookalikes> {
    let store = app.of(by.tenant);
    let score_min = threshold::of(&store).await.or_problem()?;
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let pairs = match query.customer {
        Some(customer) => {
            let records = present(&store, customer).await?.ids();
            let mut pairs = customer_pair::of_records(&store, &records).await.or_problem()?;
            let open = |pair: &CustomerPair| !pair.joined && pair.dismissed.is_none();
            pairs.retain(|pair| open(pair) && pair.score >= score_min);
            pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.score), pair.a, pair.b));
            pairs.truncate(limit as usize);
            pairs
        }
        None => customer_pair::undecided(&store, score_min, u64::from(limit)).await.or_problem()?,
    };
    let count = match query.customer {
        Some(_) => pairs.len() as u64,
        None => {
            customer_pair::count_undecided(&store, score_min, COUNTED_MAX).await.or_problem()?
        }
    };
    let items = shown(&store, pairs).await.or_problem()?;
    Ok(Lookalikes { items, count, score_min })
}

/// Pairs of people instead of records; the likeliest of two people's pairs stands for all.
async fn shown(scope: &Scope<'_>, pairs: Vec<CustomerPair>) -> Result<Vec<Lookalike>, StoreError> {
    let ids: Vec<CustomerId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    let leaders = customer::leaders(scope, &ids).await?;
    let led: HashMap<CustomerId, CustomerId> =
        leaders.iter().map(|(record, leader)| (*record, leader.id)).collect();
    let people: HashMap<CustomerId, _> =
        leaders.into_values().map(|leader| (leader.id, leader)).collect();
    let rows = view::rows(scope, people.into_values().collect()).await?;
    let rows: HashMap<CustomerId, CustomerRow> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let mut met = BTreeSet::new();
    let shown = pairs.into_iter().filter_map(|pair| {
        let (a, b) = (*led.get(&pair.a)?, *led.get(&pair.b)?);
        if a == b || !met.insert((a.min(b), a.max(b))) {
            return None;
        }
        Some(Lookalike {
            a: rows.get(&a)?.clone(),
            b: rows.get(&b)?.clone(),
            score: pair.score,
            signals: serde_json::from_value(pair.signals).unwrap_or_default(),
            found_at: pair.found_at,
        })
    });
    Ok(shown.collect())
}
