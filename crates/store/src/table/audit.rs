//! The audit log: who did what that matters.

use jiff::Timestamp;
use model::{AuditId, UserId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use crate::convert::{micros, time};
use crate::entity::audit as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; the system or somebody unknown when absent.
    pub user: Option<UserId>,
    /// What was done.
    pub action: String,
    /// To what.
    pub target: String,
    /// What changed; never a secret.
    pub detail: Value,
    /// From where.
    pub ip: Option<String>,
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only this action.
    pub action: Option<String>,
    /// Only this person.
    pub user: Option<UserId>,
    /// Entries before this place.
    pub before: Option<(Timestamp, AuditId)>,
}

/// Writes an entry.
pub async fn insert(tx: &Tx<'_>, entry: &Audit) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        id: entry.id.0,
        at: micros(entry.at),
        user_id: entry.user.map(Into::into),
        action: entry.action.clone(),
        target: entry.target.clone(),
        detail: entry.detail.clone(),
        ip: entry.ip.clone(),
    };
    row::Entity::insert(model.into_active_model()).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// One page, newest first.
pub async fn list(
    scope: &Scope<'_>,
    filter: &AuditFilter,
    limit: u64,
) -> Result<Vec<Audit>, StoreError> {
    let mut all = Condition::all()
        .add(row::Column::Tenant.eq(scope.key()))
        .add_option(filter.action.as_deref().map(|action| row::Column::Action.eq(action)))
        .add_option(filter.user.map(|user| row::Column::UserId.eq(user.0)));
    if let Some((at, id)) = filter.before {
        let at = micros(at);
        all = all.add(
            Condition::any()
                .add(row::Column::At.lt(at))
                .add(Condition::all().add(row::Column::At.eq(at)).add(row::Column::Id.lt(id.0))),
        );
    }
    let rows = row::Entity::find()
        .filter(all)
        .order_by_desc(row::Column::At)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(scope.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Audit {
                id: row.id.into(),
                at: time(row.at)?,
                user: row.user_id.map(Into::into),
                action: row.action,
                target: row.target,
                detail: row.detail,
                ip: row.ip,
            })
        })
        .collect()
}
