//! A centre with many customers and their messages, as rows.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use model::{
    CaseId, CaseStatus, ChannelId, CustomerId, IdentityKind, IdentityStrength, InteractionId,
    InteractionState, Medium, MessageId, MessageKind, Priority, QueueId, TenantId, UserId,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::json;
use store::case::{self, Case};
use store::customer::{self, Customer};
use store::identity::{self, Identity};
use store::interaction::{self, Interaction};
use store::message::{self, Message};
use store::{Store, StoreError};
use uuid::Uuid;

use super::corpus::Corpus;
use super::now;
use crate::fanout;

/// Messages of one case.
const THREAD: usize = 10;
/// Cases of one write.
const CASES: usize = 200;
/// Customers of one write.
const CUSTOMERS: usize = 2_000;

/// What was filled in.
pub(crate) struct Filled {
    pub(crate) tenant: TenantId,
    pub(crate) channel: ChannelId,
    /// Has every second case.
    pub(crate) agent: UserId,
    /// The messages, oldest first.
    pub(crate) texts: Vec<String>,
    /// Where among them each is, by its id.
    pub(crate) place: HashMap<Uuid, u32>,
}

pub(crate) async fn fill(
    store: &Store,
    corpus: &Corpus,
    messages: usize,
    customers: usize,
) -> anyhow::Result<Filled> {
    let mut filled = Filled {
        tenant: store.id(now()),
        channel: store.id(now()),
        agent: store.id(now()),
        texts: Vec::with_capacity(messages),
        place: HashMap::with_capacity(messages),
    };
    let queue: QueueId = store.id(now());
    found(store, &filled, queue).await?;
    let mut random = StdRng::seed_from_u64(1);
    let people = people(store, corpus, (&filled, customers), &mut random).await?;
    let year = SignedDuration::from_hours(365 * 24);
    let begin = now() - year;
    let step = year / i32::try_from(messages.max(1))?;
    let mut number = 0;
    while filled.texts.len() < messages {
        let mut batch = Batch::default();
        for _ in 0..CASES.min((messages - filled.texts.len()).div_ceil(THREAD)) {
            number += 1;
            let at = begin + step * i32::try_from(filled.texts.len())?;
            let owner = (number % 2 == 0).then_some(filled.agent);
            let customer = people.get(number % people.len().max(1)).copied();
            let customer = customer.ok_or_else(|| anyhow::anyhow!("there is nobody"))?;
            let said: Vec<String> = (0..THREAD).map(|_| corpus.message(&mut random)).collect();
            let subject: String =
                said.first().map(|text| text.chars().take(40).collect()).unwrap_or_default();
            let number = i64::try_from(number)?;
            let case = new_case(store, (at, number), (customer, owner, queue), filled.channel);
            batch.add(store, Case { subject, ..case }, said, step, &mut filled);
        }
        let tenant = store.tenant(filled.tenant);
        tenant.write(now(), move |tx| Box::pin(async move { batch.insert(tx).await })).await?;
    }
    Ok(filled)
}

/// The tenant, a chat, an agent.
async fn found(store: &Store, filled: &Filled, queue: QueueId) -> anyhow::Result<()> {
    let (tenant, channel, agent) = (filled.tenant, filled.channel, filled.agent);
    let written = store.system().write(now(), move |tx| {
        Box::pin(async move {
            let row = store::tenant::Tenant {
                id: tenant,
                slug: "bench".into(),
                name: "bench".into(),
                demo: false,
                settings: json!({}),
                created_at: tx.now(),
            };
            store::tenant::insert(tx, &row).await?;
            let mut tx = tx.tenant(tenant);
            fanout::settings(&mut tx, queue, channel).await?;
            fanout::person(&mut tx, agent, vec![1; 32], 0).await
        })
    });
    written.await?;
    Ok(())
}

