//! Customers with their identities, and their orders.

use model::event::{EventBody, NewEvent};
use model::{Actor, CustomerId, IdentityKind, IdentityStrength};
use serde_json::{Map, Value, json};
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::purchase::{self, Purchase};
use store::{StoreError, TenantStore, Tx};

use super::consents;
use super::progress::Progress;
use crate::DEMO_MARK;
use crate::world::{self, World};

/// Customers of one write.
const CUSTOMERS: usize = 500;
/// Orders of one write.
const ORDERS: usize = 1_000;

/// The shop's number of a customer. The members of the shop page go by the name under which the
/// page asks for their identity.
fn number(person: &world::Customer) -> String {
    person.member.map_or_else(|| person.external_id.clone(), str::to_owned)
}

/// Loads the next customers.
pub(super) async fn customers(
    shop: &TenantStore,
    world: &World,
    progress: Progress,
) -> Result<Progress, StoreError> {
    let next: Vec<_> = world.customers.iter().skip(progress.customers).take(CUSTOMERS).collect();
    let progress = Progress { customers: progress.customers + next.len(), ..progress };
    let rows: Vec<Customer> = next.iter().map(|person| row(person)).collect();
    let known: Vec<Identity> = next.iter().flat_map(|person| identities(person)).collect();
    let noted = progress.clone();
    shop.write(progress.at, move |tx| {
        Box::pin(async move {
            customer::insert_many(tx, &rows).await?;
            identity::insert_many(tx, &known).await?;
            for row in &rows {
                tx.append_at(row.created_at, fact(row.id, EventBody::CustomerCreated)).await?;
            }
            consents::store(tx, &rows).await?;
            for one in &known {
                let identified =
                    EventBody::CustomerIdentified { identity: one.kind, strength: one.strength };
                tx.append_at(one.created_at, fact(one.customer, identified)).await?;
            }
            noted.note(tx).await
        })
    })
    .await?;
    Ok(progress)
}

const fn fact(customer: CustomerId, body: EventBody) -> NewEvent {
    NewEvent { customer: Some(customer), case: None, interaction: None, actor: Actor::System, body }
}

fn row(person: &world::Customer) -> Customer {
    let attributes: Map<String, Value> =
        person.attributes.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
    Customer {
        id: person.id,
        external_id: Some(number(person)),
        name: person.name.clone(),
        kana: person.kana.clone(),
        company: person.company.clone(),
        phone: person.phone.clone(),
        rank: person.rank.clone(),
        note: person.note.clone(),
        tags: person.tags.clone(),
        attributes,
        anonymous: false,
        absorbed_into: None,
        created_at: person.created_at,
        updated_at: person.created_at,
        version: 1,
    }
}

fn identities(person: &world::Customer) -> [Identity; 2] {
    let proven = |kind, value| Identity {
        kind,
        value,
        customer: person.id,
        strength: IdentityStrength::Verified,
        created_at: person.created_at,
        last_seen_at: person.created_at,
    };
    [proven(IdentityKind::Email, person.email.clone()), proven(IdentityKind::Shop, number(person))]
}

/// Loads the next orders.
pub(super) async fn orders(
    shop: &TenantStore,
    world: &World,
    progress: Progress,
) -> Result<Progress, StoreError> {
    let next = world.orders.iter().skip(progress.orders).take(ORDERS);
    let rows: Vec<Purchase> = next.map(bought).collect();
    let progress = Progress { orders: progress.orders + rows.len(), ..progress };
    let noted = progress.clone();
    shop.write(progress.at, move |tx| {
        Box::pin(async move {
            purchase::insert_new(tx, &rows).await?;
            for row in &rows {
                placed(tx, row).await?;
            }
            noted.note(tx).await
        })
    })
    .await?;
    Ok(progress)
}

async fn placed(tx: &mut Tx<'_>, row: &Purchase) -> Result<(), StoreError> {
    let body = EventBody::OrderPlaced {
        order: row.id,
        total_minor: row.total_minor,
        currency: row.currency.clone(),
    };
    let fact = NewEvent { actor: Actor::Customer, ..fact(row.customer, body) };
    tx.append_at(row.ordered_at, fact).await?;
    Ok(())
}

fn bought(order: &world::Order) -> Purchase {
    let line = |item: &world::Item| json!({"name": item.name, "quantity": item.quantity, "unit_minor": item.unit_yen});
    Purchase {
        id: order.id,
        external_id: order.number.clone(),
        customer: order.customer,
        ordered_at: order.ordered_at,
        total_minor: order.total_yen,
        currency: "JPY".to_owned(),
        status: order.status.to_owned(),
        items: Value::Array(order.items.iter().map(line).collect()),
        source: DEMO_MARK.to_owned(),
    }
}
