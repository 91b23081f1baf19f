//! Channels: configured doors with their settings, sealed secrets and poll cursors.

use jiff::Timestamp;
use model::{ChannelId, ChannelKind, QueueId, TenantId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select};
use serde_json::Value;

use crate::convert::{maybe_time, micros, text};
use crate::entity::channel as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::tx::Tx;

/// A channel as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What kind of door.
    pub kind: ChannelKind,
    /// Name.
    pub name: String,
    /// Whether it is switched on.
    pub active: bool,
    /// The key of the embedded script (chat); unique in the installation.
    pub public_key: Option<String>,
    /// Where its work waits.
    pub queue: QueueId,
    /// Settings by field key.
    pub config: Value,
    /// Sealed secrets.
    pub secrets: Option<Vec<u8>>,
    /// How far its source was read.
    pub cursor: Value,
    /// When it last worked.
    pub last_ok_at: Option<Timestamp>,
    /// Its last trouble.
    pub last_error: Option<String>,
    /// Grows with every change of settings.
    pub version: i64,
}

impl Channel {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            kind: text("kind", &row.kind, ChannelKind::parse)?,
            name: row.name,
            active: row.active,
            public_key: row.public_key,
            queue: row.queue.into(),
            config: row.config,
            secrets: row.secrets,
            cursor: row.cursor,
            last_ok_at: maybe_time(row.last_ok_at)?,
            last_error: row.last_error,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            kind: self.kind.as_str().to_owned(),
            name: self.name.clone(),
            active: self.active,
            public_key: self.public_key.clone(),
            queue: self.queue.0,
            config: self.config.clone(),
            secrets: self.secrets.clone(),
            cursor: self.cursor.clone(),
            last_ok_at: self.last_ok_at.map(micros),
            last_error: self.last_error.clone(),
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every channel of the tenant, by name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Channel>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Channel::from_row).collect()
}

/// One channel.
pub async fn get(scope: &Scope<'_>, id: ChannelId) -> Result<Option<Channel>, StoreError> {
    of(scope)
        .filter(row::Column::Id.eq(id.0))
        .one(scope.db())
        .await?
        .map(Channel::from_row)
        .transpose()
}

/// The channel of a public key, with its tenant: the widget knows nothing else.
pub async fn by_public_key(
    system: &System<'_>,
    key: &str,
) -> Result<Option<(TenantId, Channel)>, StoreError> {
    let found = row::Entity::find().filter(row::Column::PublicKey.eq(key)).one(system.db()).await?;
    found.map(|row| Ok((row.tenant.into(), Channel::from_row(row)?))).transpose()
}

/// Every channel of a kind that is switched on, with its tenant: what pollers work on.
pub async fn active_of_kind(
    system: &System<'_>,
    kind: ChannelKind,
) -> Result<Vec<(TenantId, Channel)>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Kind.eq(kind.as_str()))
        .filter(row::Column::Active.eq(true))
        .all(system.db())
        .await?;
    rows.into_iter().map(|row| Ok((row.tenant.into(), Channel::from_row(row)?))).collect()
}

/// Stores a new channel.
pub async fn insert(tx: &Tx<'_>, channel: &Channel) -> Result<(), StoreError> {
    row::Entity::insert(channel.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores changed settings, if the channel is still at the version it was read at. Cursor and
/// health stay as they are.
pub async fn save(tx: &Tx<'_>, channel: &mut Channel) -> Result<(), StoreError> {
    let expected = channel.version;
    channel.version += 1;
    let changed = row::Entity::update_many()
        .col_expr(row::Column::Name, Expr::value(channel.name.clone()))
        .col_expr(row::Column::Active, Expr::value(channel.active))
        .col_expr(row::Column::Queue, Expr::value(channel.queue.0))
        .col_expr(row::Column::Config, Expr::value(channel.config.clone()))
        .col_expr(row::Column::Secrets, Expr::value(channel.secrets.clone()))
        .col_expr(row::Column::Version, Expr::value(channel.version))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(channel.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Version { what: "channel", expected })
    }
}

/// Moves the poll cursor, in the same write that journals what was read.
pub async fn set_cursor(tx: &Tx<'_>, id: ChannelId, cursor: Value) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::Cursor, Expr::value(cursor))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Notes that the channel works (`None`) or what troubles it.
pub async fn set_health(
    tx: &Tx<'_>,
    id: ChannelId,
    trouble: Option<String>,
) -> Result<(), StoreError> {
    let mut update = row::Entity::update_many();
    if trouble.is_none() {
        update = update.col_expr(row::Column::LastOkAt, Expr::value(Some(micros(tx.now()))));
    }
    update
        .col_expr(row::Column::LastError, Expr::value(trouble))
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
