//! Everything that happened with a customer, over all channels, newest first.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use api::customer::{Money, TimelineEntry, TimelineKind};
use api::{Answer, Caller, Page, PageQuery};
use model::event::{Event, EventBody};
use model::{
    CaseId, CaseStatus, ChannelId, ChannelKind, ConsentDecision, ConsentPurposeId, CustomerId,
    MessageId, OrderId,
};
use store::case::{self, Case};
use store::customer::{self, Customer};
use store::log::timeline::{self, TimelinePlace};
use store::message::{self, Message};
use store::purchase::{self, Purchase};
use store::{Scope, StoreError, consent_purpose};

use super::get::present;
use super::orders::items;
use crate::cases::rows::channel_kinds;
use crate::failure::OrProblem;
use crate::validate::snippet;
use crate::{App, keyset};

/// Kinds of events that a timeline may show.
const KINDS: [&str; 11] = [
    "case.opened",
    "case.status_changed",
    "message.received",
    "message.sent",
    "note.added",
    "order.placed",
    "customer.identified",
    "customer.absorbed",
    "customer.merged",
    "customer.parted",
    "consent.recorded",
];

pub(super) async fn timeline(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    page: PageQuery,
) -> Answer<Page<TimelineEntry>> {
    let store = app.of(by.tenant);
    let records = present(&store, customer).await?.ids();
    let before = page.cursor.as_deref().map(keyset::place).transpose()?;
    let before = before.map(|(at, seq)| TimelinePlace { at, seq });
    let limit = page.rows();
    let found = shown_events(&store, &records, before, limit as usize + 1).await.or_problem()?;
    let page = Page::of(found, limit, |(event, _)| keyset::cursor(event.at, event.seq));
    let told = Told::read(&store, &page.items).await.or_problem()?;
    Ok(page.map(|(event, kind)| told.entry(event, kind)))
}

/// So many events that are shown, or all there are.
async fn shown_events(
    scope: &Scope<'_>,
    records: &[CustomerId],
    mut before: Option<TimelinePlace>,
    wanted: usize,
) -> Result<Vec<(Event, TimelineKind)>, StoreError> {
    let mut shown = Vec::with_capacity(wanted);
    loop {
        let page = timeline::page(scope, records, &KINDS, before, wanted as u64).await?;
        let more = page.len() == wanted;
        before = page.last().map(|event| TimelinePlace { at: event.at, seq: event.seq });
        shown.extend(page.into_iter().filter_map(|event| {
            let kind = kind(&event.body, records)?;
            Some((event, kind))
        }));
        if !more || shown.len() >= wanted {
            shown.truncate(wanted);
            return Ok(shown);
        }
    }
}

fn kind(body: &EventBody, records: &[CustomerId]) -> Option<TimelineKind> {
    Some(match body {
        EventBody::CaseOpened { .. } => TimelineKind::CaseOpened,
        EventBody::CaseStatusChanged { to: CaseStatus::Resolved, .. } => TimelineKind::CaseResolved,
        EventBody::CaseStatusChanged { to: CaseStatus::Reopened, .. } => TimelineKind::CaseReopened,
        EventBody::MessageReceived { .. } => TimelineKind::MessageIn,
        EventBody::MessageSent { .. } => TimelineKind::MessageOut,
        EventBody::NoteAdded { .. } => TimelineKind::Note,
        EventBody::OrderPlaced { .. } => TimelineKind::Order,
        EventBody::CustomerIdentified { .. } => TimelineKind::Identified,
        EventBody::CustomerMerged { .. } | EventBody::CustomerAbsorbed { .. } => {
            TimelineKind::Merged
        }
        EventBody::ConsentRecorded { decision: ConsentDecision::Granted, .. } => {
            TimelineKind::ConsentGranted
        }
        EventBody::ConsentRecorded { .. } => TimelineKind::ConsentWithdrawn,
        EventBody::CustomerErased { .. } => TimelineKind::Erased,
        // Those that went apart and came together again have no more to say about it.
        EventBody::CustomerParted { absorbed, survivor, .. }
            if !(records.contains(absorbed) && records.contains(survivor)) =>
        {
            TimelineKind::Parted
        }
        _ => return None,
    })
}

