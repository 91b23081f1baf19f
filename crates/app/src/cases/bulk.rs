//! One act on several cases, and its way back. Each case is a write of its own: one that cannot
//! follow is told by name and holds up no other.

use api::case::CaseChange;
use api::case_work::{Bulk, BulkAct, BulkDone, BulkRefusal};
use api::{Answer, Caller, Code, Problem};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use model::permission::Permission;
use model::{
    Actor, BulkId, CaseId, CaseStatus, CategoryId, DispositionId, Priority, QueueId, UserId,
    WorkKind,
};
use serde::{Deserialize, Serialize};
use store::bulk_change::{self, BulkChange};
use store::case::{self, Case};
use store::{Scope, StoreError, Tx};

use super::flow::{Assign, Enqueue, Moving};
use super::handover::{Target, hand_over, may_have, medium_of, usable_agent, usable_queue};
use super::{change, ending, hold};
use crate::App;
use crate::failure::{Failure, OrProblem};

/// Cases of one act.
const CASES_MAX: usize = 200;
/// Cases written at the same time: they share their commits.
const AT_ONCE: usize = 16;

/// A case as it was, and the version that the act made of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Before {
    case: CaseId,
    /// After the act: when it is another one, somebody has gone on with the case.
    version: i64,
    status: CaseStatus,
    owner: Option<UserId>,
    queue: QueueId,
    category: Option<CategoryId>,
    priority: Priority,
    disposition: Option<DispositionId>,
    held_until: Option<Timestamp>,
}

impl Before {
    fn of(case: &Case) -> Self {
        Self {
            case: case.id,
            version: case.version,
            status: case.status,
            owner: case.owner,
            queue: case.queue,
            category: case.category,
            priority: case.priority,
            disposition: case.disposition,
            held_until: case.held_until,
        }
    }
}

pub(super) async fn bulk(app: &App, by: &Caller, input: Bulk) -> Answer<BulkDone> {
    let mut ids = input.cases;
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > CASES_MAX {
        return Err(Problem::invalid(
            "cases",
            format!("1〜{CASES_MAX}件の案件を選んでください。"),
            format!("Choose one to {CASES_MAX} cases."),
        ));
    }
    let moves = matches!(input.act, BulkAct::Assign { .. } | BulkAct::Queue { .. });
    if moves && !by.may(Permission::CaseTransfer) {
        return Err(Problem::new(Code::Forbidden));
    }
    let store = app.of(by.tenant);
    let found = case::many(&store, &ids).await.or_problem()?;
    if found.len() < ids.len() {
        return Err(Problem::new(Code::NotFound));
    }
    may_be(app, &store, &input.act).await.map_err(Problem::from)?;
    let act = &input.act;
    let results = stream::iter(ids).map(|id| async move {
        let (by, act) = (by.clone(), act.clone());
        let written = app
            .of(by.tenant)
            .write(app.now(), move |tx| Box::pin(async move { one(tx, &by, id, act).await }));
        (id, written.await.or_problem().map(|done| done.value))
    });
    let results: Vec<_> = results.buffered(AT_ONCE).collect().await;
    let mut told = BulkDone { bulk: None, done: Vec::new(), refused: Vec::new() };
    let mut before = Vec::new();
    for (id, result) in results {
        match result {
            Ok(was) => {
                told.done.push(id);
                before.extend(was);
            }
            Err(problem) => told.refused.push(refusal(by, id, &problem)),
        }
    }
    if !before.is_empty() {
        told.bulk = Some(keep(app, by, before).await?);
    }
    Ok(told)
}

/// What is wrong with the act itself is told once.
async fn may_be(app: &App, scope: &Scope<'_>, act: &BulkAct) -> Result<(), Failure> {
    match *act {
        BulkAct::Assign { user } => usable_agent(scope, user).await.map(|_| ()),
        BulkAct::Queue { queue } => usable_queue(scope, queue).await.map(|_| ()),
        BulkAct::Category { category: Some(id) } => change::usable_category(scope, id).await,
        BulkAct::Disposition { disposition: Some(id) } => ending::usable(scope, id).await,
        BulkAct::Hold { until } => Ok(hold::within_a_year("until", app.now(), until)?),
        _ => Ok(()),
    }
}

fn refusal(by: &Caller, case: CaseId, problem: &Problem) -> BulkRefusal {
    let (code, text) = (problem.code.as_str().to_owned(), problem.text(by.locale).to_owned());
    BulkRefusal { case, code, text }
}

async fn keep(app: &App, by: &Caller, before: Vec<Before>) -> Answer<BulkId> {
    let user = by.user;
    let kept = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let cases = serde_json::to_value(before)
                .map_err(|error| StoreError::Other(error.to_string()))?;
            let (id, at) = (tx.id(), tx.now());
            let change = BulkChange { id, done_by: user, at, cases, undone_at: None };
            bulk_change::insert(tx, &change).await?;
            Ok::<_, StoreError>(id)
        })
    });
    Ok(kept.await.or_problem()?.value)
}

