//! How the promises of each case stand: a view of the log, kept by a reader of it.

use jiff::Timestamp;
use model::{CaseId, SlaRuleId, SlaTarget, TenantId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::convert::{maybe_time, micros, text};
use crate::entity::case_clock as row;
use crate::error::StoreError;
use crate::scope::{Scope, System};
use crate::table::one_of;
use crate::tx::Tx;

/// A case's clock as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseClock {
    /// Which case.
    pub case: CaseId,
    /// What is promised; nothing when absent.
    pub rule: Option<SlaRuleId>,
    /// The clock itself.
    pub clock: Value,
    /// When it will have something to report next.
    pub next_report: Option<Timestamp>,
    /// When the next promise falls due, or fell due and is still open.
    pub due: Option<(SlaTarget, Timestamp)>,
    /// Whether somebody was warned of that promise.
    pub warned: bool,
    /// Whether that promise is broken.
    pub breached: bool,
    /// Position of the last event it has heard of.
    pub seq: i64,
}

fn from_row(row: row::Model) -> Result<CaseClock, StoreError> {
    let target = row.due_target.map(|t| text("due_target", &t, SlaTarget::parse)).transpose()?;
    Ok(CaseClock {
        case: row.case_id.into(),
        rule: row.rule.map(Into::into),
        clock: row.clock,
        next_report: maybe_time(row.next_report)?,
        due: target.zip(maybe_time(row.due_at)?),
        warned: row.warned,
        breached: row.breached,
        seq: row.seq,
    })
}

/// The clocks of some cases, in no order.
pub async fn many(scope: &Scope<'_>, cases: &[CaseId]) -> Result<Vec<CaseClock>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::CaseId.is_in(one_of(cases.iter().map(|case| case.0))))
        .all(scope.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Stores a case's clock.
pub async fn put(tx: &Tx<'_>, clock: &CaseClock) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        case_id: clock.case.0,
        rule: clock.rule.map(Into::into),
        clock: clock.clock.clone(),
        next_report: clock.next_report.map(micros),
        due_at: clock.due.map(|(_, at)| micros(at)),
        due_target: clock.due.map(|(target, _)| target.as_str().to_owned()),
        warned: clock.warned,
        breached: clock.breached,
        seq: clock.seq,
    };
    row::Entity::insert(model.into_active_model())
        .on_conflict(
            OnConflict::columns([row::Column::Tenant, row::Column::CaseId])
                .update_columns([
                    row::Column::Rule,
                    row::Column::Clock,
                    row::Column::NextReport,
                    row::Column::DueAt,
                    row::Column::DueTarget,
                    row::Column::Warned,
                    row::Column::Breached,
                    row::Column::Seq,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Removes a case's clock; the next event of the case makes it anew from the log.
pub async fn forget(tx: &Tx<'_>, case: CaseId) -> Result<(), StoreError> {
    row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::CaseId.eq(case.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Whether the tenant has any clock.
pub async fn any(scope: &Scope<'_>) -> Result<bool, StoreError> {
    let found = row::Entity::find().filter(row::Column::Tenant.eq(scope.key()));
    Ok(found.one(scope.db()).await?.is_some())
}

/// Clocks of all tenants that have had something to report since before `now`, earliest first:
/// one worker of the installation serves every tenant.
pub async fn to_report(
    system: &System<'_>,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(TenantId, CaseId)>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::NextReport.lt(micros(now)))
        .order_by_asc(row::Column::NextReport)
        .limit(limit)
        .all(system.db())
        .await?;
    Ok(rows.into_iter().map(|row| (TenantId(row.tenant), row.case_id.into())).collect())
}

/// When the next clock has something to report, over all tenants.
pub async fn next_report(system: &System<'_>) -> Result<Option<Timestamp>, StoreError> {
    let found = row::Entity::find()
        .filter(row::Column::NextReport.is_not_null())
        .order_by_asc(row::Column::NextReport)
        .one(system.db())
        .await?;
    maybe_time(found.and_then(|row| row.next_report))
}
