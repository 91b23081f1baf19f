//! Taking, handing over, resolving, opening again.

use api::case::{CaseRow, Note, Transfer};
use api::{Answer, Caller, Code, Problem};
use model::event::EventBody;
use model::{Actor, CaseId, CaseStatus, Medium, QueueId, UserId, WorkKind};
use store::case::Case;
use store::{Tx, interaction, queue, user_account};

use super::flow::{Assign, Enqueue, Moving};
use super::{note, rows, written};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::inbound;
use crate::work::takes_work;

/// Takes a case from its queue or from a colleague.
pub(super) async fn take(app: &App, by: &Caller, case: CaseId) -> Answer<CaseRow> {
    let user = by.user;
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.owner == Some(user) && moving.case.status == CaseStatus::Assigned {
                return Ok(moving.case);
            }
            let medium = medium_of(tx, &moving).await?;
            let actor = Actor::User { id: user };
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// Hands a case to a queue or a colleague, with what the next one should know.
pub(super) async fn transfer(
    app: &App,
    by: &Caller,
    case: CaseId,
    to: Transfer,
) -> Answer<CaseRow> {
    let words = to.note.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let words = words.map(|words| crate::validate::message(words, 0)).transpose()?;
    let target = match (to.queue, to.user) {
        (Some(queue), None) => Target::Queue(queue),
        (None, Some(user)) => Target::User(user),
        _ => {
            return Err(Problem::invalid(
                "queue",
                "転送先はキューか担当者のどちらか一方を指定してください。",
                "Name either a queue or a colleague.",
            ));
        }
    };
    let user = by.user;
    run(app, by, move |tx| {
        Box::pin(async move { hand_over(tx, user, case, (target, words)).await })
    })
    .await
}

#[derive(Clone, Copy)]
enum Target {
    Queue(QueueId),
    User(UserId),
}

async fn hand_over(
    tx: &mut Tx<'_>,
    by: UserId,
    case: CaseId,
    (target, words): (Target, Option<String>),
) -> Result<Case, Failure> {
    let actor = Actor::User { id: by };
    let mut moving = Moving::read(tx, case).await?;
    let medium = medium_of(tx, &moving).await?;
    let from = moving.case.owner;
    let mut mentions = Vec::new();
    let (to_user, to_queue, name) = match target {
        Target::Queue(id) => {
            let name = usable_queue(tx, id).await?;
            let kind = WorkKind::Interaction;
            let place = Enqueue { queue: id, medium, kind, interaction: None };
            moving.enqueue(tx, actor, place).await?;
            (None, Some(id), name)
        }
        Target::User(user) => {
            let name = usable_agent(tx, user).await?;
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
            mentions.push(user);
            (Some(user), None, name)
        }
    };
    tx.append(moving.event(actor, EventBody::CaseTransferred { to_user, to_queue, from })).await?;
    if let Some(session) = interaction::of_case(tx, case).await?.last() {
        let text = format!("{name} に転送されました");
        written::system_line(tx, &moving, session.id, ("transferred", text)).await?;
    }
    if let Some(text) = words {
        let words = Note { text, files: Vec::new(), mentions, client_id: String::new() };
        note::add(tx, &moving, (by, words), None).await?;
    }
    moving.save(tx).await?;
    Ok(moving.case)
}

async fn usable_queue(tx: &Tx<'_>, id: QueueId) -> Result<String, Failure> {
    match queue::get(tx, id).await? {
        Some(found) if !found.archived => Ok(found.name),
        _ => {
            Err(Problem::invalid("queue", "このキューは使えません。", "This queue cannot be used.")
                .into())
        }
    }
}

async fn usable_agent(tx: &Tx<'_>, id: UserId) -> Result<String, Failure> {
    match user_account::by_id(tx, id).await? {
        Some(found) if takes_work(&found) => Ok(found.name),
        _ => Err(Problem::invalid(
            "user",
            "この担当者には転送できません。",
            "Cases cannot be handed to this person.",
        )
        .into()),
    }
}

/// Resolves a case; an open chat ends.
pub(super) async fn resolve(app: &App, by: &Caller, case: CaseId) -> Answer<CaseRow> {
    let actor = Actor::User { id: by.user };
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.status == CaseStatus::Resolved {
                return Ok(moving.case);
            }
            moving.settle(tx, actor, CaseStatus::Resolved).await?;
            for session in interaction::of_case(tx, case).await? {
                if session.visitor.is_some() {
                    inbound::end_session(tx, actor, &moving, session).await?;
                }
            }
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// Opens a resolved case again; who does it, has it.
pub(super) async fn reopen(app: &App, by: &Caller, case: CaseId) -> Answer<CaseRow> {
    let user = by.user;
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.status != CaseStatus::Resolved {
                return Err(Problem::new(Code::Conflict).into());
            }
            let medium = medium_of(tx, &moving).await?;
            let actor = Actor::User { id: user };
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// How a case occupies an agent: by its work item, else by its latest session.
async fn medium_of(tx: &Tx<'_>, moving: &Moving) -> Result<Medium, Failure> {
    if let Some(work) = &moving.work {
        return Ok(work.medium);
    }
    let sessions = interaction::of_case(tx, moving.case.id).await?;
    Ok(sessions.last().map_or(Medium::Task, |session| session.medium))
}

/// Runs a change of one case and shows its row.
async fn run<F>(app: &App, by: &Caller, work: F) -> Answer<CaseRow>
where
    F: for<'t> FnOnce(&'t mut Tx<'_>) -> store::TxFuture<'t, Case, Failure> + Send + 'static,
{
    let store = app.of(by.tenant);
    let changed = store.write(app.now(), work).await.or_problem()?;
    rows::one(&store, changed.value, Some(by.user)).await.or_problem()
}
