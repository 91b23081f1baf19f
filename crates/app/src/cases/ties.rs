//! Cases that have to do with each other: related ones, one that goes on in another, a part of one
//! that becomes a case of its own.
//!
//! A join moves sessions with all that was said in them; the ledger has which, so that they go back
//! when it is taken back, with what was said in them since. The case that went on is over, which is
//! no resolution: the log says where it went before it says that it ended.

use std::collections::{BTreeMap, BTreeSet};

use api::case::CaseRow;
use api::case_work::{CaseBrief, CaseTie as View, Split};
use api::{Answer, Caller, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::limits::{SIDE_MESSAGES_MAX, SUBJECT_CHARS_MAX};
use model::{
    Actor, CaseId, CaseStatus, CaseTieId, CaseTieKind, InteractionId, InteractionState, Medium,
    MessageId, MessageKind, SideId, UserId, WorkKind,
};
use store::case_tie::{self, CaseTie};
use store::interaction::{self, Interaction};
use store::message::Message;
use store::{Scope, StoreError, Tx, case, customer, mail_ref, message, queue, retention, side};

use super::flow::{Assign, Enqueue, Moving};
use super::handover::{may_have, medium_of, run};
use super::{hold, written};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::inbound::{self, NewMatter};
use crate::validate::{required, snippet};

/// Ties of one case.
const TIES_MAX: usize = 200;
/// Messages that become a case of their own at once.
const SPLIT_MAX: usize = 200;

/// The ties of a case.
pub(super) async fn of(scope: &Scope<'_>, id: CaseId) -> Result<Vec<View>, StoreError> {
    let ties = case_tie::of_case(scope, id).await?;
    let other = |tie: &CaseTie| if tie.one == id { tie.other } else { tie.one };
    let ids: Vec<CaseId> = ties.iter().map(other).collect();
    let found: BTreeMap<CaseId, _> =
        case::many(scope, &ids).await?.into_iter().map(|case| (case.id, case)).collect();
    Ok(ties
        .into_iter()
        .filter_map(|tie| {
            let case = found.get(&other(&tie))?;
            Some(View {
                id: tie.id,
                kind: tie.kind,
                from_here: tie.one == id,
                case: CaseBrief {
                    id: case.id,
                    number: case.number,
                    subject: case.subject.clone(),
                    status: case.status,
                },
                at: tie.at,
            })
        })
        .collect())
}

pub(super) async fn relate(
    app: &App,
    by: &Caller,
    (one, other): (CaseId, CaseId),
) -> Answer<Vec<View>> {
    let store = app.of(by.tenant);
    let actor = by.actor();
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let (first, second) = both(tx, (one, other)).await?;
                let ties = case_tie::of_case(tx, one).await?;
                let known = |tie: &CaseTie| tie.one == other || tie.other == other;
                if ties.iter().any(known) {
                    return Ok(());
                }
                if ties.len() >= TIES_MAX {
                    return Err(Failure::from(Problem::new(Code::OverCapacity).with(
                        format!("関連付けられる案件は{TIES_MAX}件までです。"),
                        format!("At most {TIES_MAX} cases."),
                    )));
                }
                keep(tx, actor, (CaseTieKind::Related, one, other), (Vec::new(), None)).await?;
                tx.append(first.event(actor, EventBody::CaseTied { other, tied: true })).await?;
                let back = EventBody::CaseTied { other: one, tied: true };
                tx.append(second.event(actor, back)).await?;
                Ok(())
            })
        })
        .await
        .or_problem()?;
    of(&store, one).await.or_problem()
}

/// Both cases; they are two.
async fn both(tx: &Tx<'_>, (one, other): (CaseId, CaseId)) -> Result<(Moving, Moving), Failure> {
    if one == other {
        return Err(
            Problem::invalid("case", "別の案件を選んでください。", "Choose another case.").into()
        );
    }
    Ok((Moving::read(tx, one).await?, Moving::read(tx, other).await?))
}

async fn keep(
    tx: &mut Tx<'_>,
    actor: Actor,
    (kind, one, other): (CaseTieKind, CaseId, CaseId),
    (sessions, was): (Vec<InteractionId>, Option<CaseStatus>),
) -> Result<(), StoreError> {
    let (id, at) = (tx.id(), tx.now());
    let tie = CaseTie { id, kind, one, other, sessions, was, actor, at, undone_at: None };
    case_tie::insert(tx, &tie).await
}

