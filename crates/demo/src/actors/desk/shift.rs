//! An agent's time at the desk: one stream, some cases at once, a break now and then.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use model::{CaseId, CaseStatus, Presence};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::super::Stage;
use super::super::error::ActorError;
use super::super::socket::Socket;
use super::api::{Case, Desk, Offer};
use super::handle::{Handler, handle};
use crate::dice::Dice;

/// Cases an agent works on at once; the server's own capacity is usually lower.
const HANDLED_MAX: usize = 12;
/// Seconds between two looks at one's own list, which also finds what events did not tell.
const LOOK: f64 = 45.0;
/// Seconds without a word of the customer after which a pending case is closed.
const FORGOTTEN: f64 = 45.0 * 60.0;

#[derive(Deserialize)]
struct Frame {
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    resync: bool,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    data: Value,
}

/// What one of the agent's tasks has done.
enum Done {
    /// An offer was answered: the list has something new.
    Offer,
    /// A case was put down.
    Case(CaseId),
}

pub(super) struct Shift {
    stage: Arc<Stage>,
    desk: Arc<Desk>,
    dice: Dice,
    at_work: JoinSet<Done>,
    /// Wakes the handler of a case.
    bells: HashMap<CaseId, Arc<Notify>>,
    /// What handlers want said on the stream, and cases they have come to.
    said: mpsc::Receiver<Value>,
    say: mpsc::Sender<Value>,
    look_at: Instant,
    turn_at: Instant,
    wanted: Presence,
}

impl Shift {
    pub(super) fn new(stage: Arc<Stage>, desk: Arc<Desk>, seed: u64) -> Self {
        let (say, said) = mpsc::channel(64);
        let mut dice = Dice::new(seed, 31);
        let turn_at = Instant::now() + stage.pace.between(&mut dice, 30 * 60, 80 * 60);
        Self {
            stage,
            desk,
            dice,
            at_work: JoinSet::new(),
            bells: HashMap::new(),
            said,
            say,
            look_at: Instant::now(),
            turn_at,
            wanted: Presence::Available,
        }
    }

    /// Works until something breaks, and says what.
    pub(super) async fn run(&mut self) -> ActorError {
        match self.work().await {
            Ok(never) => match never {},
            Err(error) => error,
        }
    }

    async fn work(&mut self) -> Result<std::convert::Infallible, ActorError> {
        let mut socket = self.desk.stream().await?;
        self.desk.set_presence(Presence::Available).await?;
        for offer in self.desk.offers().await? {
            self.consider(offer);
        }
        loop {
            let deadline = self.look_at.min(self.turn_at);
            tokio::select! {
                heard = socket.hear(deadline) => if let Some(text) = heard? {
                    self.hear(&text);
                },
                Some(frame) = self.said.recv() => socket.say(frame.to_string()).await?,
                Some(done) = self.at_work.join_next() => self.done(&mut socket, done.ok()).await?,
            }
            self.clock().await?;
        }
    }

    /// Does what is due.
    async fn clock(&mut self) -> Result<(), ActorError> {
        let now = Instant::now();
        if now >= self.turn_at {
            self.turn(now).await?;
        }
        if now >= self.look_at {
            let pause = self.stage.pace.seconds(LOOK).max(Duration::from_secs(2));
            self.look_at = now + pause;
            match self.look().await {
                Err(ActorError::Refused { status: 429 | 503, .. }) => {
                    tracing::debug!("the server is busy; the agent looks again later");
                }
                looked => looked?,
            }
        }
        Ok(())
    }

    /// Goes for a break, or comes back from it.
    async fn turn(&mut self, now: Instant) -> Result<(), ActorError> {
        let (state, least, most) = match self.wanted {
            Presence::Available => (Presence::Away, 4 * 60, 9 * 60),
            _ => (Presence::Available, 30 * 60, 80 * 60),
        };
        self.wanted = state;
        self.turn_at = now + self.stage.pace.between(&mut self.dice, least, most);
        self.desk.set_presence(state).await
    }

