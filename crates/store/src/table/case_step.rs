//! Steps of procedures that are done.

use jiff::Timestamp;
use model::{CaseId, StepId, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::convert::{micros, time};
use crate::entity::case_step as row;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::tx::Tx;

/// A step that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// Which.
    pub step: StepId,
    /// By whom.
    pub done_by: UserId,
    /// When.
    pub done_at: Timestamp,
}

/// The steps that are done in a case.
pub async fn of_case(scope: &Scope<'_>, case: CaseId) -> Result<Vec<CaseStep>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::Tenant.eq(scope.key()))
        .filter(row::Column::CaseId.eq(case.0))
        .all(scope.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CaseStep {
                step: row.step.into(),
                done_by: row.done_by.into(),
                done_at: time(row.done_at)?,
            })
        })
        .collect()
}

/// A step is done; who did it first stays.
pub async fn done(tx: &Tx<'_>, case: CaseId, step: StepId, by: UserId) -> Result<(), StoreError> {
    let model = row::Model {
        tenant: tx.key(),
        case_id: case.0,
        step: step.0,
        done_by: by.0,
        done_at: micros(tx.now()),
    };
    let key = [row::Column::Tenant, row::Column::CaseId, row::Column::Step];
    row::Entity::insert(model.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// A step is not done after all.
pub async fn undone(tx: &Tx<'_>, case: CaseId, step: StepId) -> Result<(), StoreError> {
    row::Entity::delete_many()
        .filter(row::Column::Tenant.eq(tx.key()))
        .filter(row::Column::CaseId.eq(case.0))
        .filter(row::Column::Step.eq(step.0))
        .exec(tx.db())
        .await?;
    Ok(())
}
