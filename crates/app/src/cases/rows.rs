//! From stored cases to what the inbox shows, with few queries whatever the number of rows.

use std::collections::{HashMap, HashSet};

use api::case::{CaseRow, CustomerBrief, Message as MessageView, ReturnsTo};
use api::file::FileView;
use api::side::SideMark;
use model::{CaseId, ChannelId, ChannelKind, CustomerId, SideWay, UserId};
use store::case::Case;
use store::customer::{self, Customer};
use store::message::Message;
use store::{Scope, StoreError, channel, reading};

/// A customer in one line.
#[must_use]
pub fn brief(customer: &Customer) -> CustomerBrief {
    CustomerBrief {
        id: customer.id,
        name: customer.name.clone(),
        anonymous: customer.anonymous,
        rank: (!customer.rank.is_empty()).then(|| customer.rank.clone()),
    }
}

/// The kind of every channel of the tenant.
pub async fn channel_kinds(
    scope: &Scope<'_>,
) -> Result<HashMap<ChannelId, ChannelKind>, StoreError> {
    Ok(channel::all(scope).await?.into_iter().map(|channel| (channel.id, channel.kind)).collect())
}

/// Whose some cases are: by the record a case came to, who leads its group.
pub async fn customers_of(
    scope: &Scope<'_>,
    cases: &[Case],
) -> Result<HashMap<CustomerId, Customer>, StoreError> {
    let ids: HashSet<CustomerId> = cases.iter().map(|case| case.customer).collect();
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    customer::leaders(scope, &ids).await
}

/// Rows of the inbox; with read marks when it is known who looks.
pub async fn rows(
    scope: &Scope<'_>,
    cases: Vec<Case>,
    reader: Option<UserId>,
) -> Result<Vec<CaseRow>, StoreError> {
    let customers = customers_of(scope, &cases).await?;
    let kinds = channel_kinds(scope).await?;
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let promises = crate::promises::view::of_cases(scope, &ids).await?;
    let (mut marks, mut calls) = (None, None);
    if let Some(user) = reader {
        marks = Some(reading::marks(scope, user, &ids).await?);
        calls = Some(reading::called(scope, user, &ids).await?);
    }
    Ok(cases
        .into_iter()
        .map(|case| {
            let read = marks.as_ref().map(|marks| marks.get(&case.id).copied().unwrap_or(0));
            let sla = promises.get(&case.id).copied();
            let called = calls.as_ref().map(|calls| calls.contains(&case.id));
            CaseRow { sla, called, ..row(case, &customers, &kinds, read) }
        })
        .collect())
}

/// One row of the inbox.
pub async fn one(
    scope: &Scope<'_>,
    case: Case,
    reader: Option<UserId>,
) -> Result<CaseRow, StoreError> {
    rows(scope, vec![case], reader).await?.pop().ok_or(StoreError::NotFound("case"))
}

fn row(
    case: Case,
    customers: &HashMap<CustomerId, Customer>,
    kinds: &HashMap<ChannelId, ChannelKind>,
    read_seq: Option<i64>,
) -> CaseRow {
    let unknown =
        || CustomerBrief { id: case.customer, name: String::new(), anonymous: true, rank: None };
    CaseRow {
        customer: customers.get(&case.customer).map_or_else(unknown, brief),
        channel_kind: kinds.get(&case.channel).copied().unwrap_or(ChannelKind::Email),
        id: case.id,
        number: case.number,
        subject: case.subject,
        status: case.status,
        priority: case.priority,
        category: case.category,
        queue: case.queue,
        owner: case.owner,
        channel: case.channel,
        created_at: case.created_at,
        updated_at: case.updated_at,
        last_message_at: case.last_message_at,
        waiting_since: case.waiting_since,
        queued_at: case.queued_at,
        sla: None,
        snippet: case.snippet,
        last_seq: case.last_seq,
        read_seq,
        called: None,
        disposition: case.disposition,
        held_until: case.held_until,
        returns: case.returns.map(|back| ReturnsTo { queue: back.queue, user: back.user }),
        joined_into: case.joined_into,
        cleared: case.cleared,
        version: case.version,
    }
}

/// A message as the desk shows it.
#[must_use]
pub fn message(message: Message) -> MessageView {
    let mut envelope = message.envelope;
    let mentions = envelope
        .get_mut("mentions")
        .map(serde_json::Value::take)
        .and_then(|mentions| serde_json::from_value(mentions).ok())
        .unwrap_or_default();
    let code = word(&envelope, "code");
    let about = word(&envelope, "about");
    let mail = envelope
        .get_mut("mail")
        .map(serde_json::Value::take)
        .and_then(|mail| serde_json::from_value(mail).ok());
    let mark = envelope.get("side").cloned();
    let mark = message.side.zip(mark).and_then(|(id, mark)| {
        let way = mark.get("way").and_then(|way| SideWay::parse(way.as_str()?))?;
        let stranger = mark.get("stranger").and_then(serde_json::Value::as_bool).unwrap_or(false);
        Some(SideMark { id, way, stranger })
    });
    MessageView {
        id: message.id,
        seq: message.seq,
        case: message.case,
        interaction: message.interaction,
        kind: message.kind,
        author: message.author,
        at: message.at,
        text: message.text,
        has_html: message.html_blob.is_some(),
        mail,
        files: files(message.attachments),
        client_id: message.client_id.as_deref().and_then(own_part).map(str::to_owned),
        delivery: message.delivery,
        mentions,
        code,
        about,
        side: mark,
    }
}

/// A text of an envelope.
#[must_use]
pub fn word(envelope: &serde_json::Value, name: &str) -> Option<String> {
    envelope.get(name).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// The files of a stored message.
#[must_use]
pub fn files(stored: serde_json::Value) -> Vec<FileView> {
    serde_json::from_value(stored).unwrap_or_default()
}

/// A writer's own id is stored as `<kind>:<writer>:<id>`, so that it is unique in the tenant.
#[must_use]
pub fn own_part(stored: &str) -> Option<&str> {
    stored.splitn(3, ':').nth(2)
}