/// Takes a tie back.
pub(super) async fn untie(
    app: &App,
    by: &Caller,
    (id, tie): (CaseId, CaseTieId),
) -> Answer<Vec<View>> {
    let store = app.of(by.tenant);
    let actor = by.actor();
    store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = case_tie::get(tx, tie).await?;
                let found = found
                    .filter(|tie| tie.one == id || tie.other == id)
                    .ok_or_else(|| Problem::new(Code::NotFound))?;
                if found.undone_at.is_some() {
                    return Ok(());
                }
                match found.kind {
                    CaseTieKind::Related => {
                        for (here, other) in [(found.one, found.other), (found.other, found.one)] {
                            let moving = Moving::read(tx, here).await?;
                            let body = EventBody::CaseTied { other, tied: false };
                            tx.append(moving.event(actor, body)).await?;
                        }
                    }
                    CaseTieKind::Joined => part(tx, actor, &found).await?,
                    CaseTieKind::Split => {
                        return Err(Failure::from(Problem::new(Code::Conflict).with(
                            "分割は取り消せません。元の案件に統合してください。",
                            "A split cannot be taken back. Join the cases instead.",
                        )));
                    }
                }
                case_tie::undo(tx, tie).await?;
                Ok(())
            })
        })
        .await
        .or_problem()?;
    of(&store, id).await.or_problem()
}

/// Lets a case go on in another one.
pub(super) async fn join(app: &App, by: &Caller, (id, into): (CaseId, CaseId)) -> Answer<CaseRow> {
    let actor = by.actor();
    run(app, by, move |tx| {
        Box::pin(async move {
            let (mut from, mut to) = both(tx, (id, into)).await?;
            may_join(tx, &from, &to).await?;
            let sessions = interaction::of_case(tx, id).await?;
            let sessions: Vec<InteractionId> = sessions.iter().map(|one| one.id).collect();
            move_sessions(tx, &sessions, into).await?;
            retention::follow(tx, id, into).await?;
            let (was, unanswered) = (from.case.status, from.case.waiting_since);
            from.case.joined_into = Some(into);
            tx.append(from.event(actor, EventBody::CaseJoinedInto { into })).await?;
            if was != CaseStatus::Resolved {
                from.settle(tx, actor, CaseStatus::Resolved).await?;
            }
            from.save(tx).await?;
            let body = EventBody::CaseJoined { joined: id, unanswered: unanswered.is_some() };
            tx.append(to.event(actor, body)).await?;
            if let Some(since) = unanswered {
                to.case.waiting_since =
                    Some(to.case.waiting_since.map_or(since, |known| known.min(since)));
                if to.work.is_none() {
                    at_hand(tx, actor, &mut to).await?;
                }
            }
            if from.case.priority > to.case.priority {
                let priority = Some(from.case.priority);
                let change = api::case::CaseChange { priority, ..Default::default() };
                super::change::apply(tx, actor, &mut to, change).await?;
            }
            let tie = (CaseTieKind::Joined, id, into);
            keep(tx, actor, tie, (sessions, Some(was))).await?;
            let text = format!("案件 #{} を統合しました", from.case.number);
            tell(tx, &to, ("joined", text)).await?;
            newest(tx, &mut to).await?;
            to.save(tx).await?;
            Ok(to.case)
        })
    })
    .await
}

async fn may_join(tx: &Tx<'_>, from: &Moving, to: &Moving) -> Result<(), Failure> {
    let refuse = |ja: &str, en: &str| Err(Problem::new(Code::Conflict).with(ja, en).into());
    if from.case.joined_into.is_some() || to.case.joined_into.is_some() {
        return refuse(
            "すでに統合された案件です。統合先の案件で操作してください。",
            "One of them went on in another case already. Do this there.",
        );
    }
    let ids = [from.case.customer, to.case.customer];
    let leaders = customer::leaders(tx, &ids).await?;
    let leader = |id| leaders.get(id).map_or(*id, |led| led.id);
    if leader(&ids[0]) != leader(&ids[1]) {
        return refuse(
            "お客様が異なる案件は統合できません。同じ方であれば、先に顧客を統合してください。",
            "They are of different customers. If that is one person, merge the records first.",
        );
    }
    if to.case.status == CaseStatus::Resolved && from.case.status != CaseStatus::Resolved {
        return refuse(
            "解決済みの案件には統合できません。統合先を先に再開してください。",
            "The other case is resolved. Open it again first.",
        );
    }
    if hold::in_chat(tx, from.case.id).await? {
        return refuse(
            "お客様とのチャットが続いている案件は統合できません。先にチャットを終えてください。",
            "The customer is in a chat right now. End it first.",
        );
    }
    Ok(())
}

