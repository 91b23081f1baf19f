//! The whole past as facts of the log, in the order of time.

use model::event::EventBody;
use model::{Actor, IdentityKind, IdentityStrength};

use super::types::{Customer, Order, PastEvent, World};

impl World {
    /// Every fact of customers, orders and cases, oldest first; facts of one instant keep the order
    /// in which they must be stored.
    #[must_use]
    pub fn log(&self) -> Vec<PastEvent> {
        let customers = self.customers.iter().flat_map(became_known);
        let orders = self.orders.iter().map(placed);
        let cases = self.cases.iter().flat_map(|case| case.events.iter().cloned());
        let mut all: Vec<PastEvent> = customers.chain(orders).chain(cases).collect();
        all.sort_by_key(|event| event.at);
        all
    }
}

fn became_known(customer: &Customer) -> [PastEvent; 2] {
    let fact = |body| PastEvent {
        at: customer.created_at,
        customer: Some(customer.id),
        case: None,
        interaction: None,
        actor: Actor::System,
        body,
    };
    let identity = IdentityKind::Email;
    let strength = IdentityStrength::Verified;
    [fact(EventBody::CustomerCreated), fact(EventBody::CustomerIdentified { identity, strength })]
}

fn placed(order: &Order) -> PastEvent {
    PastEvent {
        at: order.ordered_at,
        customer: Some(order.customer),
        case: None,
        interaction: None,
        actor: Actor::Customer,
        body: EventBody::OrderPlaced {
            order: order.id,
            total_minor: order.total_yen,
            currency: "JPY".to_owned(),
        },
    }
}
