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
use store::{StoreError, queue, user_account, work_item};
use tokio::task::JoinSet;

use crate::App;
use crate::failure::OrProblem;

/// Changes somebody's state; the same state again has no effect.
pub async fn change(
    app: &App,
    tenant: TenantId,
    user: UserId,
    actor: Actor,
    to: Presence,
) -> Answer<()> {
    app.of(tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let stored = presence::get(tx, user).await?;
                let from = stored.map_or(Presence::Offline, |found| found.state);
                if from == to {
                    return Ok::<_, StoreError>(());
                }
                let now = tx.now();
                let idle_since = match stored {
                    Some(found) if to != Presence::Available => found.idle_since,
                    _ => now,
                };
                let state = AgentPresence { user, state: to, since: now, idle_since };
                presence::set(tx, &state).await?;
                let body = EventBody::PresenceChanged { user, from, to };
                tx.append(NewEvent::bare(actor, body)).await?;
                Ok(())
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

async fn sweep(app: &App) -> Result<(), StoreError> {
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
                && let Err(problem) =
                    change(app, tenant.id, user, Actor::System, Presence::Offline).await
            {
                tracing::warn!(%problem, "an absent agent could not be set offline");
            }
        }
    }
    Ok(())
}
