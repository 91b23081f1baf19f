//! The visitor's socket (`docs/web-chat-protocol.md`). Frames of one socket are worked off in
//! order; an `ack` is written only after the message is durable.

use std::time::Duration;

use api::chat::{ChatIn, ChatLine, ChatOut, ChatSend, Visitor};
use api::ports::Origin;
use api::{Code, Problem};
use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures_util::StreamExt as _;
use model::limits::{ATTACHMENTS_PER_MESSAGE_MAX, HELLO_SECONDS_MAX, MESSAGE_CHARS_MAX};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use uuid::Uuid;

use super::wire::{Ear, End, PING, Writer, write};
use crate::state::Web;

/// Typing notices nearer together than this say nothing new.
const TYPING_GAP: Duration = Duration::from_secs(3);
/// Answers that may wait to be written; beyond it, reading pauses.
const ANSWERS_MAX: usize = 16;

/// Serves one visitor's socket until either side ends it.
pub(crate) async fn run(web: Web, origin: Origin, socket: WebSocket) {
    let _open = web.config.traffic.opened("chat");
    let (mut writer, reader) = socket.split();
    let mut ear = Ear::new(reader);
    let end = match greet(&web, &origin, &mut ear, &mut writer).await {
        Ok((visitor, line)) => talk(&web, visitor, line, &mut ear, &mut writer).await,
        Err(end) => end,
    };
    ear.part(writer, end).await;
}

/// Waits for the hello and opens the visitor's line.
async fn greet(
    web: &Web,
    origin: &Origin,
    ear: &mut Ear,
    writer: &mut Writer,
) -> Result<(Visitor, ChatLine), End> {
    let patience = Duration::from_secs(u64::from(HELLO_SECONDS_MAX));
    let text = timeout(patience, ear.next()).await.map_err(|_| EXPECTED_HELLO)??;
    let Ok(ChatIn::Hello { visitor: token, since }) = serde_json::from_str(&text) else {
        return Err(EXPECTED_HELLO);
    };
    let opened = async {
        let visitor = web.ports.chat.visitor(&token, origin).await?;
        let line = web.ports.chat.line(&visitor, since.max(0)).await?;
        Ok((visitor, line))
    };
    let problem: Problem = match opened.await {
        Ok(opened) => return Ok(opened),
        Err(problem) => problem,
    };
    if problem.code.status() >= 500 {
        return Err(End::Close(1013, "not available for a moment; try again"));
    }
    // The token is no longer good for anything: a new session is.
    say(writer, &ChatOut::Resync).await?;
    Err(End::Close(4401, "begin a new session"))
}

const EXPECTED_HELLO: End = End::Close(1008, "the first frame must be a hello");

/// Both directions at once: waiting for a durable write never holds up what comes the other way.
async fn talk(
    web: &Web,
    visitor: Visitor,
    line: ChatLine,
    ear: &mut Ear,
    writer: &mut Writer,
) -> End {
    let (answers, waiting) = mpsc::channel(ANSWERS_MAX);
    let mut talk = Talk { web, visitor, answers, typed_at: None };
    tokio::select! {
        end = outward(writer, line, waiting) => end,
        end = talk.inward(ear) => end,
    }
}

async fn outward(
    writer: &mut Writer,
    mut line: ChatLine,
    mut waiting: mpsc::Receiver<ChatOut>,
) -> End {
    let mut pings = interval_at(Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let written = tokio::select! {
            frame = line.frames.recv() => match frame {
                Some(frame) => say(writer, &frame).await,
                None => return End::AWAY,
            },
            Some(answer) = waiting.recv() => say(writer, &answer).await,
            _ = pings.tick() => write(writer, Message::Ping(Bytes::new())).await,
        };
        if let Err(end) = written {
            return end;
        }
    }
}

async fn say(writer: &mut Writer, frame: &ChatOut) -> Result<(), End> {
    let text = serde_json::to_string(frame).map_err(|_| End::Close(1011, "internal error"))?;
    write(writer, Message::Text(text.into())).await
}

