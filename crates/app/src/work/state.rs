//! Agents' states (受付可 / 離席 / 後処理 / オフライン).

use std::collections::HashSet;
use std::time::Duration;

use api::work::AgentState;
use api::{Answer, Code, Problem};
use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::limits::DESK_GONE_SECONDS;
use model::{Actor, Medium, Presence, TenantId, UserId};
use store::presence::{self, AgentPresence};
use store::{StoreError, Tx, queue, user_account, work_item};
use tokio::task::JoinSet;

use super::{release, takes_work};
use crate::App;
use crate::failure::{Failure, OrProblem};

/// Changes somebody's state; the same state again has no effect.
pub async fn change(
    app: &App,
    tenant: TenantId,
    user: UserId,
    actor: Actor,
    to: Presence,
) -> Answer<()> {
    app.of(tenant)
        .write(app.now(), move |tx| Box::pin(async move { set(tx, user, actor, to).await }))
        .await
        .or_problem()?;
    Ok(())
}

/// [`change`] inside a write.
pub(crate) async fn set(
    tx: &mut Tx<'_>,
    user: UserId,
    actor: Actor,
    to: Presence,
) -> Result<(), Failure> {
    let stored = presence::get(tx, user).await?;
    let from = stored.map_or(Presence::Offline, |found| found.state);
    if from == to {
        return Ok(());
    }
    if to != Presence::Offline {
        may_be_there(tx, user).await?;
    }
    let now = tx.now();
    let idle_since = match stored {
        Some(found) if to != Presence::Available => found.idle_since,
        _ => now,
    };
    presence::set(tx, &AgentPresence { user, state: to, since: now, idle_since }).await?;
    tx.append(NewEvent::bare(actor, EventBody::PresenceChanged { user, from, to })).await?;
    Ok(())
}

/// Routing does not know who takes no work; such a person stays offline.
async fn may_be_there(tx: &Tx<'_>, user: UserId) -> Result<(), Failure> {
    let account = user_account::by_id(tx, user).await?.ok_or(Problem::new(Code::NotFound))?;
    if takes_work(&account) {
        return Ok(());
    }
    Err(Problem::new(Code::Conflict)
        .with("この人は案件を受け付けられません。", "This person does not take work.")
        .into())
}

/// Nobody is left at a person's desks: they are offline, and their live chats wait for others.
/// Without effect when a desk has come back.
pub async fn gone(app: &App, tenant: TenantId, user: UserId) -> Answer<()> {
    let looking = app.clone();
    app.of(tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                if looking.hub.desks_of(tenant, user) > 0 {
                    return Ok::<_, Failure>(());
                }
                set(tx, user, Actor::System, Presence::Offline).await?;
                release::chats(tx, Actor::System, user).await
            })
        })
        .await
        .or_problem()?;
    Ok(())
}

/// Somebody's state and load, from the rows.
pub async fn of(app: &App, tenant: TenantId, user: UserId) -> Answer<AgentState> {
    let store = app.of(tenant);
    let account = user_account::by_id(&store, user)
        .await
        .or_problem()?
        .ok_or(Problem::new(Code::NotFound))?;
    let stored = presence::get(&store, user).await.or_problem()?;
    let held = work_item::assigned_to(&store, user).await.or_problem()?;
    let members = queue::members(&store).await.or_problem()?;
    let chats = held.iter().filter(|item| item.medium == Medium::Chat).count();
    Ok(AgentState {
        user,
        state: stored.map_or(Presence::Offline, |found| found.state),
        since: stored.map_or(account.created_at, |found| found.since),
        chats: u32::try_from(chats).unwrap_or(u32::MAX),
        mails: u32::try_from(held.len() - chats).unwrap_or(u32::MAX),
        chat_capacity: account.chat_capacity,
        mail_capacity: account.mail_capacity,
        queues: members.into_iter().filter(|(_, who)| *who == user).map(|(id, _)| id).collect(),
    })
}

/// Now and then looks for people whose state says that they are there while no desk of theirs is
/// connected: after a start, and when a desk was lost without a word.
pub fn spawn_sweep(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(DESK_GONE_SECONDS.into())).await;
            if let Err(error) = sweep(&app).await {
                tracing::warn!(%error, "absent agents could not be set offline");
            }
        }
    });
}

/// One look of the sweep.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<(), StoreError> {
    let before = app.now() - SignedDuration::from_secs(DESK_GONE_SECONDS.into());
    for tenant in store::tenant::list(&app.store.system()).await? {
        let signed_in: HashSet<UserId> = presence::all(&app.of(tenant.id))
            .await?
            .into_iter()
            .filter(|found| found.state != Presence::Offline && found.since <= before)
            .map(|found| found.user)
            .collect();
        for user in signed_in {
            if app.hub.desks_of(tenant.id, user) == 0
                && let Err(problem) = gone(app, tenant.id, user).await
            {
                tracing::warn!(%problem, "an absent agent could not be set offline");
            }
        }
    }
    Ok(())
}
