//! One case in an agent's hands.

use std::sync::Arc;
use std::time::Duration;

use model::{CaseId, CaseStatus, ChannelKind, Priority};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tokio::time::{sleep, timeout};

use super::super::Stage;
use super::super::backoff::Backoff;
use super::super::error::ActorError;
use super::api::{Case, Desk, Message};
use super::reply::{Move, View};
use crate::dice::Dice;

/// Seconds of a customer's silence after which a chat is closed.
const SILENCE: f64 = 300.0;
const TRIES: u32 = 4;

pub(super) struct Handler {
    pub(super) stage: Arc<Stage>,
    pub(super) desk: Arc<Desk>,
    pub(super) dice: Dice,
    pub(super) case: CaseId,
    /// Rings when something happened in the case.
    pub(super) bell: Arc<Notify>,
    /// Frames for the stream.
    pub(super) say: mpsc::Sender<Value>,
}

/// Handles the case until it is over or waits for the customer's mail; gives the case back.
pub(super) async fn handle(mut handler: Handler) -> CaseId {
    if let Err(error) = handler.run().await {
        // The next look at the list takes it up again.
        tracing::debug!(%error, case = %handler.case, "case put down");
        sleep(Duration::from_secs(2)).await;
    }
    handler.case
}

impl Handler {
    async fn run(&mut self) -> Result<(), ActorError> {
        let _ = self.say.try_send(json!({ "subscribe": [format!("case:{}", self.case)] }));
        while let Some(case) = self.still_mine().await? {
            let thread = self.desk.thread(self.case).await?;
            if let Some(last) = thread.last() {
                self.desk.read_up_to(self.case, last.seq).await?;
            }
            let letter = matches!(case.channel_kind, ChannelKind::Email | ChannelKind::Form);
            let mut dice = Dice::new(self.dice.next(), 33);
            let next = self.view(&case, &thread).next(&mut dice);
            match next {
                Move::Wait if letter && case.status == CaseStatus::PendingCustomer => return Ok(()),
                Move::Wait => {
                    if !self.woken().await {
                        return self.desk.resolve(self.case).await;
                    }
                }
                Move::Answer(text) => {
                    self.answer(&case, &text, false).await?;
                    self.judge(&thread).await?;
                }
                Move::Close(text) => return self.answer(&case, &text, true).await,
                Move::HandOver(note) => return self.hand_over(&note).await,
            }
        }
        Ok(())
    }

    /// The case while it is mine and open.
    async fn still_mine(&self) -> Result<Option<Case>, ActorError> {
        let case = self.desk.case(self.case).await?;
        let mine = case.owner == Some(self.desk.me) && case.status != CaseStatus::Resolved;
        Ok(mine.then_some(case))
    }

    fn view<'a>(&'a self, case: &'a Case, thread: &'a [Message]) -> View<'a> {
        View {
            thread,
            channel: case.channel_kind,
            agent: &self.desk.family,
            customer: &case.customer.name,
            now: (self.stage.clock)(),
            may_hand_over: self.desk.specialists().is_some_and(|queue| queue != case.queue),
        }
    }

    /// Waits for the bell; `false` after too long a silence.
    async fn woken(&self) -> bool {
        timeout(self.stage.pace.seconds(SILENCE), self.bell.notified()).await.is_ok()
    }

    /// Thinks, types, sends. What the customer adds meanwhile is answered next.
    async fn answer(&mut self, case: &Case, text: &str, last: bool) -> Result<(), ActorError> {
        let chars = i64::try_from(text.chars().count()).unwrap_or(0);
        let pace = self.stage.pace;
        let (thinking, stretches) = match case.channel_kind {
            ChannelKind::WebChat | ChannelKind::Api => {
                (pace.between(&mut self.dice, 6, 30), 1 + chars / 30)
            }
            ChannelKind::Email | ChannelKind::Form => (pace.between(&mut self.dice, 60, 300), 0),
        };
        sleep(thinking).await;
        for _ in 0..stretches {
            let _ = self.say.try_send(json!({ "typing": { "case": self.case } }));
            sleep(pace.seconds(4.0)).await;
        }
        let then = match (last, case.channel_kind) {
            (true, _) => "resolve",
            (false, ChannelKind::WebChat | ChannelKind::Api) => "keep",
            (false, ChannelKind::Email | ChannelKind::Form) => "pending_customer",
        };
        let body = json!({ "text": text, "client_id": self.new_id(), "then": then });
        let mut backoff = Backoff::new();
        for _ in 1..TRIES {
            match self.desk.reply(self.case, &body).await {
                Ok(()) => return Ok(()),
                // What the server understood and did not want will not be wanted next time.
                Err(error @ ActorError::Refused { status: 400..429, .. }) => return Err(error),
                Err(error) => sleep(backoff.failed(&error)).await,
            }
        }
        self.desk.reply(self.case, &body).await
    }

    fn new_id(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.dice.bytes16()).into_uuid().to_string()
    }

    /// Says what kind of matter it is, how urgent, and now and then something to colleagues.
    async fn judge(&mut self, thread: &[Message]) -> Result<(), ActorError> {
        let Some(case) = self.still_mine().await? else { return Ok(()) };
        let Some(topic) = self.view(&case, thread).topic() else { return Ok(()) };
        if case.category.is_none()
            && let Some(category) = self.desk.category(topic.category)
        {
            let priority = self.dice.percent(topic.raised).then_some(Priority::High);
            let change = json!({ "category": category, "priority": priority });
            // Somebody else may have been quicker; then it is categorised.
            if let Err(error) = self.desk.adjust(&case, &change).await {
                tracing::debug!(%error, case = %self.case, "not categorised");
            }
        }
        if self.dice.percent(8) {
            let text = self.dice.text(topic.notes).replace("{soon}", "数日中");
            let body = json!({ "text": text, "client_id": self.new_id() });
            self.desk.note(self.case, &body).await?;
        }
        Ok(())
    }

    async fn hand_over(&mut self, note: &str) -> Result<(), ActorError> {
        let Some(queue) = self.desk.specialists() else { return Ok(()) };
        sleep(self.stage.pace.between(&mut self.dice, 15, 60)).await;
        self.desk.transfer(self.case, queue, note).await
    }
}