    fn hear(&mut self, text: &str) {
        let Ok(frame) = serde_json::from_str::<Frame>(text) else { return };
        if frame.resync {
            self.look_at = Instant::now();
        }
        for event in frame.events {
            self.learn(event);
        }
    }

    fn learn(&mut self, event: Event) {
        match event.kind.as_str() {
            "offer.created" => {
                if let Ok(offer) = serde_json::from_value::<Offer>(event.data)
                    && offer.user == self.desk.me
                {
                    self.consider(offer);
                }
            }
            "message.created" => self.ring(event.data.get("case")),
            "case.changed" => self.ring(event.data.get("id")),
            _ => {}
        }
    }

    /// Something happened in a case.
    fn ring(&self, case: Option<&Value>) {
        let case = case.and_then(|id| serde_json::from_value::<CaseId>(id.clone()).ok());
        if let Some(bell) = case.and_then(|case| self.bells.get(&case)) {
            bell.notify_one();
        }
    }

    /// Takes an offer after a moment; a few are left to others.
    fn consider(&mut self, offer: Offer) {
        let desk = Arc::clone(&self.desk);
        let moment = self.stage.pace.between(&mut self.dice, 2, 8);
        let declines = self.dice.percent(2);
        self.at_work.spawn(async move {
            sleep(moment).await;
            let answer =
                if declines { desk.decline(offer.id).await } else { desk.accept(offer.id).await };
            if let Err(error) = answer {
                tracing::debug!(%error, offer = %offer.id, "offer not taken");
            }
            Done::Offer
        });
    }

    async fn done(&mut self, socket: &mut Socket, done: Option<Done>) -> Result<(), ActorError> {
        match done {
            Some(Done::Case(case)) => {
                self.bells.remove(&case);
                let frame = json!({ "unsubscribe": [format!("case:{case}")] });
                socket.say(frame.to_string()).await
            }
            Some(Done::Offer) | None => {
                self.look_at = Instant::now();
                Ok(())
            }
        }
    }

    /// Looks at one's own list: takes up what is to be answered, closes what is forgotten.
    async fn look(&mut self) -> Result<(), ActorError> {
        if self.desk.presence().await? != self.wanted {
            self.desk.set_presence(self.wanted).await?;
        }
        let mut closed = false;
        for case in self.desk.mine().await? {
            if self.bells.contains_key(&case.id) {
                continue;
            }
            match case.status {
                CaseStatus::Assigned | CaseStatus::Waiting | CaseStatus::Reopened => {
                    self.take_up(&case)
                }
                CaseStatus::PendingCustomer if !closed && self.forgotten(&case) => {
                    closed = true;
                    if let Err(error) = self.desk.resolve(case.id).await {
                        tracing::debug!(%error, case = %case.id, "not closed");
                    }
                }
                CaseStatus::PendingCustomer | CaseStatus::OnHold | CaseStatus::Resolved => {}
            }
        }
        Ok(())
    }

    fn forgotten(&mut self, case: &Case) -> bool {
        let silent = (self.stage.clock)().as_second() - case.updated_at.as_second();
        silent as f64 * self.stage.pace.speed() > FORGOTTEN && self.dice.percent(25)
    }

    fn take_up(&mut self, case: &Case) {
        if self.bells.len() >= HANDLED_MAX {
            return;
        }
        let bell = Arc::new(Notify::new());
        self.bells.insert(case.id, Arc::clone(&bell));
        let handler = Handler {
            stage: Arc::clone(&self.stage),
            desk: Arc::clone(&self.desk),
            dice: Dice::new(self.dice.next(), 32),
            case: case.id,
            bell,
            say: self.say.clone(),
        };
        self.at_work.spawn(async { Done::Case(handle(handler).await) });
    }
}
