//! Routing in motion. The log is what the engine hears: arrivals, answers, states, settings. What
//! it decides (offers, their end) is written back with a guard on the row, so that a decision
//! about work that somebody moved meanwhile has no effect and the log corrects the engine.
//! After a crash the engine is rebuilt from the rows; nothing depends on its memory.

mod board;
mod carry_out;
mod desk;
mod doubts;
mod hear;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api::board::Board;
use model::TenantId;
use store::StoreError;
use store::log;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::App;
use crate::figures::Readers;
use desk::TenantDesk;

/// Events heard at once.
const CHUNK: u64 = 500;
/// How long to wait for an event that is committed but not visible yet (older transactions of
/// other nodes are still open).
const HORIZON_PAUSE: Duration = Duration::from_millis(20);
/// How long to wait after trouble with the store; it doubles as long as the trouble lasts.
const TROUBLE_PAUSE_MIN: Duration = Duration::from_secs(1);
/// The longest such wait.
const TROUBLE_PAUSE_MAX: Duration = Duration::from_secs(30);
/// How often the board is told anew at most.
const BOARD_PAUSE: Duration = Duration::from_millis(500);

/// The engines of this node, by tenant.
#[derive(Clone, Default)]
pub struct Dispatch {
    desks: Arc<Mutex<HashMap<TenantId, TenantDesk>>>,
}

impl Dispatch {
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, TenantDesk>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The board as the engine sees it now; `None` for a tenant that has no engine yet.
    #[must_use]
    pub fn board(&self, tenant: TenantId, now: jiff::Timestamp) -> Option<Board> {
        self.lock().get(&tenant).map(|desk| board::of(desk, now))
    }
}

/// Starts routing: rebuilds every tenant's engine, then follows the log.
///
/// # Errors
/// When the rows cannot be read.
pub async fn spawn(app: &App, jobs: &mut JoinSet<()>) -> Result<(), StoreError> {
    let cursor = log::tail::last_seq(&app.store.system()).await?;
    desk::load_all(app).await?;
    let app = app.clone();
    jobs.spawn(async move {
        let mut follower = Follower { cursor, board: Pace::default() };
        loop {
            if let Err(error) = follower.turn(&app).await {
                tracing::warn!(%error, "routing waits for the store");
                rebuild(&app).await;
            }
        }
    });
    Ok(())
}

/// Work that waits, is offered, is in somebody's hands: of all tenants together.
#[must_use]
pub fn open_work(app: &App) -> [(&'static str, u64); 3] {
    let (mut waiting, mut offered, mut assigned) = (0, 0, 0);
    for desk in app.dispatch.lock().values() {
        for work in desk.engine.works() {
            match work.place {
                routing::Place::Waiting { .. } => waiting += 1,
                routing::Place::Offered(_) => offered += 1,
                routing::Place::Assigned { .. } => assigned += 1,
            }
        }
    }
    [("waiting", waiting), ("offered", offered), ("assigned", assigned)]
}

/// Rebuilds every engine, trying until it succeeds: after trouble with the store nobody knows what
/// was written, and an engine that missed something must not go on deciding. What the log tells the
/// engines a second time afterwards is put right by what it tells them next.
async fn rebuild(app: &App) {
    let mut pause = TROUBLE_PAUSE_MIN;
    loop {
        tokio::time::sleep(pause).await;
        match desk::load_all(app).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the engines could not be rebuilt yet"),
        }
        pause = (pause * 2).min(TROUBLE_PAUSE_MAX);
    }
}

struct Follower {
    cursor: i64,
    board: Pace,
}

/// When the board is looked at. A look costs as much as there is open work, so it is taken once a
/// pause at most, however much happens, and not at all while nothing happens.
#[derive(Default)]
struct Pace {
    /// Before this it is too early.
    next: Option<Instant>,
    /// Something happened that was not looked at.
    owed: bool,
}

impl Pace {
    /// How long until a look that is owed.
    fn wait(&self, now: Instant) -> Option<Duration> {
        self.next.filter(|_| self.owed).map(|next| next.saturating_duration_since(now))
    }

    /// Something may have happened: whether to look now.
    fn is_time(&mut self, now: Instant) -> bool {
        self.owed = self.next.is_some_and(|next| next > now);
        if !self.owed {
            self.next = Some(now + BOARD_PAUSE);
        }
        !self.owed
    }
}

impl Follower {
    /// Waits for something to do and does it.
    async fn turn(&mut self, app: &App) -> Result<(), StoreError> {
        Readers::reached(&app.readers.routing, self.cursor);
        self.wait(app).await;
        loop {
            let events = log::tail::events_after(&app.store.system(), self.cursor, CHUNK).await?;
            let Some((_, last)) = events.last() else { break };
            let reached = last.seq;
            for (tenant, events) in by_tenant(events) {
                hear::events(app, tenant, &events).await?;
            }
            self.cursor = reached;
            carry_out::all(app).await?;
        }
        let now = app.now();
        desk::tick(app, now);
        carry_out::all(app).await?;
        doubts::settle(app, self.cursor).await?;
        carry_out::all(app).await?;
        if self.board.is_time(Instant::now()) {
            board::tell_changes(app);
        }
        Ok(())
    }

    /// Until the log grows, an offer ends, or the board is due.
    async fn wait(&self, app: &App) {
        let mut committed = app.store.committed();
        let behind = *committed.borrow_and_update() > self.cursor;
        let deadline = desk::next_deadline(app)
            .map(|at| u64::try_from(at.duration_since(app.now()).as_millis()).unwrap_or(0))
            .map(Duration::from_millis);
        let board = self.board.wait(Instant::now());
        let doubts = doubts::any(app).then_some(TROUBLE_PAUSE_MIN);
        let pauses = [behind.then_some(HORIZON_PAUSE), deadline, board, doubts];
        let pause = pauses.into_iter().flatten().min();
        match pause {
            Some(pause) => {
                let _ = tokio::time::timeout(pause, committed.changed()).await;
            }
            None => {
                if committed.changed().await.is_err() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

fn by_tenant(
    events: Vec<(TenantId, model::event::Event)>,
) -> HashMap<TenantId, Vec<model::event::Event>> {
    let mut by: HashMap<TenantId, Vec<model::event::Event>> = HashMap::new();
    for (tenant, event) in events {
        by.entry(tenant).or_default().push(event);
    }
    by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_is_looked_at_once_a_pause_however_much_happens() {
        let (begin, mut pace) = (Instant::now(), Pace::default());
        let happens = |milli| pace.is_time(begin + Duration::from_millis(milli));
        let looks = (0..2_000).map(happens).filter(|looked| *looked).count();
        assert_eq!(looks, 4);
    }

    #[test]
    fn what_happens_during_a_pause_is_looked_at_when_it_ends_and_then_it_is_quiet() {
        let (begin, mut pace) = (Instant::now(), Pace::default());
        assert!(pace.is_time(begin));
        assert_eq!(pace.wait(begin), None, "nothing is owed");
        assert!(!pace.is_time(begin + BOARD_PAUSE / 2));
        assert_eq!(pace.wait(begin + BOARD_PAUSE / 2), Some(BOARD_PAUSE / 2));
        assert!(pace.is_time(begin + BOARD_PAUSE));
        assert_eq!(pace.wait(begin + BOARD_PAUSE), None);
    }
}
