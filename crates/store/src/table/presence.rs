//! The present state of agents; its history is on the log.

use jiff::Timestamp;
use model::{Presence, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::convert::{micros, text, time};
use crate::entity::presence as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// An agent's state as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentPresence {
    /// Who.
    pub user: UserId,
    /// The state.
    pub state: Presence,
    /// Since when.
    pub since: Timestamp,
    /// Since when the agent is idle, for "longest idle first".
    pub idle_since: Timestamp,
}

fn from_row(row: &row::Model) -> Result<AgentPresence, StoreError> {
    Ok(AgentPresence {
        user: row.user_id.into(),
        state: text("state", &row.state, Presence::parse)?,
        since: time(row.since)?,
        idle_since: time(row.idle_since)?,
    })
}

/// The states of everybody who ever had one.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<AgentPresence>, StoreError> {
    let rows =
        row::Entity::find().filter(row::Column::Tenant.eq(scope.key())).all(scope.db()).await?;
    rows.iter().map(from_row).collect()
}

/// One agent's state.
pub async fn get(scope: &Scope<'_>, user: UserId) -> Result<Option<AgentPresence>, StoreError> {
    let found = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::UserId.eq(user.0))
        .one(scope.db())
        .await?;
    found.as_ref().map(from_row).transpose()
}

/// Sets an agent's state.
pub async fn set(tx: &Tx<'_>, presence: &AgentPresence) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        user_id: presence.user.0,
        state: presence.state.as_str().to_owned(),
        since: micros(presence.since),
        idle_since: micros(presence.idle_since),
    };
    row::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([row::Column::Tenant, row::Column::UserId])
                .update_columns([row::Column::State, row::Column::Since, row::Column::IdleSince])
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Notes that an agent got or gave up work, for "longest idle first" after a restart.
pub async fn touch(tx: &Tx<'_>, user: UserId) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::IdleSince, micros(tx.now()).into())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::UserId.eq(user.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
