//! A customer in the web chat: asks, waits, answers, thanks, goes.

mod line;
mod wire;

use std::sync::Arc;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::error::ActorError;
use super::http::{read, send};
use super::role::Role;
use super::{Stage, identity, picture};
use crate::dice::Dice;
use crate::talk::phrases as say;

use self::line::{Line, Waited};
use self::wire::{Session, Uploaded};

/// How a customer shows up in the widget.
#[derive(Clone, Copy)]
enum Guise {
    /// Signed in at the shop.
    Member,
    /// Says a name and an address, which proves nothing.
    Claims,
    /// Says nothing.
    Anonymous,
}

/// Seconds a customer waits before asking again, and before giving up after that.
const PATIENCE: (f64, f64) = (240.0, 600.0);
/// Seconds a thankful customer leaves the window open.
const LINGER: f64 = 180.0;

/// One visit from opening the chat to leaving it.
pub(super) async fn visit(stage: Arc<Stage>, mut dice: Dice) -> Result<(), ActorError> {
    let Some(role) = Role::draw(&stage, &mut dice) else { return Ok(()) };
    let guise = match dice.below(10) {
        0..6 => Guise::Member,
        6..8 => Guise::Claims,
        _ => Guise::Anonymous,
    };
    let session = start(&stage, &role, guise).await?;
    let line = Line::open(Arc::clone(&stage), session, dice.next()).await?;
    let mut visit = Visit { stage, dice, role, line };
    let played = visit.play().await;
    visit.line.close().await;
    played
}

/// Begins the session as the widget does.
async fn start(stage: &Stage, role: &Role, guise: Guise) -> Result<Session, ActorError> {
    let member = &role.member;
    let signed = stage.identity_secret.as_deref().filter(|_| matches!(guise, Guise::Member));
    let identity = signed.and_then(|secret| identity::sign(secret, member, (stage.clock)()));
    let contact = match guise {
        Guise::Claims => json!({ "name": member.name, "email": member.email }),
        Guise::Member | Guise::Anonymous => Value::Null,
    };
    let body = json!({
        "channel": stage.channel_key,
        "locale": "ja",
        "identity": identity,
        "contact": contact,
        "page": {
            "url": format!("{}/demo/shop/", stage.client.base()),
            "title": format!("{}(デモ)", crate::SHOP),
        },
    });
    read(stage.client.request(Method::POST, "/chat/v1/sessions").json(&body)).await
}

struct Visit {
    stage: Arc<Stage>,
    dice: Dice,
    role: Role,
    line: Line,
}

impl Visit {
    async fn play(&mut self) -> Result<(), ActorError> {
        let opening = self.opening();
        self.type_and_send(opening, Vec::new()).await?;
        if self.role.topic.category == "破損・不良品" && self.dice.percent(60) {
            self.send_photo().await?;
        }
        if !self.answered().await? {
            return Ok(());
        }
        let detail = self.role.line(&mut self.dice, self.role.topic.details);
        self.type_and_send(detail, Vec::new()).await?;
        if self.dice.percent(12) {
            self.line.lose();
        }
        if !self.answered().await? {
            return Ok(());
        }
        if self.dice.percent(35)
            && let Some(question) = self.role.question(&mut self.dice)
        {
            self.type_and_send(question, Vec::new()).await?;
            if !self.answered().await? {
                return Ok(());
            }
        }
        let thanks = self.role.line(&mut self.dice, say::THANKS);
        self.type_and_send(thanks, Vec::new()).await?;
        self.leave().await
    }

    fn opening(&mut self) -> String {
        let opening = self.role.line(&mut self.dice, self.role.topic.openings);
        let greeting = self.dice.text(say::CHAT_GREETINGS);
        let tail = self.dice.text(say::CHAT_TAILS);
        format!("{greeting}{opening}{tail}")
    }

    /// Reads what came, types for as long as people do, and sends.
    async fn type_and_send(&mut self, text: String, files: Vec<String>) -> Result<(), ActorError> {
        let chars = i64::try_from(text.chars().count()).unwrap_or(0);
        let reading = self.stage.pace.between(&mut self.dice, 2, 9);
        self.line.pass(reading).await?;
        self.line.mark_read().await;
        // About four characters a second, told every few seconds.
        let mut left = chars / 4 + 2;
        while left > 0 {
            self.line.typing().await;
            let stretch = left.min(4);
            self.line.pass(self.stage.pace.seconds(stretch as f64)).await?;
            left -= stretch;
        }
        self.line.send(&text, &files).await
    }

    /// Uploads a drawn photo and sends it; a refused upload is told in words instead.
    async fn send_photo(&mut self) -> Result<(), ActorError> {
        let Some(photo) = picture::broken_cup(&mut self.dice) else { return Ok(()) };
        let name = format!("IMG_{:04}.png", self.dice.below(10_000));
        let part = Part::bytes(photo).file_name(name).mime_str("image/png")?;
        let upload = self
            .stage
            .client
            .request(Method::POST, "/chat/v1/uploads")
            .bearer_auth(self.line.visitor())
            .multipart(Form::new().part("file", part));
        let caption = self.dice.text(say::PHOTO).to_owned();
        match send(upload).await {
            Ok(response) => {
                let file: Uploaded = response.json().await?;
                self.type_and_send(caption, vec![file.id]).await
            }
            Err(error) => {
                tracing::debug!(%error, "photo not taken");
                self.type_and_send("写真を送れませんでした。".to_owned(), Vec::new()).await
            }
        }
    }

    /// Waits for the agent, asks once more, gives up in the end. `false` when the visit is over.
    async fn answered(&mut self) -> Result<bool, ActorError> {
        match self.line.await_answer(self.stage.pace.seconds(PATIENCE.0)).await? {
            Waited::Answered => return Ok(true),
            Waited::Ended => return Ok(false),
            Waited::Nothing => {}
        }
        let again = self.dice.text(say::IMPATIENT).to_owned();
        self.type_and_send(again, Vec::new()).await?;
        match self.line.await_answer(self.stage.pace.seconds(PATIENCE.1)).await? {
            Waited::Answered => Ok(true),
            Waited::Ended => Ok(false),
            Waited::Nothing => {
                let goodbye = self.dice.text(say::GIVE_UP).to_owned();
                self.type_and_send(goodbye, Vec::new()).await?;
                self.line.end().await?;
                Ok(false)
            }
        }
    }

    /// Waits for a last word; then some close the chat and some just go.
    async fn leave(&mut self) -> Result<(), ActorError> {
        let waited = self.line.await_answer(self.stage.pace.seconds(LINGER)).await?;
        if matches!(waited, Waited::Answered) {
            let reading = self.stage.pace.between(&mut self.dice, 4, 20);
            self.line.pass(reading).await?;
            self.line.mark_read().await;
        }
        if !matches!(waited, Waited::Ended) && self.dice.percent(60) {
            self.line.end().await?;
        }
        Ok(())
    }
}
