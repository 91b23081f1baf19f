//! Subject, priority, category, disposition.

use api::case::{CaseChange, CaseRow};
use api::{Answer, Caller, Problem};
use model::event::EventBody;
use model::{Actor, CaseId, CategoryId};
use store::case::Case;
use store::{Scope, StoreError, Tx, category, work_item};

use super::flow::Moving;
use super::{ending, rows};
use crate::App;
use crate::failure::{Failure, OrProblem};

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (case, version): (CaseId, i64),
    change: CaseChange,
) -> Answer<CaseRow> {
    let subject = change
        .subject
        .as_deref()
        .map(|s| crate::validate::required("subject", s, model::limits::SUBJECT_CHARS_MAX))
        .transpose()?;
    let change = CaseChange { subject, ..change };
    let store = app.of(by.tenant);
    let actor = by.actor();
    let changed = store
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, actor, (case, version), change).await })
        })
        .await
        .or_problem()?;
    rows::one(&store, changed.value, Some(by.user)).await.or_problem()
}

async fn write(
    tx: &mut Tx<'_>,
    actor: Actor,
    (case, version): (CaseId, i64),
    change: CaseChange,
) -> Result<Case, Failure> {
    let mut moving = Moving::read(tx, case).await?;
    if moving.case.version != version {
        return Err(StoreError::Version { what: "case", expected: version }.into());
    }
    apply(tx, actor, &mut moving, change).await?;
    Ok(moving.case)
}

/// Carries a change out and stores the case.
pub(crate) async fn apply(
    tx: &mut Tx<'_>,
    actor: Actor,
    moving: &mut Moving,
    change: CaseChange,
) -> Result<(), Failure> {
    if let Some(subject) = change.subject
        && subject != moving.case.subject
    {
        moving.case.subject = subject;
        tx.append(moving.event(actor, EventBody::CaseRenamed)).await?;
    }
    if let Some(chosen) = change.category {
        if let Some(id) = chosen {
            usable_category(tx, id).await?;
        }
        moving.case.category = chosen;
        tx.append(moving.event(actor, EventBody::CaseCategorised { category: chosen })).await?;
    }
    if let Some(chosen) = change.disposition {
        if let Some(id) = chosen {
            ending::usable(tx, id).await?;
        }
        moving.case.disposition = chosen;
        tx.append(moving.event(actor, EventBody::CaseDisposed { disposition: chosen })).await?;
    }
    if let Some(priority) = change.priority {
        moving.case.priority = priority;
        if let Some(work) = &mut moving.work {
            work.priority = priority;
            work_item::update(tx, work).await?;
            work.version += 1;
        }
        tx.append(moving.event(actor, EventBody::CasePriorityChanged { priority })).await?;
    }
    Ok(moving.save(tx).await?)
}

/// A category that may be chosen.
pub(crate) async fn usable_category(scope: &Scope<'_>, id: CategoryId) -> Result<(), Failure> {
    if category::get(scope, id).await?.is_none_or(|found| found.archived) {
        return Err(Problem::invalid(
            "category",
            "このカテゴリは使えません。",
            "This category cannot be used.",
        )
        .into());
    }
    Ok(())
}