/// Does it with one case; answers how it was, unless nothing changed.
async fn one(
    tx: &mut Tx<'_>,
    by: &Caller,
    id: CaseId,
    act: BulkAct,
) -> Result<Option<Before>, Failure> {
    let mut moving = Moving::read(tx, id).await?;
    let before = Before::of(&moving.case);
    let actor = by.actor();
    if is_so(&moving.case, &act) {
        return Ok(None);
    }
    match act {
        BulkAct::Assign { user: to } => {
            hand_over(tx, by, &mut moving, (Target::User(to), None)).await?;
            moving.save(tx).await?;
        }
        BulkAct::Queue { queue } => {
            hand_over(tx, by, &mut moving, (Target::Queue(queue), None)).await?;
            moving.save(tx).await?;
        }
        BulkAct::Category { category } => {
            let change = CaseChange { category: Some(category), ..CaseChange::default() };
            change::apply(tx, actor, &mut moving, change).await?;
        }
        BulkAct::Priority { priority } => {
            let change = CaseChange { priority: Some(priority), ..CaseChange::default() };
            change::apply(tx, actor, &mut moving, change).await?;
        }
        BulkAct::Disposition { disposition } => {
            let change = CaseChange { disposition: Some(disposition), ..CaseChange::default() };
            change::apply(tx, actor, &mut moving, change).await?;
        }
        BulkAct::Hold { until } => {
            hold::put_off(tx, &mut moving, (by.user, actor), until).await?;
            moving.save(tx).await?;
        }
        BulkAct::Resolve => {
            if hold::in_chat(tx, id).await? {
                return Err(Problem::new(Code::Conflict)
                    .with(
                        "お客様とのチャットが続いています。案件を開いて解決してください。",
                        "The customer is in a chat right now. Open the case to resolve it.",
                    )
                    .into());
            }
            ending::may_resolve(tx, &moving.case).await?;
            moving.settle(tx, actor, CaseStatus::Resolved).await?;
            moving.save(tx).await?;
        }
    }
    Ok(Some(Before { version: moving.case.version, ..before }))
}

/// Whether a case is as the act would make it.
fn is_so(case: &Case, act: &BulkAct) -> bool {
    match act {
        BulkAct::Assign { user } => {
            case.owner == Some(*user) && case.status == CaseStatus::Assigned
        }
        BulkAct::Queue { queue } => case.queue == *queue && case.owner.is_none(),
        BulkAct::Category { category } => case.category == *category,
        BulkAct::Priority { priority } => case.priority == *priority,
        BulkAct::Disposition { disposition } => case.disposition == *disposition,
        BulkAct::Hold { until } => case.held_until == Some(*until),
        BulkAct::Resolve => case.status == CaseStatus::Resolved,
    }
}

/// Takes an act back where nobody has gone on since.
pub(super) async fn undo(app: &App, by: &Caller, id: BulkId) -> Answer<BulkDone> {
    let store = app.of(by.tenant);
    let found = bulk_change::get(&store, id).await.or_problem()?;
    // What somebody else did is not taken back by accident.
    let found = found
        .filter(|change| change.done_by == by.user)
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    let before: Vec<Before> = serde_json::from_value(found.cases).map_err(|error| {
        tracing::error!(%error, %id, "a bulk change cannot be read");
        Problem::new(Code::Internal)
    })?;
    store
        .write(app.now(), move |tx| Box::pin(async move { bulk_change::undo(tx, id).await }))
        .await
        .or_problem()?;
    let results = stream::iter(before).map(|was| async move {
        let (actor, case) = (by.actor(), was.case);
        let written = app
            .of(by.tenant)
            .write(app.now(), move |tx| Box::pin(async move { back(tx, actor, was).await }));
        (case, written.await.or_problem())
    });
    let results: Vec<_> = results.buffered(AT_ONCE).collect().await;
    let mut told = BulkDone { bulk: None, done: Vec::new(), refused: Vec::new() };
    for (case, result) in results {
        match result {
            Ok(_) => told.done.push(case),
            Err(problem) => told.refused.push(refusal(by, case, &problem)),
        }
    }
    Ok(told)
}

async fn back(tx: &mut Tx<'_>, actor: Actor, was: Before) -> Result<(), Failure> {
    let mut moving = Moving::read(tx, was.case).await?;
    if moving.case.version != was.version {
        return Err(StoreError::Version { what: "case", expected: was.version }.into());
    }
    let differs = CaseChange {
        subject: None,
        priority: (moving.case.priority != was.priority).then_some(was.priority),
        category: (moving.case.category != was.category).then_some(was.category),
        disposition: (moving.case.disposition != was.disposition).then_some(was.disposition),
    };
    change::apply(tx, actor, &mut moving, differs).await?;
    let stands = (moving.case.status, moving.case.owner, moving.case.queue);
    if stands != (was.status, was.owner, was.queue) || moving.case.held_until != was.held_until {
        place(tx, actor, &mut moving, &was).await?;
        moving.save(tx).await?;
    }
    Ok(())
}

/// Puts a case where it was; with nobody who can have it, into its queue.
async fn place(
    tx: &mut Tx<'_>,
    actor: Actor,
    moving: &mut Moving,
    was: &Before,
) -> Result<(), Failure> {
    let medium = medium_of(tx, moving).await?;
    moving.case.queue = was.queue;
    moving.case.returns = None;
    let owner = match was.owner {
        Some(owner) if may_have(tx, owner, medium).await? => Some(owner),
        _ => None,
    };
    let waits = matches!(was.status, CaseStatus::Waiting | CaseStatus::Reopened);
    let Some(user) = owner.filter(|_| !waits) else {
        let kind = WorkKind::Interaction;
        let place = Enqueue { queue: was.queue, medium, kind, interaction: None };
        return moving.enqueue(tx, actor, place).await;
    };
    if moving.case.status != CaseStatus::Assigned || moving.case.owner != Some(user) {
        moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
    }
    match (was.status, was.held_until) {
        (CaseStatus::PendingCustomer, _) => {
            moving.settle(tx, actor, CaseStatus::PendingCustomer).await
        }
        (CaseStatus::OnHold, Some(until)) if until > tx.now() => {
            hold::put_off(tx, moving, (user, actor), until).await
        }
        _ => Ok(()),
    }
}
