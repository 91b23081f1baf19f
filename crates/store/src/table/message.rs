//! Messages, notes and system lines of threads.

use jiff::Timestamp;
use model::{
    CaseId, CustomerId, DeliveryState, InteractionId, MessageId, MessageKind, SideId, UserId,
};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use serde_json::Value;

use crate::convert::{micros, text, time};
use crate::entity::message as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// A message as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// In which case.
    pub case: CaseId,
    /// In which session.
    pub interaction: InteractionId,
    /// Whose case it is.
    pub customer: CustomerId,
    /// What kind of entry.
    pub kind: MessageKind,
    /// The colleague who wrote it.
    pub author: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Log position of its event: the order of threads.
    pub seq: i64,
    /// Text.
    pub text: String,
    /// Blob of the sanitised HTML.
    pub html_blob: Option<String>,
    /// Subject of a mail.
    pub subject: Option<String>,
    /// Head of a mail, mentions of a note: what the thread shows beside the text.
    pub envelope: Value,
    /// Files, as shown.
    pub attachments: Value,
    /// The writer's own id; unique in the tenant.
    pub client_id: Option<String>,
    /// How far an outgoing message got.
    pub delivery: Option<DeliveryState>,
    /// The conversation with somebody outside that it belongs to; always a note then.
    pub side: Option<SideId>,
}

