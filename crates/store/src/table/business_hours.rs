//! When queues are open.

use model::{HoursId, QueueId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};
use serde_json::Value;

use crate::entity::{business_hours as row, queue_hours as kept};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// Business hours as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct BusinessHours {
    /// Their id.
    pub id: HoursId,
    /// Name.
    pub name: String,
    /// Time zone, by its name in the IANA database.
    pub zone: String,
    /// Week, holidays, single days.
    pub hours: Value,
    /// Whether they are out of use.
    pub archived: bool,
    /// Grows with every change.
    pub version: i64,
}

impl BusinessHours {
    fn from_row(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            zone: row.zone,
            hours: row.hours,
            archived: row.archived,
            version: row.version,
        }
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            zone: self.zone.clone(),
            hours: self.hours.clone(),
            archived: self.archived,
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every one of the tenant, by name.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<BusinessHours>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(BusinessHours::from_row).collect())
}

/// One of them.
pub async fn get(scope: &Scope<'_>, id: HoursId) -> Result<Option<BusinessHours>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    Ok(found.map(BusinessHours::from_row))
}

/// Stores new ones.
pub async fn insert(tx: &Tx<'_>, hours: &BusinessHours) -> Result<(), StoreError> {
    row::Entity::insert(hours.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores changed ones, if they are still at the version they were read at.
pub async fn save(tx: &Tx<'_>, hours: &mut BusinessHours) -> Result<(), StoreError> {
    let expected = hours.version;
    hours.version += 1;
    let changed = row::Entity::update_many()
        .set(hours.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(hours.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "business hours", expected)
}

/// Which hours each queue keeps; a queue that keeps none is always open.
pub async fn of_queues(scope: &Scope<'_>) -> Result<Vec<(QueueId, HoursId)>, StoreError> {
    let rows =
        kept::Entity::find().filter(kept::Column::Tenant.eq(scope.key())).all(scope.db()).await?;
    Ok(rows.into_iter().map(|row| (row.queue.into(), row.hours.into())).collect())
}

/// The hours that one queue keeps.
pub async fn of_queue(scope: &Scope<'_>, queue: QueueId) -> Result<Option<HoursId>, StoreError> {
    let found = kept::Entity::find()
        .filter(kept::Column::Tenant.eq(scope.key()))
        .filter(kept::Column::Queue.eq(queue.0))
        .one(scope.db())
        .await?;
    Ok(found.map(|row| row.hours.into()))
}

/// Sets the hours that a queue keeps; `None` for always open.
pub async fn set_of_queue(
    tx: &Tx<'_>,
    queue: QueueId,
    hours: Option<HoursId>,
) -> Result<(), StoreError> {
    let Some(hours) = hours else {
        kept::Entity::delete_many()
            .filter(kept::Column::Tenant.eq(tx.key()))
            .filter(kept::Column::Queue.eq(queue.0))
            .exec(tx.db())
            .await?;
        return Ok(());
    };
    let model = kept::Model { tenant: tx.key(), queue: queue.0, hours: hours.0 };
    kept::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([kept::Column::Tenant, kept::Column::Queue])
                .update_column(kept::Column::Hours)
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
