//! Addresses that are told what happens.

use jiff::Timestamp;
use model::{TenantId, WebhookId, WebhookKind};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use crate::convert::{from_json, maybe_time, micros, time, to_json};
use crate::entity::webhook::{Column, Entity, Model};
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::changed_one;
use crate::tx::Tx;

/// An address as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Name.
    pub name: String,
    /// The address.
    pub url: String,
    /// What it is told.
    pub kinds: Vec<WebhookKind>,
    /// What its requests are signed with, sealed.
    pub secrets: Vec<u8>,
    /// Whether it is told anything now.
    pub active: bool,
    /// Position on the log after which it is told.
    pub since: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last took something.
    pub last_ok_at: Option<Timestamp>,
    /// Since when it has taken nothing; absent when the last attempt went well.
    pub failing_since: Option<Timestamp>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// Why the server switched it off by itself.
    pub switched_off: Option<String>,
    /// Grows with every change.
    pub version: i64,
}

impl Webhook {
    fn from_row(row: Model) -> Result<Self, StoreError> {
        let kinds: Vec<String> = from_json(row.kinds)?;
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            url: row.url,
            kinds: kinds.iter().filter_map(|kind| WebhookKind::parse(kind)).collect(),
            secrets: row.secrets,
            active: row.active,
            since: row.since,
            created_at: time(row.created_at)?,
            last_ok_at: maybe_time(row.last_ok_at)?,
            failing_since: maybe_time(row.failing_since)?,
            last_error: row.last_error,
            switched_off: row.switched_off,
            version: row.version,
        })
    }

    fn to_row(&self, scope: &Scope<'_>) -> Result<Model, StoreError> {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        Ok(Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            url: self.url.clone(),
            kinds: to_json(&kinds)?,
            secrets: self.secrets.clone(),
            active: self.active,
            since: self.since,
            created_at: micros(self.created_at),
            last_ok_at: self.last_ok_at.map(micros),
            failing_since: self.failing_since.map(micros),
            last_error: self.last_error.clone(),
            switched_off: self.switched_off.clone(),
            version: self.version,
        })
    }
}

/// Every address by its name.
///
/// # Errors
/// Those of the database.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<Webhook>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(scope.key()))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(scope.db())
        .await?;
    rows.into_iter().map(Webhook::from_row).collect()
}

/// One address.
///
/// # Errors
/// Those of the database.
pub async fn get(scope: &Scope<'_>, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    let row = Entity::find_by_id((scope.key(), id.0)).one(scope.db()).await?;
    row.map(Webhook::from_row).transpose()
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub async fn count(scope: &Scope<'_>) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Tenant.eq(scope.key())).count(scope.db()).await?)
}

/// Every address of every tenant. Crosses tenants: the reader of the log serves all.
///
/// # Errors
/// Those of the database.
pub async fn everywhere(system: &System<'_>) -> Result<Vec<(TenantId, Webhook)>, StoreError> {
    let rows = Entity::find().all(system.db()).await?;
    rows.into_iter().map(|row| Ok((TenantId(row.tenant), Webhook::from_row(row)?))).collect()
}

/// Stores a new address.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx<'_>, webhook: &Webhook) -> Result<(), StoreError> {
    let row = webhook.to_row(tx)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Stores a changed address, if it is still at the version it was read at.
///
/// # Errors
/// [`StoreError::Version`]; those of the database.
pub async fn save(tx: &Tx<'_>, webhook: &mut Webhook) -> Result<(), StoreError> {
    let expected = webhook.version;
    webhook.version += 1;
    let changed = Entity::update_many()
        .set(webhook.to_row(tx)?.into_active_model().reset_all())
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(webhook.id.0))
        .filter(Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "webhook", expected)
}

/// Notes that it took something (`None`), or what troubles it, and since when.
///
/// # Errors
/// Those of the database.
pub async fn set_health(
    tx: &Tx<'_>,
    id: WebhookId,
    trouble: Option<String>,
) -> Result<(), StoreError> {
    let now = micros(tx.now());
    let update = Entity::update_many();
    let update = match &trouble {
        None => update
            .col_expr(Column::LastOkAt, Expr::value(Some(now)))
            .col_expr(Column::FailingSince, Expr::value(None::<i64>)),
        Some(_) => {
            let since = Func::coalesce([Expr::col(Column::FailingSince), Expr::value(now)]);
            update.col_expr(Column::FailingSince, since.into())
        }
    };
    update
        .col_expr(Column::LastError, Expr::value(trouble))
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Switches an address off that does not take anything; returns whether it was on.
///
/// # Errors
/// Those of the database.
pub async fn switch_off(tx: &Tx<'_>, id: WebhookId, why: &str) -> Result<bool, StoreError> {
    let changed = Entity::update_many()
        .col_expr(Column::Active, Expr::value(false))
        .col_expr(Column::SwitchedOff, Expr::value(Some(why.to_owned())))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Tenant.eq(tx.key()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Active.eq(true))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected == 1)
}
