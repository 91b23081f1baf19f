//! A visitor's live line: first what was missed, then what happens.

use std::collections::HashSet;

use api::chat::{ChatLine, ChatOut, Visitor};
use api::{Answer, Problem};
use model::{InteractionId, MessageId};
use store::message;
use tokio::sync::mpsc;

use super::view;
use crate::App;
use crate::failure::OrProblem;

/// Missed messages that are replayed; beyond that the widget begins again.
const REPLAY_MAX: u64 = 200;
/// Frames that wait for one slow visitor.
const FRAMES_MAX: usize = 256;

/// Opens the line of a visitor from a number on.
pub(super) async fn line(app: &App, by: &Visitor, since: i64) -> Answer<ChatLine> {
    // Listening begins before the past is read, so that nothing falls between; what comes twice
    // carries the same number.
    let (id, _, mut live) = app.hub.open_visitor(by.tenant, by.id);
    let missed = match missed(app, by, since).await {
        Ok(missed) => missed,
        Err(problem) => {
            app.hub.close_visitor(by.tenant, by.id, id);
            return Err(problem);
        }
    };
    let interaction = missed.interaction;
    let (out, frames) = mpsc::channel(FRAMES_MAX);
    let (app, by) = (app.clone(), by.clone());
    tokio::spawn(async move {
        let mut open = true;
        for frame in missed.frames {
            open = open && out.send(frame).await.is_ok();
        }
        while open {
            tokio::select! {
                frame = live.recv() => match frame {
                    Some(frame) => open = forward(&out, frame, &missed.replayed).await,
                    None => open = false,
                },
                () = out.closed() => open = false,
            }
        }
        app.hub.close_visitor(by.tenant, by.id, id);
    });
    Ok(ChatLine { frames, interaction })
}

/// Passes a frame on, unless it is a message that was replayed already.
async fn forward(
    out: &mpsc::Sender<ChatOut>,
    frame: ChatOut,
    replayed: &HashSet<MessageId>,
) -> bool {
    if matches!(&frame, ChatOut::Message { m } if replayed.contains(&m.id)) {
        return true;
    }
    out.send(frame).await.is_ok()
}

struct Missed {
    frames: Vec<ChatOut>,
    replayed: HashSet<MessageId>,
    interaction: Option<InteractionId>,
}

async fn missed(app: &App, by: &Visitor, since: i64) -> Result<Missed, Problem> {
    let store = app.of(by.tenant);
    let standing = view::standing(&store, by.id).await.or_problem()?;
    let ids = view::seen(&store, &standing.sessions).await.or_problem()?;
    let stored = if ids.is_empty() {
        Vec::new()
    } else {
        message::visible_after(&store, &ids, since, REPLAY_MAX + 1).await.or_problem()?
    };
    let interaction = standing.sessions.first().map(|session| session.id);
    if stored.len() as u64 > REPLAY_MAX {
        return Ok(Missed { frames: vec![ChatOut::Resync], replayed: HashSet::new(), interaction });
    }
    let last = stored.last().map_or(since, |found| found.seq);
    let replayed = stored.iter().map(|found| found.id).collect();
    let shown = view::messages(app, by.tenant, stored).await.or_problem()?;
    let mut frames: Vec<ChatOut> = shown.into_iter().map(|m| ChatOut::Message { m }).collect();
    frames.push(ChatOut::Ready { last, state: standing.state, agent: standing.agent });
    if let Some(session) = standing.sessions.first()
        && let Some(n) = store::reading::furthest(&store, session.case).await.or_problem()?
    {
        frames.push(ChatOut::Read { n });
    }
    Ok(Missed { frames, replayed, interaction })
}
