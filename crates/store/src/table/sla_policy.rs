//! What is promised of which cases.

use model::{HoursId, SlaPolicyId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
};
use serde_json::Value;

use crate::entity::sla_policy as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::changed_one;
use crate::tx::Tx;

/// A policy as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct SlaPolicy {
    /// Its id.
    pub id: SlaPolicyId,
    /// Name.
    pub name: String,
    /// The first policy that fits a case holds for it.
    pub position: i64,
    /// Whether it is in use.
    pub active: bool,
    /// Which cases it fits.
    pub conditions: Value,
    /// What is promised.
    pub targets: Value,
    /// What happens before and after a promise is broken.
    pub escalation: Value,
    /// The hours that count; those of the queue when absent.
    pub hours: Option<HoursId>,
    /// Grows with every change.
    pub version: i64,
}

impl SlaPolicy {
    fn from_row(row: row::Model) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            position: row.position,
            active: row.active,
            conditions: row.conditions,
            targets: row.targets,
            escalation: row.escalation,
            hours: row.hours.map(Into::into),
            version: row.version,
        }
    }

    fn to_row(&self, scope: &Scope<'_>) -> row::Model {
        row::Model {
            tenant: scope.key(),
            id: self.id.0,
            name: self.name.clone(),
            position: self.position,
            active: self.active,
            conditions: self.conditions.clone(),
            targets: self.targets.clone(),
            escalation: self.escalation.clone(),
            hours: self.hours.map(Into::into),
            version: self.version,
        }
    }
}

fn of(scope: &Scope<'_>) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Tenant.eq(scope.key()))
}

/// Every policy in its order.
pub async fn all(scope: &Scope<'_>) -> Result<Vec<SlaPolicy>, StoreError> {
    let rows = of(scope)
        .order_by_asc(row::Column::Position)
        .order_by_asc(row::Column::Id)
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(SlaPolicy::from_row).collect())
}

/// One policy.
pub async fn get(scope: &Scope<'_>, id: SlaPolicyId) -> Result<Option<SlaPolicy>, StoreError> {
    let found = of(scope).filter(row::Column::Id.eq(id.0)).one(scope.db()).await?;
    Ok(found.map(SlaPolicy::from_row))
}

/// Stores a new policy.
pub async fn insert(tx: &Tx<'_>, policy: &SlaPolicy) -> Result<(), StoreError> {
    row::Entity::insert(policy.to_row(tx).into_active_model())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Stores a changed policy, if it is still at the version it was read at.
pub async fn save(tx: &Tx<'_>, policy: &mut SlaPolicy) -> Result<(), StoreError> {
    let expected = policy.version;
    policy.version += 1;
    let changed = row::Entity::update_many()
        .set(policy.to_row(tx).into_active_model().reset_all())
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::Id.eq(policy.id.0))
        .filter(row::Column::Version.eq(expected))
        .exec(tx.db())
        .await?;
    changed_one(changed.rows_affected, "policy", expected)
}
