//! Taking, handing over, resolving, opening again.

use std::collections::HashSet;

use api::case::{CaseRow, GiveBack, Note, Transfer};
use api::{Answer, Caller, Code, Problem};
use model::event::EventBody;
use model::permission::{Permission, granted};
use model::{CaseId, CaseStatus, Medium, Presence, QueueId, TransferKind, UserId, WorkKind};
use store::case::{Case, WayBack};
use store::{Scope, Tx, interaction, presence, queue, user_account};

use super::flow::{Assign, Enqueue, Moving};
use super::{ending, note, rows, written};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::inbound;
use crate::work::takes_work;

/// Takes a case from its queue or from a colleague.
pub(super) async fn take(app: &App, by: &Caller, case: CaseId) -> Answer<CaseRow> {
    let (user, actor) = (by.user, by.actor());
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.owner == Some(user) && moving.case.status == CaseStatus::Assigned {
                return Ok(moving.case);
            }
            let medium = medium_of(tx, &moving).await?;
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
    let words = summary(to.note.as_deref())?;
    let target = match (to.queue, to.user, to.supervisor.unwrap_or(false)) {
        (Some(queue), None, false) => Target::Queue(queue),
        (None, Some(user), false) => Target::User(user),
        (None, None, true) if words.is_none() => {
            return Err(Problem::invalid(
                "note",
                "上長に引き継ぐ経緯を入力してください。",
                "Tell the supervisor what this is about.",
            ));
        }
        (None, None, true) => Target::Supervisor,
        _ => {
            return Err(Problem::invalid(
                "queue",
                "転送先はキュー・担当者・上長のどれか一つを指定してください。",
                "Name a queue, a colleague or a supervisor.",
            ));
        }
    };
    let caller = by.clone();
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            hand_over(tx, &caller, &mut moving, (target, words)).await?;
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// What goes along with a case, if there is anything.
fn summary(note: Option<&str>) -> Answer<Option<String>> {
    let words = note.map(str::trim).filter(|words| !words.is_empty());
    words.map(|words| crate::validate::message(words, 0)).transpose()
}

/// Gives a case back to who handed it on, or to the queue it was in when they cannot have it.
pub(super) async fn give_back(
    app: &App,
    by: &Caller,
    case: CaseId,
    back: GiveBack,
) -> Answer<CaseRow> {
    let words = summary(back.note.as_deref())?;
    let caller = by.clone();
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            let to = moving.case.returns.ok_or_else(|| {
                Problem::new(Code::Conflict).with(
                    "この案件は転送されたものではないため、差し戻せません。",
                    "Nobody handed this case on: there is nowhere to give it back to.",
                )
            })?;
            let target = Target::Back(to);
            hand_over(tx, &caller, &mut moving, (target, words)).await?;
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

#[derive(Clone, Copy)]
pub(super) enum Target {
    Queue(QueueId),
    User(UserId),
    Supervisor,
    Back(WayBack),
}

impl Target {
    const fn kind(self) -> TransferKind {
        match self {
            Self::Queue(_) | Self::User(_) => TransferKind::Handed,
            Self::Supervisor => TransferKind::Escalated,
            Self::Back(_) => TransferKind::Returned,
        }
    }
}

pub(super) async fn hand_over(
    tx: &mut Tx<'_>,
    by: &Caller,
    moving: &mut Moving,
    (target, words): (Target, Option<String>),
) -> Result<(), Failure> {
    let actor = by.actor();
    let medium = medium_of(tx, moving).await?;
    let from = moving.case.owner;
    let from_queue = moving.case.queue;
    let way = target.kind();
    let (to_user, to_queue) = match target {
        Target::Queue(id) => (None, Some(id)),
        Target::User(user) => (Some(user), None),
        Target::Supervisor => (Some(supervisor(tx, by.user).await?), None),
        Target::Back(back) => match back.user {
            Some(user) if may_have(tx, user, medium).await? => (Some(user), None),
            _ => (None, Some(back.queue)),
        },
    };
    let mut mentions = Vec::new();
    let name = match (to_user, to_queue) {
        (Some(user), _) => {
            let name = usable_agent(tx, user).await?;
            // Who gets a case back works in the queue it was handed on from; its work goes there, too.
            if let Target::Back(back) = target {
                let kind = WorkKind::Interaction;
                let place = Enqueue { queue: back.queue, medium, kind, interaction: None };
                moving.enqueue(tx, actor, place).await?;
            }
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
            mentions.push(user);
            name
        }
        (None, Some(queue)) => {
            let name = usable_queue(tx, queue).await?;
            let kind = WorkKind::Interaction;
            let place = Enqueue { queue, medium, kind, interaction: None };
            moving.enqueue(tx, actor, place).await?;
            name
        }
        (None, None) => return Err(Problem::new(Code::Conflict).into()),
    };
    moving.case.returns = match target {
        Target::Back(_) => None,
        _ => Some(WayBack { queue: from_queue, user: from }),
    };
    let from_queue = Some(from_queue);
    let body = EventBody::CaseTransferred { to_user, to_queue, from, from_queue, way };
    tx.append(moving.event(actor, body)).await?;
    let case = moving.case.id;
    if let Some(session) = interaction::of_case(tx, case).await?.last() {
        // The customer of a chat reads this: whichever way it went, somebody else goes on.
        written::transferred_line(tx, moving, session.id, &name).await?;
    }
    if let Some(text) = words {
        let words = Note { text, files: Vec::new(), mentions, client_id: String::new() };
        note::add(tx, moving, (by, words), None).await?;
    }
    Ok(())
}

/// Whether somebody can be given a case: they take work, and are there for a live chat.
pub(super) async fn may_have(tx: &Tx<'_>, user: UserId, medium: Medium) -> Result<bool, Failure> {
    if medium == Medium::Chat {
        return inbound::is_there(tx, user).await;
    }
    Ok(user_account::by_id(tx, user).await?.is_some_and(|user| takes_work(&user)))
}

/// The supervisor who is asked: of those at their desks one who is free, the longest idle first.
async fn supervisor(tx: &Tx<'_>, asking: UserId) -> Result<UserId, Failure> {
    let people = user_account::list(tx).await?;
    let able: HashSet<UserId> = people
        .iter()
        .filter(|user| user.id != asking && takes_work(user))
        .filter(|user| granted(&user.roles, Permission::BoardAct))
        .map(|user| user.id)
        .collect();
    let mut there = presence::all(tx).await?;
    there.retain(|at| at.state != Presence::Offline && able.contains(&at.user));
    there.sort_by_key(|at| (at.state != Presence::Available, at.idle_since, at.user));
    there.first().map(|at| at.user).ok_or_else(|| {
        Problem::new(Code::Conflict)
            .with(
                "席にいる上長がいません。キューか担当者を選ぶか、社内メモで@を付けて知らせてください。",
                "No supervisor is at their desk. Choose a queue or a colleague, or call one with @ in a note.",
            )
            .into()
    })
}

pub(super) async fn usable_queue(tx: &Scope<'_>, id: QueueId) -> Result<String, Failure> {
    match queue::get(tx, id).await? {
        Some(found) if !found.archived => Ok(found.name),
        _ => {
            Err(Problem::invalid("queue", "このキューは使えません。", "This queue cannot be used.")
                .into())
        }
    }
}

pub(super) async fn usable_agent(tx: &Scope<'_>, id: UserId) -> Result<String, Failure> {
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
    let actor = by.actor();
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.status == CaseStatus::Resolved {
                return Ok(moving.case);
            }
            ending::may_resolve(tx, &moving.case).await?;
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
    let (user, actor) = (by.user, by.actor());
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.status != CaseStatus::Resolved {
                return Err(Problem::new(Code::Conflict).into());
            }
            let medium = medium_of(tx, &moving).await?;
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await?;
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// How a case occupies an agent: by its work item, else by its latest session.
pub(super) async fn medium_of(tx: &Tx<'_>, moving: &Moving) -> Result<Medium, Failure> {
    if let Some(work) = &moving.work {
        return Ok(work.medium);
    }
    let sessions = interaction::of_case(tx, moving.case.id).await?;
    Ok(sessions.last().map_or(Medium::Task, |session| session.medium))
}

/// Runs a change of one case and shows its row.
pub(super) async fn run<F>(app: &App, by: &Caller, work: F) -> Answer<CaseRow>
where
    F: for<'t> FnOnce(&'t mut Tx<'_>) -> store::TxFuture<'t, Case, Failure> + Send + 'static,
{
    let store = app.of(by.tenant);
    let changed = store.write(app.now(), work).await.or_problem()?;
    rows::one(&store, changed.value, Some(by.user)).await.or_problem()
}
