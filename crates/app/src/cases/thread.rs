//! One case with its thread.

use api::case::{
    CaseDetail, InteractionView, MessageHtml, PageOrigin, ReadUpTo, ReplyRoute, Thread,
    ThreadQuery, WorkView,
};
use api::chat::ChatOut;
use api::{Answer, Caller, Code, Problem};
use model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use model::{CaseId, ChannelKind, InteractionState, MessageId};
use store::case::{self, Case};
use store::interaction::{self, Interaction};
use store::{BlobId, TenantStore, channel, message, reading, work_item};

use super::reply::MailDoor;
use super::{procedure, reply, rows, ties};
use crate::App;
use crate::failure::OrProblem;
use crate::mail::letterhead;

/// The case, if it is one of the caller's tenant.
pub(crate) async fn found(store: &TenantStore, id: CaseId) -> Answer<Case> {
    case::get(store, id).await.or_problem()?.ok_or(Problem::new(Code::NotFound))
}

/// A case with what stands around it.
pub(super) async fn detail(app: &App, by: &Caller, id: CaseId) -> Answer<CaseDetail> {
    let store = app.of(by.tenant);
    let case = found(&store, id).await?;
    let sessions = interaction::of_case(&store, id).await.or_problem()?;
    let kinds = rows::channel_kinds(&store).await.or_problem()?;
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    let marks = reading::customer_marks(&store, &ids).await.or_problem()?;
    let work = work_item::open_of_case(&store, id).await.or_problem()?.map(|item| WorkView {
        id: item.id,
        state: item.state,
        enqueued_at: item.enqueued_at,
        user: item.assigned_to.or(item.offer.map(|offer| offer.user)),
    });
    let reply = reply_route(app, by, &sessions).await?;
    let interactions = sessions
        .into_iter()
        .map(|session| {
            let kind = kinds.get(&session.channel).copied().unwrap_or(ChannelKind::Email);
            let read = marks.get(&session.id).copied();
            session_view(session, kind, read)
        })
        .collect();
    let procedure = procedure::walk(&store, &case).await.or_problem()?;
    let ties = ties::of(&store, id).await.or_problem()?;
    let sides = crate::sides::list::of_case(&store, id).await?;
    let case = rows::one(&store, case, Some(by.user)).await.or_problem()?;
    let sla = crate::promises::view::detail(&store, id, app.now()).await.or_problem()?;
    Ok(CaseDetail { case, interactions, work, reply, sla, ties, procedure, sides })
}

fn session_view(
    session: Interaction,
    channel_kind: ChannelKind,
    customer_read: Option<i64>,
) -> InteractionView {
    let page = session.thread.get("page").cloned();
    InteractionView {
        id: session.id,
        channel: session.channel,
        channel_kind,
        medium: session.medium,
        state: session.state,
        started_at: session.started_at,
        ended_at: session.ended_at,
        customer_read,
        page: page.and_then(|page| serde_json::from_value::<PageOrigin>(page).ok()),
    }
}

/// How a reply would go out now.
async fn reply_route(app: &App, by: &Caller, sessions: &[Interaction]) -> Answer<ReplyRoute> {
    let none = ReplyRoute {
        interaction: None,
        channel_kind: None,
        to: None,
        asked: Vec::new(),
        online: false,
    };
    let Some(session) = reply::route(sessions) else { return Ok(none) };
    let store = app.of(by.tenant);
    let own = channel::get(&store, session.channel).await.or_problem()?;
    // A chat is answered where it is, everything else by mail.
    let kind = match own {
        Some(own) if session.visitor.is_none() => {
            match reply::mail_door(&store, own).await.or_problem()? {
                MailDoor::Missing => return Ok(none),
                MailDoor::Open(_) | MailDoor::Off => Some(ChannelKind::Email),
            }
        }
        own => own.map(|own| own.kind),
    };
    let online = session.visitor.is_some_and(|visitor| app.hub.visitor_online(by.tenant, visitor));
    let to = session.thread.get("to").and_then(|to| to.as_str()).map(str::to_owned);
    let asked = if to.is_some() { letterhead::asked(&session.thread) } else { Vec::new() };
    Ok(ReplyRoute { interaction: Some(session.id), channel_kind: kind, to, asked, online })
}

/// Part of a thread.
pub(super) async fn thread(
    app: &App,
    by: &Caller,
    id: CaseId,
    query: ThreadQuery,
) -> Answer<Thread> {
    let store = app.of(by.tenant);
    found(&store, id).await?;
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let before = query.before.unwrap_or(i64::MAX);
    let mut entries =
        message::thread(&store, id, before, u64::from(limit) + 1).await.or_problem()?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    entries.reverse();
    Ok(Thread { messages: entries.into_iter().map(rows::message).collect(), more })
}

/// The sanitised HTML of a mail.
pub(super) async fn html(
    app: &App,
    by: &Caller,
    id: CaseId,
    message: MessageId,
) -> Answer<MessageHtml> {
    let store = app.of(by.tenant);
    let stored = message::get(&store, id, message).await.or_problem()?;
    let blob = stored
        .and_then(|stored| stored.html_blob)
        .and_then(|blob| blob.parse::<BlobId>().ok())
        .ok_or(Problem::new(Code::NotFound))?;
    let bytes = store.blobs().get(&blob).await.or_problem()?;
    Ok(MessageHtml { html: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Marks a case read, and lets the visitor of a chat see it.
pub(super) async fn read(app: &App, by: &Caller, id: CaseId, up_to: ReadUpTo) -> Answer<()> {
    let store = app.of(by.tenant);
    let case = found(&store, id).await?;
    let seq = up_to.seq.min(case.last_seq.max(0));
    let user = by.user;
    store
        .write(app.now(), move |tx| Box::pin(async move { reading::mark(tx, user, id, seq).await }))
        .await
        .or_problem()?;
    let sessions = interaction::of_case(&store, id).await.or_problem()?;
    let open: Vec<Interaction> =
        sessions.into_iter().filter(|s| s.state == InteractionState::Open).collect();
    app.hub.tell_case_visitors(by.tenant, &open, &ChatOut::Read { n: seq });
    Ok(())
}