/// What the events of a page refer to, read with one query each.
struct Told {
    cases: HashMap<CaseId, Case>,
    messages: HashMap<MessageId, Message>,
    orders: HashMap<OrderId, Purchase>,
    records: HashMap<CustomerId, Customer>,
    kinds: HashMap<ChannelId, ChannelKind>,
    purposes: HashMap<ConsentPurposeId, String>,
}

impl Told {
    async fn read(scope: &Scope<'_>, events: &[(Event, TimelineKind)]) -> Result<Self, StoreError> {
        let events = || events.iter().map(|(event, _)| event);
        let cases = distinct(events().filter_map(|event| event.case));
        let messages = distinct(events().filter_map(|event| message_of(&event.body)));
        let orders = distinct(events().filter_map(|event| match &event.body {
            EventBody::OrderPlaced { order, .. } => Some(*order),
            _ => None,
        }));
        let records = distinct(events().filter_map(other));
        let cases = case::many(scope, &cases).await?;
        let messages = message::many(scope, &messages).await?;
        let orders = purchase::many(scope, &orders).await?;
        Ok(Self {
            cases: cases.into_iter().map(|found| (found.id, found)).collect(),
            messages: messages.into_iter().map(|found| (found.id, found)).collect(),
            orders: orders.into_iter().map(|found| (found.id, found)).collect(),
            records: customer::many(scope, &records)
                .await?
                .into_iter()
                .map(|found| (found.id, found))
                .collect(),
            kinds: channel_kinds(scope).await?,
            purposes: consent_purpose::all(scope)
                .await?
                .into_iter()
                .map(|found| (found.id, found.name_ja))
                .collect(),
        })
    }

    fn entry(&self, event: Event, kind: TimelineKind) -> TimelineEntry {
        let case = event.case.and_then(|id| self.cases.get(&id));
        TimelineEntry {
            id: event.id.to_string(),
            at: event.at,
            kind,
            case: event.case,
            case_number: case.map(|case| case.number),
            channel_kind: case.and_then(|case| self.kinds.get(&case.channel).copied()),
            text: self.text(&event, case),
            amount: amount(event.body),
        }
    }

    fn text(&self, event: &Event, case: Option<&Case>) -> String {
        let body = &event.body;
        if let Some(id) = message_of(body) {
            return self.messages.get(&id).map(|found| snippet(&found.text)).unwrap_or_default();
        }
        match body {
            EventBody::OrderPlaced { order, .. } => {
                let found = self.orders.get(order);
                let lines = found.map(|found| items(found.items.clone())).unwrap_or_default();
                let names: Vec<String> = lines.into_iter().map(|line| line.name).collect();
                snippet(&names.join("、"))
            }
            EventBody::CustomerIdentified { identity, .. } => identity.as_str().to_owned(),
            EventBody::ConsentRecorded { purpose, .. } => {
                self.purposes.get(purpose).cloned().unwrap_or_default()
            }
            _ => match other(event) {
                Some(record) => {
                    self.records.get(&record).map(|found| found.name.clone()).unwrap_or_default()
                }
                None => case.map(|case| snippet(&case.subject)).unwrap_or_default(),
            },
        }
    }
}

/// The record that joined or left the one whose event it is.
fn other(event: &Event) -> Option<CustomerId> {
    match event.body {
        EventBody::CustomerAbsorbed { from } => Some(from),
        EventBody::CustomerMerged { absorbed, survivor, .. }
        | EventBody::CustomerParted { absorbed, survivor, .. } => {
            Some(if event.customer == Some(absorbed) { survivor } else { absorbed })
        }
        _ => None,
    }
}

fn distinct<T: Eq + Hash>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<HashSet<T>>().into_iter().collect()
}

const fn message_of(body: &EventBody) -> Option<MessageId> {
    match body {
        EventBody::MessageReceived { message, .. }
        | EventBody::MessageSent { message }
        | EventBody::NoteAdded { message, .. } => Some(*message),
        _ => None,
    }
}

fn amount(body: EventBody) -> Option<Money> {
    match body {
        EventBody::OrderPlaced { total_minor, currency, .. } => {
            Some(Money { minor: total_minor, currency })
        }
        _ => None,
    }
}
