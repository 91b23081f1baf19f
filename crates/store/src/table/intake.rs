//! The intake journal: raw input is kept before anybody looks into it, once per provider id.

use jiff::Timestamp;
use model::text_enum;
use model::{CaseId, ChannelId, IntakeId, MessageId, TenantId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::blobs::BlobId;
use crate::convert::{count, micros, text, time};
use crate::entity::intake::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::tx::Tx;

text_enum! {
    /// What became of an input.
    IntakeState {
        /// Kept, not yet looked into.
        Received = "received",
        /// Became a message.
        Processed = "processed",
        /// Became a work item with the raw bytes.
        Unparseable = "unparseable",
        /// An auto-reply, bounce or loop that needs no answer.
        Automatic = "automatic",
        /// Had come before under another provider id.
        Duplicate = "duplicate",
    }
}

/// One raw input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// Which.
    pub id: IntakeId,
    /// Through which door.
    pub channel: ChannelId,
    /// When it arrived here.
    pub received_at: Timestamp,
    /// What the provider calls it; unique in its channel.
    pub provider_id: String,
    /// Its bytes, when they were kept.
    pub blob: Option<BlobId>,
    /// Its size.
    pub bytes: u64,
    /// What became of it.
    pub state: IntakeState,
    /// Why it could not be read.
    pub error: Option<String>,
    /// The message it became.
    pub message: Option<MessageId>,
    /// The case it went to.
    pub case: Option<CaseId>,
}

impl TryFrom<Model> for Intake {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: IntakeId(row.id),
            channel: ChannelId(row.channel),
            received_at: time(row.received_at)?,
            provider_id: row.provider_id,
            blob: row.blob.map(|id| id.parse()).transpose()?,
            bytes: count("bytes", row.bytes)?,
            state: text("state", &row.state, IntakeState::parse)?,
            error: row.error,
            message: row.message.map(MessageId),
            case: row.case_id.map(CaseId),
        })
    }
}

/// What became of an input, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Where it stands now.
    pub state: IntakeState,
    /// Why it could not be read.
    pub error: Option<String>,
    /// The message it became.
    pub message: Option<MessageId>,
    /// The case it went to.
    pub case: Option<CaseId>,
}

/// Journals an input unless its provider id is known in its channel; returns whether it is new.
///
/// # Errors
/// [`StoreError::TooMany`] when its size is no size; those of the database.
pub async fn insert(tx: &Tx<'_>, intake: &Intake) -> Result<bool, StoreError> {
    let bytes = i64::try_from(intake.bytes)
        .map_err(|_| StoreError::TooMany { what: "bytes", max: usize::MAX })?;
    let row = Model {
        tenant: tx.key(),
        id: intake.id.0,
        channel: intake.channel.0,
        received_at: micros(intake.received_at),
        provider_id: intake.provider_id.clone(),
        blob: intake.blob.as_ref().map(ToString::to_string),
        bytes,
        state: intake.state.as_str().to_owned(),
        error: intake.error.clone(),
        message: intake.message.map(Into::into),
        case_id: intake.case.map(Into::into),
    };
    let key = [Column::Tenant, Column::Channel, Column::ProviderId];
    let rows = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(rows == 1)
}

/// One input.
///
/// # Errors
/// Those of the database.
pub async fn by_id(scope: &Scope<'_>, id: IntakeId) -> Result<Option<Intake>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(Intake::try_from).transpose()
}

/// Whether a provider id is known in a channel.
///
/// # Errors
/// Those of the database.
pub async fn is_known(
    scope: &Scope<'_>,
    channel: ChannelId,
    provider_id: &str,
) -> Result<bool, StoreError> {
    let found = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .filter(Column::Channel.eq(channel.0))
        .filter(Column::ProviderId.eq(provider_id))
        .one(scope.db())
        .await?;
    Ok(found.is_some())
}

/// The journal of a channel, oldest first: at most `limit` inputs after one.
///
/// # Errors
/// Those of the database.
pub async fn of_channel(
    scope: &Scope<'_>,
    channel: ChannelId,
    after: Option<IntakeId>,
    limit: u64,
) -> Result<Vec<Intake>, StoreError> {
    let mut query =
        Entity::find().filter(Column::Tenant.eq(scope.key())).filter(Column::Channel.eq(channel.0));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let rows = query.order_by_asc(Column::Id).limit(limit).all(scope.db()).await?;
    rows.into_iter().map(Intake::try_from).collect()
}

/// Inputs nobody has looked into yet, oldest first. Crosses tenants: one worker serves all.
///
/// # Errors
/// Those of the database.
pub async fn received(
    system: &System<'_>,
    limit: u64,
) -> Result<Vec<(TenantId, Intake)>, StoreError> {
    let rows = received_query(limit).all(system.db()).await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), row.try_into()?))).collect()
}

fn received_query(limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::State.eq(IntakeState::Received.as_str()))
        .order_by_asc(Column::ReceivedAt)
        .limit(limit)
}

/// How many inputs nobody has looked into yet, and when the oldest came. Crosses tenants: for the
/// operator.
///
/// # Errors
/// Those of the database.
pub async fn backlog(system: &System<'_>) -> Result<(u64, Option<Timestamp>), StoreError> {
    let waiting = || Entity::find().filter(Column::State.eq(IntakeState::Received.as_str()));
    let oldest = received_query(1).one(system.db()).await?;
    let oldest = oldest.map(|row| time(row.received_at)).transpose()?;
    Ok((waiting().count(system.db()).await?, oldest))
}

/// Notes what became of an input that was still only received; returns whether it was, so that
/// two workers cannot both count one input.
///
/// # Errors
/// Those of the database.
pub async fn settle(tx: &Tx<'_>, id: IntakeId, outcome: &Outcome) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, outcome.state.as_str().into())
        .col_expr(Column::Error, outcome.error.clone().into())
        .col_expr(Column::Message, outcome.message.map(|id| id.0).into())
        .col_expr(Column::CaseId, outcome.case.map(|id| id.0).into())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(IntakeState::Received.as_str()))
        .exec(tx.db())
        .await?;
    Ok(done.rows_affected == 1)
}