/// Both are cases of their own again, with what was said in their sessions since.
async fn part(tx: &mut Tx<'_>, actor: Actor, tie: &CaseTie) -> Result<(), Failure> {
    let mut from = Moving::read(tx, tie.one).await?;
    let mut to = Moving::read(tx, tie.other).await?;
    if from.case.joined_into != Some(to.case.id) {
        return Err(Problem::new(Code::Conflict).into());
    }
    let there = interaction::of_case(tx, to.case.id).await?;
    let back: Vec<InteractionId> =
        there.iter().map(|one| one.id).filter(|id| tie.sessions.contains(id)).collect();
    move_sessions(tx, &back, from.case.id).await?;
    retention::follow(tx, to.case.id, from.case.id).await?;
    from.case.joined_into = None;
    let (one, other) = (from.case.id, to.case.id);
    tx.append(from.event(actor, EventBody::CaseParted { from: other })).await?;
    tx.append(to.event(actor, EventBody::CaseTied { other: one, tied: false })).await?;
    if tie.was != Some(CaseStatus::Resolved) {
        at_hand(tx, actor, &mut from).await?;
    }
    let text = format!("案件 #{} の統合を取り消しました", from.case.number);
    tell(tx, &to, ("parted", text)).await?;
    newest(tx, &mut from).await?;
    newest(tx, &mut to).await?;
    from.save(tx).await?;
    to.save(tx).await?;
    Ok(())
}

async fn move_sessions(
    tx: &Tx<'_>,
    sessions: &[InteractionId],
    to: CaseId,
) -> Result<(), StoreError> {
    if sessions.is_empty() {
        return Ok(());
    }
    interaction::move_to(tx, sessions, to).await?;
    message::move_sessions(tx, sessions, to).await?;
    side::move_sessions(tx, sessions, to).await?;
    mail_ref::move_sessions(tx, sessions, to).await?;
    retention::goes_on(tx, to).await
}

/// The case needs somebody: its owner when they can have it, else its queue.
async fn at_hand(tx: &mut Tx<'_>, actor: Actor, moving: &mut Moving) -> Result<(), Failure> {
    let medium = medium_of(tx, moving).await?;
    match moving.case.owner {
        Some(user) if may_have(tx, user, medium).await? => {
            moving.assign(tx, actor, Assign { user, offer: None, medium }).await
        }
        _ => {
            let kind = WorkKind::Interaction;
            let place = Enqueue { queue: moving.case.queue, medium, kind, interaction: None };
            moving.enqueue(tx, actor, place).await
        }
    }
}

async fn tell(tx: &mut Tx<'_>, moving: &Moving, line: (&str, String)) -> Result<(), Failure> {
    match interaction::of_case(tx, moving.case.id).await?.last() {
        Some(session) => written::inner_line(tx, moving, session.id, line).await,
        None => Ok(()),
    }
}

/// What a list shows of a case is its newest word.
async fn newest(tx: &Tx<'_>, moving: &mut Moving) -> Result<(), StoreError> {
    if let Some(last) = message::last_spoken(tx, moving.case.id).await? {
        moving.case.last_seq = last.seq;
        moving.case.last_message_at = Some(last.at);
        moving.case.snippet = snippet(&last.text);
    }
    Ok(())
}

/// Makes a part of a case a case of its own; whoever does it, has it.
pub(super) async fn split(app: &App, by: &Caller, id: CaseId, part: Split) -> Answer<CaseRow> {
    let subject = required("subject", &part.subject, SUBJECT_CHARS_MAX)?;
    if part.messages.is_empty() || part.messages.len() > SPLIT_MAX {
        return Err(Problem::invalid(
            "messages",
            format!("分割するメッセージを1〜{SPLIT_MAX}件選んでください。"),
            format!("Choose one to {SPLIT_MAX} messages."),
        ));
    }
    let part = Split { subject, ..part };
    let who = (by.user, by.actor());
    run(app, by, move |tx| Box::pin(async move { cut(tx, who, id, part).await })).await
}

