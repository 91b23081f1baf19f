//! Answers from outside that were to be there by a time and are not: who has the case is called.

use std::time::Duration;

use model::event::EventBody;
use model::{Actor, SideId, SideState, TenantId};
use store::{StoreError, side};
use tokio::task::JoinSet;

use super::arrive::call;
use crate::App;
use crate::cases::flow::Moving;
use crate::cases::written;
use crate::failure::Failure;

/// How often it is looked which answers are late.
const PACE: Duration = Duration::from_secs(10);
/// Conversations looked after at a time.
const AT_ONCE: u64 = 100;

/// Starts the worker that calls for late answers.
pub fn spawn(app: &App, jobs: &mut JoinSet<()>) {
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            match remind(&app).await {
                Ok(0) => tokio::time::sleep(PACE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "late answers from outside are told a little later");
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    });
}

/// Calls for late answers; returns how many there were.
///
/// # Errors
/// The store's, when none could be called for.
pub async fn remind(app: &App) -> Result<usize, StoreError> {
    let due = side::due(&app.store.system(), app.now(), AT_ONCE).await?;
    let mut told = 0;
    let mut trouble = None;
    for (tenant, id) in due {
        match one(app, tenant, id).await {
            Ok(()) => told += 1,
            // The others do not wait for it.
            Err(Failure::Store(error)) => trouble = Some(error),
            Err(failure) => tracing::error!(?failure, %tenant, side = %id, "nobody can be called"),
        }
    }
    match trouble {
        Some(error) if told == 0 => Err(error),
        _ => Ok(told),
    }
}

async fn one(app: &App, tenant: TenantId, id: SideId) -> Result<(), Failure> {
    let now = app.now();
    let told = app.of(tenant).write(now, move |tx| {
        Box::pin(async move {
            let Some(mut side) = side::get(tx, id).await? else { return Ok::<_, Failure>(()) };
            // Another node was faster, or somebody set another time.
            if side.remind_at.is_none_or(|at| at > now) {
                return Ok(());
            }
            side.remind_at = None;
            side::save(tx, &mut side).await?;
            if side.state != SideState::Waiting {
                return Ok(());
            }
            let mut moving = Moving::read(tx, side.case).await?;
            let due = moving.event(Actor::System, EventBody::SideDue { side: id });
            moving.case.last_seq = tx.append(due).await?;
            let text = format!("社外からの回答がまだ届いていません: {}", side.subject);
            written::inner_line(tx, &moving, side.interaction, ("side_due", text)).await?;
            call(tx, &moving, side.started_by).await?;
            moving.save(tx).await?;
            Ok(())
        })
    });
    told.await?;
    Ok(())
}
