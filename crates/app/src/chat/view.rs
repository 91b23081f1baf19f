//! What a visitor sees of a conversation.

use std::collections::HashSet;

use api::Answer;
use api::chat::{ChatMessage, ChatState, Visitor};
use api::file::FileView;
use model::{
    CaseId, CaseStatus, InteractionId, InteractionState, MessageKind, TenantId, UserId, VisitorId,
};
use serde_json::Value;
use store::interaction::{self, Interaction};
use store::message::{self, Message};
use store::{Sealer, StoreError, TenantStore, case, user_account};

use super::SESSIONS_MAX;
use crate::App;
use crate::cases::rows;
use crate::failure::OrProblem;
use crate::tokens::file_url;

/// A message as the visitor sees it.
#[must_use]
pub fn message(
    sealer: &Sealer,
    tenant: TenantId,
    message: Message,
    author: Option<String>,
) -> ChatMessage {
    let from = match message.kind {
        MessageKind::Inbound => "customer",
        MessageKind::Outbound => "agent",
        MessageKind::Note | MessageKind::System => "system",
    };
    let system = message.kind == MessageKind::System;
    let line = |word| rows::word(&message.envelope, word).filter(|_| system);
    let (code, about) = (line("code"), line("about"));
    let own = message.client_id.as_deref().filter(|_| message.kind == MessageKind::Inbound);
    ChatMessage {
        n: message.seq,
        id: message.id,
        cid: own.and_then(rows::own_part).map(str::to_owned),
        from: from.to_owned(),
        name: author.filter(|_| message.kind == MessageKind::Outbound).or(about),
        code,
        text: message.text,
        files: files(sealer, tenant, message.attachments),
        at: message.at,
    }
}

/// The files of a message with addresses that a visitor may open.
fn files(sealer: &Sealer, tenant: TenantId, stored: Value) -> Vec<FileView> {
    rows::files(stored)
        .into_iter()
        .map(|file| FileView { url: file_url(sealer, tenant, file.id), ..file })
        .collect()
}

/// Where a conversation stands, from its newest session and its case.
#[must_use]
pub fn state(
    session: Option<&Interaction>,
    status: CaseStatus,
    owner: Option<UserId>,
) -> ChatState {
    match session {
        None => ChatState::None,
        Some(session) if session.state == InteractionState::Ended => ChatState::Ended,
        Some(_) if status == CaseStatus::Resolved => ChatState::Ended,
        Some(_) if owner.is_some() => ChatState::Active,
        Some(_) => ChatState::Waiting,
    }
}

/// A visitor's conversation as it stands.
pub struct Standing {
    /// Sessions of this browser, newest first.
    pub sessions: Vec<Interaction>,
    /// Where the conversation stands.
    pub state: ChatState,
    /// Who answers.
    pub agent: Option<String>,
}

/// Reads where a visitor's conversation stands.
pub async fn standing(store: &TenantStore, visitor: VisitorId) -> Result<Standing, StoreError> {
    let sessions = interaction::of_visitor(store, visitor, SESSIONS_MAX).await?;
    let Some(newest) = sessions.first() else {
        return Ok(Standing { sessions, state: ChatState::None, agent: None });
    };
    let case = case::get(store, newest.case).await?;
    let (status, owner) = case.map_or((CaseStatus::Waiting, None), |c| (c.status, c.owner));
    let state = state(Some(newest), status, owner);
    let agent = match owner {
        Some(owner) => user_account::names(store, [owner]).await?.remove(&owner),
        None => None,
    };
    Ok(Standing { state, agent, sessions })
}

/// Messages as a visitor sees them, with their authors' names.
pub async fn messages(
    app: &App,
    tenant: TenantId,
    stored: Vec<Message>,
) -> Result<Vec<ChatMessage>, StoreError> {
    let authors = stored.iter().filter_map(|message| message.author);
    let names = user_account::names(&app.of(tenant), authors).await?;
    let name = |m: &Message| m.author.and_then(|author| names.get(&author)).cloned();
    Ok(stored
        .into_iter()
        .map(|m| {
            let author = name(&m);
            message(app.store.sealer(), tenant, m, author)
        })
        .collect())
}

/// The sessions whose messages a visitor sees: those of this browser, and with one that goes on from
/// another channel everything that was said in its case.
pub async fn seen(
    store: &TenantStore,
    sessions: &[Interaction],
) -> Result<Vec<InteractionId>, StoreError> {
    let mut ids: Vec<InteractionId> = sessions.iter().map(|session| session.id).collect();
    let handed: HashSet<CaseId> = sessions
        .iter()
        .filter(|session| session.thread.get("handover").is_some())
        .map(|session| session.case)
        .collect();
    for case in handed {
        let all = interaction::of_case(store, case).await?;
        ids.extend(
            all.iter().map(|session| session.id).filter(|id| !ids.contains(id)).collect::<Vec<_>>(),
        );
    }
    Ok(ids)
}

/// A page of history before a number, oldest first, and whether there is more.
pub async fn page(
    app: &App,
    by: &Visitor,
    before: i64,
    limit: u64,
) -> Answer<(Vec<ChatMessage>, bool)> {
    let store = app.of(by.tenant);
    let sessions = interaction::of_visitor(&store, by.id, SESSIONS_MAX).await.or_problem()?;
    let ids = seen(&store, &sessions).await.or_problem()?;
    if ids.is_empty() {
        return Ok((Vec::new(), false));
    }
    let mut stored = message::visible_before(&store, &ids, before, limit + 1).await.or_problem()?;
    let more = stored.len() as u64 > limit;
    stored.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    stored.reverse();
    let shown = messages(app, by.tenant, stored).await.or_problem()?;
    Ok((shown, more))
}