impl Message {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            case: row.case_id.into(),
            interaction: row.interaction.into(),
            customer: row.customer.into(),
            kind: text("kind", &row.kind, MessageKind::parse)?,
            author: row.author.map(Into::into),
            at: time(row.at)?,
            seq: row.seq,
            text: row.text,
            html_blob: row.html_blob,
            subject: row.subject,
            envelope: row.envelope,
            attachments: row.attachments,
            client_id: row.client_id,
            delivery: row
                .delivery
                .map(|state| text("delivery", &state, DeliveryState::parse))
                .transpose()?,
            side: row.side.map(Into::into),
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            case_id: self.case.0,
            interaction: self.interaction.0,
            customer: self.customer.0,
            kind: self.kind.as_str().to_owned(),
            author: self.author.map(Into::into),
            at: micros(self.at),
            seq: self.seq,
            text: self.text.clone(),
            html_blob: self.html_blob.clone(),
            subject: self.subject.clone(),
            envelope: self.envelope.clone(),
            attachments: self.attachments.clone(),
            client_id: self.client_id.clone(),
            delivery: self.delivery.map(|state| state.as_str().to_owned()),
            side: self.side.map(Into::into),
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Stores a new message.
pub async fn insert(tx: &Tx<'_>, message: &Message) -> Result<(), StoreError> {
    row::Entity::insert(message.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a new message, unless its writer has sent one under the same id before; answers whether
/// it is new.
pub async fn insert_once(tx: &Tx<'_>, message: &Message) -> Result<bool, StoreError> {
    let once =
        OnConflict::columns([row::Column::Tenant, row::Column::ClientId]).do_nothing().to_owned();
    let rows = row::Entity::insert(message.to_row(tx).into_active_model())
        .on_conflict(once)
        .exec_without_returning(tx.db())
        .await?;
    Ok(rows == 1)
}

/// Stores many new messages in few statements (imports, the demonstration's history).
pub async fn insert_many(tx: &Tx<'_>, messages: &[Message]) -> Result<(), StoreError> {
    for part in messages.chunks(100) {
        row::Entity::insert_many(part.iter().map(|m| m.to_row(tx).into_active_model()))
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// One message of a case.
pub async fn get(
    scope: &Scope<'_>,
    case: CaseId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::CaseId.eq(case.0))
        .one(scope.db())
        .await?
        .map(Message::from_row)
        .transpose()
}

/// One message by its id alone (effects, deliveries).
pub async fn find(scope: &Scope<'_>, id: MessageId) -> Result<Option<Message>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Message::from_row)
        .transpose()
}

/// Several messages, in no order.
pub async fn many(scope: &Scope<'_>, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of(scope)
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

/// Messages of some cases after a place (case, position), in that order.
pub async fn of_cases(
    scope: &Scope<'_>,
    cases: &[CaseId],
    after: Option<(CaseId, i64)>,
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    // The first half bounds the search in the index, the second decides within the case.
    let after = after.map(|(case, seq)| {
        let later =
            Condition::any().add(row::Column::CaseId.gt(case.0)).add(row::Column::Seq.gt(seq));
        Condition::all().add(row::Column::CaseId.gte(case.0)).add(later)
    });
    let rows = of(scope)
        .filter(row::Column::CaseId.is_in(one_of(cases.iter().map(|id| id.0))))
        .filter(Condition::all().add_option(after))
        .order_by_asc(row::Column::CaseId)
        .order_by_asc(row::Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

/// The message a writer has sent under this id already.
pub async fn by_client_id(
    scope: &Scope<'_>,
    client_id: &str,
) -> Result<Option<Message>, StoreError> {
    of(scope)
        .filter(row::Column::ClientId.eq(client_id))
        .one(scope.db())
        .await?
        .map(Message::from_row)
        .transpose()
}

/// Part of a thread: at most `limit` entries before a position, newest first.
pub async fn thread(
    scope: &Scope<'_>,
    case: CaseId,
    before: i64,
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    let rows = of(scope)
        .filter(row::Column::CaseId.eq(case.0))
        .filter(row::Column::Seq.lt(before))
        .order_by_desc(row::Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

/// What was said in conversations with people outside, the newest first.
pub async fn of_sides(
    scope: &Scope<'_>,
    sides: &[SideId],
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    if sides.is_empty() {
        return Ok(Vec::new());
    }
    let rows = of(scope)
        .filter(row::Column::Side.is_not_null())
        .filter(row::Column::Side.is_in(one_of(sides.iter().map(|id| id.0))))
        .order_by_desc(row::Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

/// What a customer sees of some sessions: no notes; at most `limit` before a position, newest
/// first.
pub async fn visible_before(
    scope: &Scope<'_>,
    interactions: &[InteractionId],
    before: i64,
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    let rows = visible(scope, interactions)
        .filter(row::Column::Seq.lt(before))
        .order_by_desc(row::Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

/// What a customer sees of some sessions after a position, oldest first.
pub async fn visible_after(
    scope: &Scope<'_>,
    interactions: &[InteractionId],
    after: i64,
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    let rows = visible(scope, interactions)
        .filter(row::Column::Seq.gt(after))
        .order_by_asc(row::Column::Seq)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Message::from_row).collect()
}

fn visible(scope: &Scope<'_>, interactions: &[InteractionId]) -> Select<row::Entity> {
    of(scope)
        .filter(row::Column::Interaction.is_in(one_of(interactions.iter().map(|id| id.0))))
        .filter(row::Column::Kind.ne(MessageKind::Note.as_str()))
}

/// The first word of the customer or of another colleague after a place in a case's thread.
pub async fn spoken_after(
    scope: &Scope<'_>,
    case: CaseId,
    seq: i64,
    but: UserId,
) -> Result<Option<Message>, StoreError> {
    let spoken = [MessageKind::Inbound, MessageKind::Outbound].map(MessageKind::as_str);
    let other =
        Condition::any().add(row::Column::Author.is_null()).add(row::Column::Author.ne(but.0));
    let found = of(scope)
        .filter(row::Column::CaseId.eq(case.0))
        .filter(row::Column::Seq.gt(seq))
        .filter(row::Column::Kind.is_in(spoken))
        .filter(other)
        .order_by_asc(row::Column::Seq)
        .limit(1)
        .one(scope.db())
        .await?;
    found.map(Message::from_row).transpose()
}

/// Notes how far an outgoing message got.
pub async fn set_delivery(
    tx: &Tx<'_>,
    id: MessageId,
    state: DeliveryState,
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Delivery, Expr::value(state.as_str()))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Writes anew what the thread shows of a message's files.
pub async fn set_files(tx: &Tx<'_>, id: MessageId, files: Value) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Attachments, Expr::value(files))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Moves everything of some sessions into another case.
pub async fn move_sessions(
    tx: &Tx<'_>,
    sessions: &[InteractionId],
    case: CaseId,
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Interaction.is_in(one_of(sessions.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Moves some messages into a session of another case.
pub async fn move_some(
    tx: &Tx<'_>,
    messages: &[MessageId],
    (case, session): (CaseId, InteractionId),
) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::CaseId, Expr::value(case.0))
        .col_expr(row::Column::Interaction, Expr::value(session.0))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.is_in(one_of(messages.iter().map(|id| id.0))))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The newest word between a case's customer and the centre.
pub async fn last_spoken(scope: &Scope<'_>, case: CaseId) -> Result<Option<Message>, StoreError> {
    let spoken = [MessageKind::Inbound, MessageKind::Outbound].map(MessageKind::as_str);
    let found = of(scope)
        .filter(row::Column::CaseId.eq(case.0))
        .filter(row::Column::Kind.is_in(spoken))
        .order_by_desc(row::Column::Seq)
        .limit(1)
        .one(scope.db())
        .await?;
    found.map(Message::from_row).transpose()
}