/// The reading side of one visitor's socket.
struct Talk<'a> {
    web: &'a Web,
    visitor: Visitor,
    answers: mpsc::Sender<ChatOut>,
    typed_at: Option<Instant>,
}

impl Talk<'_> {
    async fn inward(&mut self, ear: &mut Ear) -> End {
        loop {
            let text = match ear.next().await {
                Ok(text) => text,
                Err(end) => return end,
            };
            let Ok(frame) = serde_json::from_str::<ChatIn>(&text) else { return End::UNREADABLE };
            if let Err(end) = self.take(frame).await {
                return end;
            }
        }
    }

    async fn take(&mut self, frame: ChatIn) -> Result<(), End> {
        let chat = &self.web.ports.chat;
        match frame {
            ChatIn::Hello { .. } => Err(End::Close(1008, "hello was said already")),
            ChatIn::Send { cid, text, files } => {
                let answer = self.send(ChatSend { cid, text, files }).await;
                self.answer(answer).await
            }
            ChatIn::Typing => {
                let now = Instant::now();
                if self.typed_at.is_none_or(|before| now - before >= TYPING_GAP) {
                    self.typed_at = Some(now);
                    chat.typing(&self.visitor).await;
                }
                Ok(())
            }
            ChatIn::Read { n } => {
                // A lost mark is set again by the next one; nobody needs to hear of it.
                if let Err(problem) = chat.read(&self.visitor, n).await {
                    tracing::debug!(visitor = %self.visitor.id, %problem, "read mark not kept");
                }
                Ok(())
            }
            ChatIn::End => match chat.end(&self.visitor).await {
                Ok(()) => Ok(()),
                Err(problem) => self.answer(self.refusal(String::new(), &problem)).await,
            },
            ChatIn::Ping => self.answer(ChatOut::Pong).await,
        }
    }

    async fn send(&self, input: ChatSend) -> ChatOut {
        let cid = input.cid.clone();
        match self.store(input).await {
            Ok(m) => ChatOut::Ack { cid, m },
            Err(problem) => self.refusal(cid, &problem),
        }
    }

    async fn store(&self, input: ChatSend) -> Result<api::chat::ChatMessage, Problem> {
        check(&input)?;
        self.web.limits.chat_message(self.visitor.id)?;
        self.web.ports.chat.send(&self.visitor, input).await
    }

    fn refusal(&self, cid: String, problem: &Problem) -> ChatOut {
        let title = problem.text(self.visitor.locale).to_owned();
        let (code, retry_after) = (problem.code.as_str().to_owned(), problem.retry_after);
        ChatOut::Refused { cid, code, title, retry_after }
    }

    async fn answer(&self, frame: ChatOut) -> Result<(), End> {
        self.answers.send(frame).await.map_err(|_| End::Gone)
    }
}

/// What can be refused without asking the store.
fn check(input: &ChatSend) -> Result<(), Problem> {
    if Uuid::parse_str(&input.cid).is_err() {
        let ja = "cid は UUID にしてください。";
        return Err(Problem::invalid("cid", ja, "The cid must be a UUID."));
    }
    if input.text.chars().count() > MESSAGE_CHARS_MAX {
        return Err(Problem::new(Code::TooLarge).with(
            format!("メッセージは {MESSAGE_CHARS_MAX} 文字までです。"),
            format!("A message has at most {MESSAGE_CHARS_MAX} characters."),
        ));
    }
    if input.files.len() > ATTACHMENTS_PER_MESSAGE_MAX {
        return Err(Problem::invalid(
            "files",
            format!("ファイルは 1 通に {ATTACHMENTS_PER_MESSAGE_MAX} 個までです。"),
            format!("A message has at most {ATTACHMENTS_PER_MESSAGE_MAX} files."),
        ));
    }
    if input.text.trim().is_empty() && input.files.is_empty() {
        let ja = "本文かファイルが必要です。";
        return Err(Problem::invalid("text", ja, "A message needs a text or a file."));
    }
    Ok(())
}
