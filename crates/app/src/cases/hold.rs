//! Putting a case off until an instant (保留). Promises run on: putting off is no answer.

use std::time::Duration;

use api::case::{CaseRow, Hold, Note};
use api::{Answer, Caller, Code, Problem};
use jiff::{SignedDuration, Timestamp};
use model::event::EventBody;
use model::{Actor, CaseId, CaseStatus, ChannelKind, InteractionState, TenantId, WorkKind};
use store::{StoreError, Tx, case, interaction, reading};
use tokio::task::JoinSet;

use super::flow::{Assign, Enqueue, Moving};
use super::handover::{may_have, medium_of, run};
use super::rows::channel_kinds;
use super::{note, written};
use crate::App;
use crate::failure::Failure;

/// How far ahead a case may be put off.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24 * 366);
/// How often it is looked which holds are over.
const PACE: Duration = Duration::from_secs(10);
/// Cases taken up at a time.
const AT_ONCE: u64 = 100;

pub(super) async fn hold(app: &App, by: &Caller, case: CaseId, input: Hold) -> Answer<CaseRow> {
    let now = app.now();
    within_a_year("until", now, input.until)?;
    let words = input.note.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let words = words.map(|words| crate::validate::message(words, 0)).transpose()?;
    let caller = by.clone();
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            put_off(tx, &mut moving, (caller.user, caller.actor()), input.until).await?;
            if let Some(text) = words {
                let words =
                    Note { text, files: vec![], mentions: vec![], client_id: String::new() };
                note::add(tx, &moving, (&caller, words), None).await?;
            }
            moving.save(tx).await?;
            Ok(moving.case)
        })
    })
    .await
}

/// Whether a case may be put off until an instant.
pub(crate) fn within_a_year(field: &str, now: Timestamp, until: Timestamp) -> Answer<()> {
    if until > now && until.duration_since(now) <= AHEAD_MAX {
        return Ok(());
    }
    Err(Problem::invalid(
        field,
        "現在より後、1年以内の日時を指定してください。",
        "Choose an instant within a year from now.",
    ))
}

/// Puts a case off. Who puts off what nobody has, has it.
pub(crate) async fn put_off(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    (user, actor): (model::UserId, Actor),
    until: Timestamp,
) -> Result<(), Failure> {
    if moving.case.status == CaseStatus::Resolved {
        return Err(Problem::new(Code::Conflict)
            .with("解決済みの案件は保留にできません。", "A resolved case cannot be put off.")
            .into());
    }
    if in_chat(tx, moving.case.id).await? {
        return Err(Problem::new(Code::Conflict)
            .with(
                "お客様とのチャットが続いているため、保留にできません。先にチャットを終えてください。",
                "The customer is in a chat right now. End it before the case is put off.",
            )
            .into());
    }
    if moving.case.owner.is_none() {
        moving.case.owner = Some(user);
        tx.append(moving.event(actor, EventBody::CaseAssigned { to: user, from: None })).await?;
    }
    moving.settle(tx, actor, CaseStatus::OnHold).await?;
    moving.case.held_until = Some(until);
    tx.append(moving.event(actor, EventBody::CaseHeld { until })).await?;
    Ok(())
}

/// Whether its customer is in a web chat: somebody waits at the other end.
pub(super) async fn in_chat(tx: &Tx<'_>, case: CaseId) -> Result<bool, Failure> {
    let sessions = interaction::of_case(tx, case).await?;
    let kinds = channel_kinds(tx).await?;
    Ok(sessions.iter().any(|one| {
        one.state == InteractionState::Open
            && kinds.get(&one.channel) == Some(&ChannelKind::WebChat)
    }))
}

/// Ends a hold before its time; who does it, has the case.
pub(super) async fn end(app: &App, by: &Caller, case: CaseId) -> Answer<CaseRow> {
    let (user, actor) = (by.user, by.actor());
    run(app, by, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, case).await?;
            if moving.case.status != CaseStatus::OnHold {
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

/// Starts the worker that brings back what was put off.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            match bring_back(&app).await {
                Ok(0) => tokio::time::sleep(PACE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "cases that were put off wait a little longer");
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    });
}

/// Brings back cases whose hold is over; returns how many it was.
///
/// # Errors
/// The store's, when none could be brought back.
pub async fn bring_back(app: &App) -> Result<usize, StoreError> {
    let due = case::due(&app.store.system(), app.now(), AT_ONCE).await?;
    let mut back = 0;
    let mut trouble = None;
    for (tenant, case) in due {
        match one(app, tenant, case).await {
            Ok(()) => back += 1,
            // The others do not wait for it.
            Err(Failure::Store(error)) => trouble = Some(error),
            Err(failure) => tracing::error!(?failure, %tenant, %case, "a hold cannot be ended"),
        }
    }
    match trouble {
        Some(error) if back == 0 => Err(error),
        _ => Ok(back),
    }
}

async fn one(app: &App, tenant: TenantId, id: CaseId) -> Result<(), Failure> {
    let now = app.now();
    let ended = app.of(tenant).write(now, move |tx| {
        Box::pin(async move {
            let mut moving = Moving::read(tx, id).await?;
            // Another node was faster, or somebody put it off further.
            if moving.case.held_until.is_none_or(|until| until > now) {
                return Ok::<_, Failure>(());
            }
            let line = ("hold_over", "保留の期限になりました".to_owned());
            take_up(tx, &mut moving, line).await?;
            moving.save(tx).await?;
            Ok(())
        })
    });
    ended.await?;
    Ok(())
}

/// The case goes to its owner again, who is called; when they cannot have it, into its queue.
pub(crate) async fn take_up(
    tx: &mut Tx<'_>,
    moving: &mut Moving,
    line: (&str, String),
) -> Result<(), Failure> {
    let medium = medium_of(tx, moving).await?;
    match moving.case.owner {
        Some(user) if may_have(tx, user, medium).await? => {
            let to = Assign { user, offer: None, medium };
            moving.assign(tx, Actor::System, to).await?;
            reading::call(tx, user, moving.case.id, moving.case.last_seq).await?;
        }
        _ => {
            let kind = WorkKind::Interaction;
            let place = Enqueue { queue: moving.case.queue, medium, kind, interaction: None };
            moving.enqueue(tx, Actor::System, place).await?;
        }
    }
    moving.case.held_until = None;
    tx.append(moving.event(Actor::System, EventBody::CaseDue)).await?;
    if let Some(session) = interaction::of_case(tx, moving.case.id).await?.last() {
        written::inner_line(tx, moving, session.id, line).await?;
    }
    Ok(())
}
