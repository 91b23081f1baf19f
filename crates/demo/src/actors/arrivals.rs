//! Customers arrive at random along the curve of the day (a Poisson process whose rate changes).

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Stage;
use super::backoff::Backoff;
use super::error::ActorError;
use crate::day::{busyness, local};
use crate::dice::Dice;

/// How busy the quietest hour is beside a working hour: a visitor at night sees life, too.
const FLOOR: f64 = 0.15;
/// The rate is looked at again at least this often.
const STRIDE: Duration = Duration::from_secs(60);

/// A door through which customers come.
pub(super) struct Door {
    pub(super) per_hour: f64,
    pub(super) at_once: usize,
    pub(super) purpose: u64,
}

/// Lets customers in for ever.
pub(super) async fn run<F, Fut>(stage: Arc<Stage>, door: Door, visit: F)
where
    F: Fn(Arc<Stage>, Dice) -> Fut,
    Fut: Future<Output = Result<(), ActorError>> + Send + 'static,
{
    let mut dice = stage.dice(door.purpose);
    let mut inside = JoinSet::new();
    let mut backoff = Backoff::new();
    loop {
        let gap = gap(&stage, &door, &mut dice);
        // Gaps have no memory: waiting a stride and drawing again is as good as waiting on.
        sleep(gap.min(STRIDE)).await;
        while let Some(left) = inside.try_join_next() {
            match left {
                Ok(Err(error)) => {
                    let wait = backoff.failed(&error);
                    tracing::warn!(%error, ?wait, "a demo customer had to give up");
                    sleep(wait).await;
                }
                Ok(Ok(())) => backoff.succeeded(),
                Err(error) => tracing::warn!(%error, "a demo customer broke off"),
            }
        }
        if gap <= STRIDE && inside.len() < door.at_once {
            inside.spawn(visit(Arc::clone(&stage), Dice::new(dice.next(), door.purpose)));
        }
    }
}

fn gap(stage: &Stage, door: &Door, dice: &mut Dice) -> Duration {
    let hour = local((stage.clock)()).hour();
    let rate = door.per_hour * busyness(hour).max(FLOOR) * stage.pace.speed() / 3_600.0;
    if rate.is_finite() && rate > 0.0 {
        Duration::try_from_secs_f64(dice.gap_seconds(rate)).unwrap_or(STRIDE * 2)
    } else {
        STRIDE * 2
    }
}
