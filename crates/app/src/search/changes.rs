//! From events to what must be put into the index and taken out of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ::search::{Document, Facet, Kind, SearchError, Writer};
use model::event::{Event, EventBody};
use model::{CaseId, CustomerId, MessageId, OrderId, TenantId};
use store::{StoreError, TenantStore, case, customer, message, purchase};
use uuid::Uuid;

use super::documents;
use crate::App;

/// Messages read at once.
pub(super) const MESSAGES_AT_ONCE: u64 = 2_000;

/// One step of the writer.
pub(super) enum Step {
    /// Puts a document in the place of the one of its id.
    Put(Document),
    /// Takes a document out.
    TakeOut(TenantId, Kind, Uuid),
    /// Takes out everything that is of a case or a customer.
    TakeOutAll(TenantId, Facet),
}

impl Step {
    /// Does it.
    pub(super) fn apply(&self, writer: &Writer) -> Result<(), SearchError> {
        match self {
            Self::Put(document) => writer.put(document)?,
            Self::TakeOut(tenant, kind, id) => writer.take_out(*tenant, *kind, *id),
            Self::TakeOutAll(tenant, facet) => writer.take_out_all(*tenant, *facet),
        }
        Ok(())
    }
}

/// What of one tenant may be different now.
#[derive(Default)]
struct Touched {
    customers: BTreeSet<CustomerId>,
    /// Cases with all their messages, which carry what cases can be narrowed by.
    cases: BTreeSet<CaseId>,
    messages: BTreeMap<MessageId, CaseId>,
    orders: BTreeSet<OrderId>,
}

impl Touched {
    fn note(&mut self, event: &Event) {
        use EventBody as B;
        match &event.body {
            B::CustomerCreated
            | B::CustomerUpdated { .. }
            | B::CustomerIdentified { .. }
            | B::CustomerAbsorbed { .. } => self.customers.extend(event.customer),
            B::OrderPlaced { order, .. } => {
                self.orders.insert(*order);
            }
            B::CaseOpened { .. }
            | B::CaseAssigned { .. }
            | B::CaseTransferred { .. }
            | B::CaseCategorised { .. }
            | B::CaseRenamed
            | B::CaseCustomerChanged { .. }
            | B::CaseJoined { .. }
            | B::CaseJoinedInto { .. }
            | B::CaseCleared { .. }
            | B::CaseParted { .. }
            | B::CaseSplit { .. }
            | B::CaseTied { .. }
            | B::WorkReleased { .. } => self.cases.extend(event.case),
            B::MessageReceived { message, .. }
            | B::MessageSent { message }
            | B::NoteAdded { message, .. } => {
                self.messages.extend(event.case.map(|case| (*message, case)));
            }
            _ => {}
        }
    }
}

/// What some events change, by the rows as they are now.
pub(super) async fn steps(
    app: &App,
    events: Vec<(TenantId, Event)>,
) -> Result<Vec<Step>, StoreError> {
    let mut touched: BTreeMap<TenantId, Touched> = BTreeMap::new();
    for (tenant, event) in events {
        touched.entry(tenant).or_default().note(&event);
    }
    let mut steps = Vec::new();
    for (tenant, mut touched) in touched {
        let store = app.of(tenant);
        touched.messages.retain(|_, case| !touched.cases.contains(case));
        customers(&store, &touched.customers, &mut steps).await?;
        cases(&store, &touched.cases, &mut steps).await?;
        messages(&store, &touched.messages, &mut steps).await?;
        orders(&store, &touched.orders, &mut steps).await?;
    }
    Ok(steps)
}

async fn customers(
    store: &TenantStore,
    touched: &BTreeSet<CustomerId>,
    steps: &mut Vec<Step>,
) -> Result<(), StoreError> {
    let ids: Vec<CustomerId> = touched.iter().copied().collect();
    let records = customer::many(store, &ids).await?;
    let there: HashSet<CustomerId> = records.iter().map(|record| record.id).collect();
    let documents = documents::customers(store, &records).await?;
    let found: HashSet<Uuid> = documents.iter().map(|document| document.id).collect();
    for id in ids {
        if !there.contains(&id) {
            // The row is gone: so is everything of it.
            steps.push(Step::TakeOutAll(store.tenant(), Facet::Customer(id)));
        } else if !found.contains(&id.0) {
            steps.push(Step::TakeOut(store.tenant(), Kind::Customer, id.0));
        }
    }
    steps.extend(documents.into_iter().map(Step::Put));
    Ok(())
}

async fn cases(
    store: &TenantStore,
    touched: &BTreeSet<CaseId>,
    steps: &mut Vec<Step>,
) -> Result<(), StoreError> {
    let tenant = store.tenant();
    let ids: Vec<CaseId> = touched.iter().copied().collect();
    let found = documents::by_id(case::many(store, &ids).await?);
    // What is there takes its own place; only what is of no case any more must be taken out.
    let gone = ids.iter().filter(|id| !found.contains_key(id));
    steps.extend(gone.map(|id| Step::TakeOutAll(tenant, Facet::Case(*id))));
    steps.extend(found.values().map(|case| Step::Put(documents::case(tenant, case))));
    let mut after = None;
    loop {
        let page = message::of_cases(store, &ids, after, MESSAGES_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.case, last.seq));
        let documents = page
            .iter()
            .filter_map(|message| documents::message(tenant, found.get(&message.case)?, message));
        steps.extend(documents.map(Step::Put));
    }
}

async fn messages(
    store: &TenantStore,
    touched: &BTreeMap<MessageId, CaseId>,
    steps: &mut Vec<Step>,
) -> Result<(), StoreError> {
    let tenant = store.tenant();
    let ids: Vec<MessageId> = touched.keys().copied().collect();
    let mut of: Vec<CaseId> = touched.values().copied().collect();
    of.sort_unstable();
    of.dedup();
    let cases = documents::by_id(case::many(store, &of).await?);
    let mut gone = touched.clone();
    for message in message::many(store, &ids).await? {
        let Some(case) = cases.get(&message.case) else { continue };
        gone.remove(&message.id);
        steps.extend(documents::message(tenant, case, &message).map(Step::Put));
    }
    steps.extend(gone.keys().map(|id| Step::TakeOut(tenant, Kind::Message, id.0)));
    Ok(())
}

async fn orders(
    store: &TenantStore,
    touched: &BTreeSet<OrderId>,
    steps: &mut Vec<Step>,
) -> Result<(), StoreError> {
    let tenant = store.tenant();
    let ids: Vec<OrderId> = touched.iter().copied().collect();
    let mut gone = touched.clone();
    for order in purchase::many(store, &ids).await? {
        gone.remove(&order.id);
        steps.push(Step::Put(documents::order(tenant, &order)));
    }
    steps.extend(gone.iter().map(|id| Step::TakeOut(tenant, Kind::Order, id.0)));
    Ok(())
}
