//! Promises with their hours as they stood when they were made. A row is never changed, so that
//! what the log says of a case can be computed again for ever.

use model::{SlaPolicyId, SlaRuleId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;

use crate::convert::micros;
use crate::entity::sla_rule as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::table::one_of;
use crate::tx::Tx;

/// A rule as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct SlaRule {
    /// Its id.
    pub id: SlaRuleId,
    /// The policy it was made from.
    pub policy: SlaPolicyId,
    /// Promises, hours, zone, escalation.
    pub terms: Value,
}

fn from_row(row: row::Model) -> SlaRule {
    SlaRule { id: row.id.into(), policy: row.policy.into(), terms: row.terms }
}

/// Several rules, in no order.
pub async fn many(scope: &Scope<'_>, ids: &[SlaRuleId]) -> Result<Vec<SlaRule>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::Id.is_in(one_of(ids.iter().map(|id| id.0))))
        .all(scope.db())
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// The rule of these terms, made when there is none yet; `digest` tells terms apart.
pub async fn of_terms(
    tx: &Tx<'_>,
    policy: SlaPolicyId,
    digest: &str,
    terms: Value,
) -> Result<SlaRuleId, StoreError> {
    let find = || {
        row::Entity::find()
            .filter(row::Column::Tenant.eq(tx.key()))
            .filter(row::Column::Digest.eq(digest))
            .one(tx.db())
    };
    if let Some(found) = find().await? {
        return Ok(found.id.into());
    }
    let id: SlaRuleId = tx.id();
    let model = row::Model {
        tenant: tx.key(),
        id: id.0,
        policy: policy.0,
        digest: digest.to_owned(),
        terms,
        created_at: micros(tx.now()),
    };
    row::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([row::Column::Tenant, row::Column::Digest]).do_nothing().to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    // Another node may have made it in the same moment.
    Ok(find().await?.map_or(id, |found| found.id.into()))
}