async fn people(
    store: &Store,
    corpus: &Corpus,
    (filled, customers): (&Filled, usize),
    random: &mut StdRng,
) -> anyhow::Result<Vec<CustomerId>> {
    let mut ids = Vec::with_capacity(customers);
    while ids.len() < customers {
        let mut rows = Vec::new();
        let mut addresses = Vec::new();
        for _ in 0..CUSTOMERS.min(customers - ids.len()) {
            let id: CustomerId = store.id(now());
            let person = corpus.person(random);
            addresses.push(Identity {
                kind: IdentityKind::Email,
                value: format!("{}.{}", ids.len(), person.email),
                customer: id,
                strength: IdentityStrength::Claimed,
                created_at: now(),
                last_seen_at: now(),
            });
            rows.push(Customer {
                id,
                external_id: Some(format!("C{:07}", ids.len())),
                name: person.name,
                kana: person.kana,
                company: String::new(),
                phone: person.phone,
                rank: String::new(),
                note: String::new(),
                tags: Vec::new(),
                attributes: serde_json::Map::new(),
                anonymous: false,
                absorbed_into: None,
                created_at: now(),
                updated_at: now(),
                version: 1,
            });
            ids.push(id);
        }
        let written = store.tenant(filled.tenant).write(now(), move |tx| {
            Box::pin(async move {
                customer::insert_many(tx, &rows).await?;
                identity::insert_many(tx, &addresses).await
            })
        });
        written.await?;
    }
    Ok(ids)
}

fn new_case(
    store: &Store,
    (at, number): (Timestamp, i64),
    (customer, owner, queue): (CustomerId, Option<UserId>, QueueId),
    channel: ChannelId,
) -> Case {
    let id: CaseId = store.id(at);
    Case {
        id,
        number,
        customer,
        subject: String::new(),
        status: CaseStatus::Resolved,
        priority: Priority::Normal,
        category: None,
        queue,
        owner,
        channel,
        created_at: at,
        updated_at: at,
        resolved_at: Some(at),
        first_response_at: Some(at),
        waiting_since: None,
        queued_at: None,
        last_message_at: Some(at),
        snippet: String::new(),
        last_seq: 0,
        disposition: None,
        held_until: None,
        returns: None,
        joined_into: None,
        cleared: None,
        version: 1,
    }
}

#[derive(Default)]
struct Batch {
    cases: Vec<Case>,
    sessions: Vec<Interaction>,
    messages: Vec<Message>,
}

impl Batch {
    fn add(
        &mut self,
        store: &Store,
        case: Case,
        said: Vec<String>,
        step: SignedDuration,
        filled: &mut Filled,
    ) {
        let session: InteractionId = store.id(case.created_at);
        self.sessions.push(Interaction {
            id: session,
            case: case.id,
            customer: case.customer,
            channel: case.channel,
            medium: Medium::Chat,
            state: InteractionState::Ended,
            visitor: None,
            thread: json!({}),
            started_at: case.created_at,
            ended_at: Some(case.created_at),
        });
        for (turn, text) in (0_i32..).zip(said) {
            let at = case.created_at + step * turn;
            let id: MessageId = store.id(at);
            let from_us = turn % 2 == 1;
            filled.place.insert(id.0, u32::try_from(filled.texts.len()).unwrap_or(u32::MAX));
            filled.texts.push(text.clone());
            self.messages.push(Message {
                id,
                case: case.id,
                interaction: session,
                customer: case.customer,
                kind: if from_us { MessageKind::Outbound } else { MessageKind::Inbound },
                author: case.owner.filter(|_| from_us),
                at,
                seq: i64::from(turn),
                text,
                html_blob: None,
                subject: None,
                envelope: json!({}),
                attachments: json!([]),
                client_id: None,
                delivery: None,
                side: None,
            });
        }
        self.cases.push(case);
    }

    async fn insert(self, tx: &store::Tx<'_>) -> Result<(), StoreError> {
        // Their numbers are the tenant's first ones.
        let count = i64::try_from(self.cases.len()).unwrap_or(i64::MAX);
        store::tenant::next_case_numbers(tx, count).await?;
        case::insert_many(tx, &self.cases).await?;
        interaction::insert_many(tx, &self.sessions).await?;
        message::insert_many(tx, &self.messages).await
    }
}
