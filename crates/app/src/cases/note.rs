//! Notes among colleagues, with calls by @.

use api::case::{Message as MessageView, Note};
use api::{Answer, Caller, Problem};
use model::{CaseId, MessageKind};
use serde_json::json;
use store::message::{self, Message};
use store::{Tx, interaction, reading, user_account};

use super::flow::Moving;
use super::rows;
use super::written::{self, Outgoing};
use crate::App;
use crate::failure::{Failure, OrProblem};

/// Colleagues one note may call.
const MENTIONS_MAX: usize = 20;

pub(super) async fn note(app: &App, by: &Caller, case: CaseId, input: Note) -> Answer<MessageView> {
    let (text, client_id) = written::checked(&input.text, &input.files, &input.client_id)?;
    if input.mentions.len() > MENTIONS_MAX {
        return Err(Problem::invalid(
            "mentions",
            format!("メンションは{MENTIONS_MAX}人までです。"),
            format!("At most {MENTIONS_MAX} colleagues."),
        ));
    }
    let by = by.clone();
    let note = Note { text, client_id, ..input };
    let stored = app
        .of(by.tenant)
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &by, case, note).await }))
        .await
        .or_problem()?;
    Ok(rows::message(stored.value))
}

async fn write(tx: &mut Tx<'_>, by: &Caller, case: CaseId, note: Note) -> Result<Message, Failure> {
    let client_id = written::colleague_id(by.user, &note.client_id);
    if let Some(stored) = message::by_client_id(tx, &client_id).await? {
        return Ok(stored);
    }
    let moving = Moving::read(tx, case).await?;
    let stored = add(tx, &moving, (by, note), Some(client_id)).await?;
    Ok(stored)
}

/// Stores a note and calls those it mentions.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    moving: &Moving,
    (by, note): (&Caller, Note),
    client_id: Option<String>,
) -> Result<Message, Failure> {
    let case = moving.case.id;
    for user in &note.mentions {
        if user_account::by_id(tx, *user).await?.is_none_or(|user| !user.active) {
            return Err(Problem::invalid(
                "mentions",
                "メンションした担当者が見つかりません。",
                "A mentioned colleague does not exist.",
            )
            .into());
        }
    }
    let sessions = interaction::of_case(tx, case).await?;
    let session = sessions.last().ok_or(store::StoreError::NotFound("interaction"))?;
    let stored = written::store(
        tx,
        moving,
        Outgoing {
            interaction: session.id,
            kind: MessageKind::Note,
            author: Some(by.user),
            actor: by.actor(),
            text: note.text,
            subject: None,
            files: note.files,
            envelope: json!({"mentions": note.mentions}),
            client_id,
            delivery: None,
            side: None,
        },
    )
    .await?;
    for user in &note.mentions {
        reading::call(tx, *user, case, stored.seq).await?;
    }
    reading::mark(tx, by.user, case, stored.seq).await?;
    Ok(stored)
}
