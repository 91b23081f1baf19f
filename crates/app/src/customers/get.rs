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

/// A customer: the record that leads, and all records of the person, oldest first.
pub(crate) struct Person {
    pub(crate) leader: Customer,
    pub(crate) records: Vec<Customer>,
}

impl Person {
    pub(crate) fn ids(&self) -> Vec<CustomerId> {
        self.records.iter().map(|record| record.id).collect()
    }
}

/// The customer an id leads to, whichever record of theirs it names.
pub(crate) async fn present(scope: &Scope<'_>, id: CustomerId) -> Answer<Person> {
    let records = customer::group(scope, id).await.or_problem()?;
    let leader = records.iter().find(|record| record.absorbed_into.is_none()).cloned();
    let leader = leader.ok_or(Problem::new(Code::NotFound))?;
    Ok(Person { leader, records })
}

/// What the record that leads does not say, the others may: the newest word counts.
pub(crate) fn filled(person: &Person) -> Customer {
    let mut shown = person.leader.clone();
    let mut others: Vec<&Customer> =
        person.records.iter().filter(|record| record.id != shown.id).collect();
    others.sort_by_key(|record| std::cmp::Reverse(record.updated_at));
    for other in others {
        let fields = [
            (&mut shown.name, &other.name),
            (&mut shown.kana, &other.kana),
            (&mut shown.company, &other.company),
            (&mut shown.phone, &other.phone),
            (&mut shown.rank, &other.rank),
        ];
        for (field, word) in fields {
            if field.is_empty() {
                field.clone_from(word);
            }
        }
        if shown.external_id.is_none() {
            shown.external_id.clone_from(&other.external_id);
        }
    }
    shown
}

async fn view(scope: &Scope<'_>, person: Person) -> Result<View, StoreError> {
    let records = person.ids();
    let found = filled(&person);
    let identities = identity::of_records(scope, &records).await?;
    let all = CaseFilter { customers: records.clone(), ..CaseFilter::default() };
    let status = CaseStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let open = CaseFilter { status, ..all.clone() };
    Ok(View {
        orders: summary(scope, &records).await?,
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

async fn summary(scope: &Scope<'_>, records: &[CustomerId]) -> Result<OrderSummary, StoreError> {
    let lines = purchase::totals(scope, records).await?;
    Ok(OrderSummary {
        count: lines.iter().map(|line| line.count).sum(),
        last_at: lines.iter().filter_map(|line| line.last_at).max(),
        totals: lines
            .into_iter()
            .map(|line| Money { minor: line.total_minor, currency: line.currency })
            .collect(),
    })
}