async fn cut(
    tx: &mut Tx<'_>,
    (user, actor): (UserId, Actor),
    id: CaseId,
    part: Split,
) -> Result<case::Case, Failure> {
    let mut old = Moving::read(tx, id).await?;
    let mut chosen = message::many(tx, &part.messages).await?;
    chosen.sort_by_key(|one| one.seq);
    let all_here = chosen.iter().all(|one| one.case == id);
    if chosen.len() != part.messages.len() || !all_here {
        return Err(Problem::invalid(
            "messages",
            "この案件のメッセージだけを選んでください。",
            "Choose messages of this case.",
        )
        .into());
    }
    whole_sides(tx, &mut chosen).await?;
    let stays = message::thread(tx, id, i64::MAX, SPLIT_MAX as u64 + 1).await?;
    let spoken = |one: &Message| {
        matches!(one.kind, MessageKind::Inbound | MessageKind::Outbound)
            && !part.messages.contains(&one.id)
    };
    if !stays.iter().any(spoken) {
        return Err(Problem::invalid(
            "messages",
            "すべてのメッセージは分割できません。元の案件に残すものを外してください。",
            "Something must stay in the case. Leave a message out.",
        )
        .into());
    }
    let queue = match part.queue {
        Some(wanted) if queue::get(tx, wanted).await?.is_none_or(|found| found.archived) => {
            return Err(Problem::invalid(
                "queue",
                "このキューは使えません。",
                "This queue cannot be used.",
            )
            .into());
        }
        wanted => wanted.unwrap_or(old.case.queue),
    };
    let matter = NewMatter {
        customer: old.case.customer,
        channel: old.case.channel,
        queue,
        subject: part.subject,
    };
    let mut new = inbound::new_case(tx, actor, matter).await?;
    let medium = move_part(tx, actor, &new, &chosen).await?;
    retention::follow(tx, id, new.case.id).await?;
    new.case.priority = old.case.priority;
    let waits = chosen
        .iter()
        .rev()
        .find(|one| matches!(one.kind, MessageKind::Inbound | MessageKind::Outbound));
    let waits = waits.filter(|one| one.kind == MessageKind::Inbound).map(|one| one.at);
    new.case.waiting_since = waits;
    let body = EventBody::CaseSplit { from: id, unanswered: waits.is_some() };
    tx.append(new.event(actor, body)).await?;
    let other = new.case.id;
    tx.append(old.event(actor, EventBody::CaseTied { other, tied: true })).await?;
    let tie = (CaseTieKind::Split, other, id);
    keep(tx, actor, tie, (Vec::new(), None)).await?;
    let text = format!("案件 #{} から分割しました", old.case.number);
    tell(tx, &new, ("split", text)).await?;
    let text = format!("一部を案件 #{} に分割しました", new.case.number);
    tell(tx, &old, ("split_off", text)).await?;
    newest(tx, &mut new).await?;
    newest(tx, &mut old).await?;
    new.assign(tx, actor, Assign { user, offer: None, medium }).await?;
    old.save(tx).await?;
    new.save(tx).await?;
    Ok(new.case)
}

/// A conversation with somebody outside goes whole or not at all.
async fn whole_sides(tx: &Tx<'_>, chosen: &mut Vec<Message>) -> Result<(), StoreError> {
    let sides = sides_of(chosen.iter());
    for one in message::of_sides(tx, &sides, SIDE_MESSAGES_MAX).await? {
        if !chosen.iter().any(|known| known.id == one.id) {
            chosen.push(one);
        }
    }
    chosen.sort_by_key(|one| one.seq);
    Ok(())
}

fn sides_of<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Vec<SideId> {
    let sides: BTreeSet<SideId> = messages.into_iter().filter_map(|one| one.side).collect();
    sides.into_iter().collect()
}

/// Moves messages into sessions like theirs; answers how the last one occupies an agent.
async fn move_part(
    tx: &mut Tx<'_>,
    actor: Actor,
    new: &Moving,
    chosen: &[Message],
) -> Result<Medium, Failure> {
    let mut groups: BTreeMap<InteractionId, Vec<MessageId>> = BTreeMap::new();
    for one in chosen {
        groups.entry(one.interaction).or_default().push(one.id);
    }
    let ids: Vec<InteractionId> = groups.keys().copied().collect();
    let mut medium = Medium::Task;
    for session in interaction::many(tx, &ids).await? {
        let Some(messages) = groups.get(&session.id) else { continue };
        // A chat goes on where it is: what is said of it here is over.
        let live = session.medium == Medium::Chat;
        let state = if live { InteractionState::Ended } else { session.state };
        let copy = Interaction {
            id: tx.id(),
            case: new.case.id,
            state,
            ended_at: if live { Some(tx.now()) } else { session.ended_at },
            visitor: None,
            ..session
        };
        interaction::insert(tx, &copy).await?;
        let started = EventBody::InteractionStarted { channel: copy.channel, medium: copy.medium };
        let event = NewEvent { interaction: Some(copy.id), ..new.event(actor, started) };
        tx.append(event).await?;
        message::move_some(tx, messages, (new.case.id, copy.id)).await?;
        let sides = sides_of(chosen.iter().filter(|one| messages.contains(&one.id)));
        side::move_some(tx, &sides, (new.case.id, copy.id)).await?;
        medium = if live { Medium::Task } else { copy.medium };
    }
    Ok(medium)
}
