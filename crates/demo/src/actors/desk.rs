//! A simulated agent at the desk: signs in, takes offers, answers, categorises, resolves.

mod api;
mod handle;
mod reply;
mod shift;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::sleep;

use super::backoff::Backoff;
use super::error::ActorError;
use super::{Login, Stage};

use self::api::Desk;
use self::shift::Shift;

/// Works until `shutdown` becomes true; signs in again whenever something breaks.
pub(super) async fn work(
    stage: Arc<Stage>,
    login: Login,
    index: u64,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut dice = stage.dice(100 + index);
    let mut backoff = Backoff::new();
    // Not everybody comes at the same second.
    let begin = std::time::Duration::from_millis(dice.below(1_500));
    if stopped(&mut shutdown, sleep(begin)).await.is_none() {
        return;
    }
    loop {
        let desk = match stopped(&mut shutdown, Desk::sign_in(&stage, &login)).await {
            None => return,
            Some(Ok(desk)) => Arc::new(desk),
            Some(Err(error)) => {
                let wait = rest(&login, &error, &mut backoff);
                if stopped(&mut shutdown, sleep(wait)).await.is_none() {
                    return;
                }
                continue;
            }
        };
        backoff.succeeded();
        let mut shift = Shift::new(Arc::clone(&stage), Arc::clone(&desk), dice.next());
        match stopped(&mut shutdown, shift.run()).await {
            None => {
                drop(shift);
                if let Err(error) = desk.sign_out().await {
                    tracing::debug!(%error, email = login.email, "a demo agent left without a word");
                }
                return;
            }
            Some(error) => {
                let wait = rest(&login, &error, &mut backoff);
                if stopped(&mut shutdown, sleep(wait)).await.is_none() {
                    return;
                }
            }
        }
    }
}

fn rest(login: &Login, error: &ActorError, backoff: &mut Backoff) -> std::time::Duration {
    let wait = backoff.failed(error);
    tracing::warn!(%error, email = login.email, ?wait, "a demo agent has to start again");
    wait
}

/// What `work` gives, or `None` when the play is over first.
async fn stopped<T>(
    shutdown: &mut watch::Receiver<bool>,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        _ = shutdown.wait_for(|stop| *stop) => None,
        done = work => Some(done),
    }
}
