//! One customer whole.

use std::collections::BTreeMap;

use api::customer::{Customer as View, Identity as IdentityView, Money, OrderSummary};
use api::{Answer, Caller, Code, Problem};
use model::{CaseStatus, CustomerId};
use serde_json::Value;
use store::case::{self, CaseFilter};
use store::customer::{self, Customer};
use store::{Scope, StoreError, identity, purchase};

use crate::App;
use crate::failure::OrProblem;

pub(super) async fn get(app: &App, by: &Caller, id: CustomerId) -> Answer<View> {
    let store = app.of(by.tenant);
    let found = present(&store, id).await?;
    view(&store, found).await.or_problem()
}

/// The customer an id leads to: the known one when it was an anonymous record.
pub(super) async fn present(scope: &Scope<'_>, id: CustomerId) -> Answer<Customer> {
    let missing = || Problem::new(Code::NotFound);
    let found = customer::by_id(scope, id).await.or_problem()?.ok_or_else(missing)?;
    match found.absorbed_into {
        Some(known) => customer::by_id(scope, known).await.or_problem()?.ok_or_else(missing),
        None => Ok(found),
    }
}

async fn view(scope: &Scope<'_>, found: Customer) -> Result<View, StoreError> {
    let identities = identity::of_customer(scope, found.id).await?;
    let all = CaseFilter { customer: Some(found.id), ..CaseFilter::default() };
    let status = CaseStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let open = CaseFilter { status, ..all.clone() };
    Ok(View {
        orders: summary(scope, found.id).await?,
        open_cases: case::count(scope, &open).await?,
        cases: case::count(scope, &all).await?,
        id: found.id,
        external_id: found.external_id,
        name: found.name,
        kana: found.kana,
        company: found.company,
        phone: found.phone,
        rank: (!found.rank.is_empty()).then_some(found.rank),
        note: found.note,
        tags: found.tags,
        attributes: attributes(found.attributes),
        anonymous: found.anonymous,
        identities: identities
            .into_iter()
            .map(|identity| IdentityView {
                kind: identity.kind,
                value: identity.value,
                strength: identity.strength,
                last_seen_at: identity.last_seen_at,
            })
            .collect(),
        created_at: found.created_at,
        updated_at: found.updated_at,
        version: found.version,
    })
}

fn attributes(stored: serde_json::Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    stored.into_iter().map(|(key, value)| (key, text(value))).collect()
}

async fn summary(scope: &Scope<'_>, customer: CustomerId) -> Result<OrderSummary, StoreError> {
    let lines = purchase::totals(scope, customer).await?;
    Ok(OrderSummary {
        count: lines.iter().map(|line| line.count).sum(),
        last_at: lines.iter().filter_map(|line| line.last_at).max(),
        totals: lines
            .into_iter()
            .map(|line| Money { minor: line.total_minor, currency: line.currency })
            .collect(),
    })
}
