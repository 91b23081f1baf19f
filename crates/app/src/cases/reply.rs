//! Answering the customer. Sending the same `client_id` twice has no effect twice.

use api::case::{AfterReply, Message as MessageView, Reply};
use api::{Answer, Caller, Code, Problem};
use channels::form::REPLY_CHANNEL;
use channels::hooks::ENDPOINT;
use model::{
    CaseId, CaseStatus, ChannelId, ChannelKind, DeliveryState, InteractionState, Medium,
    MessageKind, UserId,
};
use serde_json::json;
use store::channel::{self, Channel};
use store::interaction::{self, Interaction};
use store::message;
use store::{Scope, StoreError, Tx, reading, user_account};

use super::flow::{Assign, Moving};
use super::written::{self, Outgoing};
use super::{ending, rows};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::inbound;
use crate::mail::letterhead::Letterhead;
use crate::validate::snippet;
use crate::work::takes_work;

/// The outbox effect that sends a mail.
pub const SEND_MAIL: &str = "mail.send";

/// The session a reply goes to: an open chat first, then the newest mail thread with an address.
#[must_use]
pub fn route(sessions: &[Interaction]) -> Option<&Interaction> {
    let chat = sessions
        .iter()
        .rev()
        .find(|session| session.state == InteractionState::Open && session.visitor.is_some());
    chat.or_else(|| {
        sessions.iter().rev().find(|session| {
            session.medium == Medium::Mail
                && session.thread.get("to").is_some_and(|to| to.is_string())
        })
    })
}

pub(super) async fn reply(
    app: &App,
    by: &Caller,
    case: CaseId,
    input: Reply,
) -> Answer<MessageView> {
    let (text, client_id) = written::checked(&input.text, &input.files, &input.client_id)?;
    let subject = input.subject.as_deref().map(crate::validate::subject).transpose()?;
    let to = input.to.as_deref().map(|to| crate::validate::email("to", to)).transpose()?;
    let by = by.clone();
    let stored = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            let then = input.then;
            let (files, last_seq) = (input.files, input.last_seq);
            let words = Words { text, subject, to, client_id, then, files, last_seq };
            Box::pin(async move { write(tx, &by, case, words).await })
        })
        .await
        .or_problem()?;
    Ok(rows::message(stored.value))
}

struct Words {
    text: String,
    subject: Option<String>,
    to: Option<String>,
    client_id: String,
    then: Option<AfterReply>,
    files: Vec<model::AttachmentId>,
    last_seq: Option<i64>,
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    case: CaseId,
    words: Words,
) -> Result<message::Message, Failure> {
    let client_id = written::colleague_id(by.user, &words.client_id);
    if let Some(sent) = message::by_client_id(tx, &client_id).await? {
        return Ok(sent);
    }
    let mut moving = Moving::read(tx, case).await?;
    if let Some(seen) = words.last_seq {
        nothing_newer(tx, by, (case, seen)).await?;
    }
    let sessions = interaction::of_case(tx, case).await?;
    let session = route(&sessions).cloned().ok_or_else(no_way)?;
    let door = door(tx, &session).await?;
    let head = match &door {
        Door::Mail(_) => {
            Some(letterhead(&session, (words.subject.as_deref(), words.to.as_deref()))?)
        }
        Door::Chat | Door::Hook(_) => None,
    };
    let stored = written::store(
        tx,
        &moving,
        Outgoing {
            interaction: session.id,
            kind: MessageKind::Outbound,
            author: Some(by.user),
            actor: by.actor(),
            text: words.text,
            subject: head.as_ref().map(|head| head.mail.subject.clone()),
            files: words.files,
            envelope: head.map_or_else(|| Ok(json!({})), |head| head.envelope())?,
            client_id: Some(client_id),
            delivery: Some(match door {
                Door::Chat => DeliveryState::Sent,
                Door::Mail(_) | Door::Hook(_) => DeliveryState::Queued,
            }),
            side: None,
        },
    )
    .await?;
    match door {
        Door::Chat => {}
        Door::Mail(channel) => {
            let payload = crate::mail::send::effect(stored.id, channel);
            let lane = channel.to_string();
            tx.outbox((SEND_MAIL, &lane), &stored.id.to_string(), payload, tx.now()).await?;
        }
        Door::Hook(channel) => crate::hooks::send::tell(tx, channel, &stored).await?,
    }
    note_answer(tx, &mut moving, &stored);
    reading::mark(tx, by.user, case, stored.seq).await?;
    after(tx, by, &mut moving, (&session, words.then)).await?;
    moving.save(tx).await?;
    Ok(stored)
}

/// Nobody else has written since the writer looked: two colleagues do not answer the same word, and
/// no answer crosses what the customer adds.
async fn nothing_newer(
    tx: &Tx<'_>,
    by: &Caller,
    (case, seen): (CaseId, i64),
) -> Result<(), Failure> {
    let Some(newer) = message::spoken_after(tx, case, seen, by.user).await? else { return Ok(()) };
    let (ja, en) = match newer.author {
        Some(author) => {
            let name = user_account::by_id(tx, author).await?.map(|user| user.name);
            let name = name.unwrap_or_default();
            (
                format!("入力中に{name}さんが先に返信しました。内容を確認してください。"),
                format!("{name} answered while you were writing. Look at the answer first."),
            )
        }
        None => (
            "入力中にお客様から新しいメッセージが届きました。内容を確認してください。".to_owned(),
            "The customer wrote while you were writing. Read it first.".to_owned(),
        ),
    };
    Err(Problem::new(Code::NewerMessages).with(ja, en).into())
}

/// What the case remembers of an answer.
pub(super) fn note_answer(tx: &Tx<'_>, moving: &mut Moving, stored: &message::Message) {
    moving.case.first_response_at.get_or_insert(tx.now());
    moving.case.waiting_since = None;
    moving.case.last_message_at = Some(tx.now());
    moving.case.last_seq = stored.seq;
    moving.case.snippet = snippet(&stored.text);
}

/// Who answers a case that nobody has, has it. Then it waits for the customer, stays, or ends: a
/// chat stays by itself, because the next word comes in seconds.
async fn after(
    tx: &mut Tx<'_>,
    by: &Caller,
    moving: &mut Moving,
    (session, then): (&Interaction, Option<AfterReply>),
) -> Result<(), Failure> {
    let actor = by.actor();
    let default = if session.visitor.is_some() { AfterReply::Keep } else { AfterReply::Pending };
    let then = then.unwrap_or(default);
    let nobody = moving.case.owner.is_none();
    let again = moving.case.status == CaseStatus::Resolved && then != AfterReply::Resolve;
    if nobody || again || moving.case.status != CaseStatus::Assigned {
        let user = whose(tx, by, (moving.case.owner, session.medium)).await?;
        let to = Assign { user, offer: None, medium: session.medium };
        moving.assign(tx, actor, to).await?;
    }
    match then {
        AfterReply::Keep => Ok(()),
        AfterReply::Pending => moving.settle(tx, actor, CaseStatus::PendingCustomer).await,
        AfterReply::Resolve => {
            ending::may_resolve(tx, &moving.case).await?;
            moving.settle(tx, actor, CaseStatus::Resolved).await?;
            inbound::end_session(tx, actor, moving, session.clone()).await
        }
    }
}

/// Who has a case that is answered: its owner, unless they take no work any more or the case is a
/// chat and they are not there; then whoever answers.
async fn whose(
    tx: &Tx<'_>,
    by: &Caller,
    (owner, medium): (Option<UserId>, Medium),
) -> Result<UserId, Failure> {
    let Some(owner) = owner else { return Ok(by.user) };
    let able = match medium {
        Medium::Chat => inbound::is_there(tx, owner).await?,
        Medium::Mail | Medium::Task => {
            user_account::by_id(tx, owner).await?.is_some_and(|user| takes_work(&user))
        }
    };
    Ok(if able { owner } else { by.user })
}

/// The head of an answer by mail.
fn letterhead(
    session: &Interaction,
    (subject, to): (Option<&str>, Option<&str>),
) -> Result<Letterhead, Failure> {
    let head = Letterhead::now(&session.thread, subject).ok_or_else(no_way)?;
    let Some(to) = to else { return Ok(head) };
    let chosen = head.answering(&session.thread, to).ok_or_else(|| {
        Problem::invalid(
            "to",
            "この宛先は、最後のメールの差出人でも返信先でもありません。読み込み直してください。",
            "The last mail neither came from this address nor asked for it. Read the case again.",
        )
    })?;
    Ok(chosen)
}

/// How an answer goes out.
enum Door {
    /// Over the customer's own line.
    Chat,
    /// By mail, through a channel.
    Mail(ChannelId),
    /// To a messenger, through a channel.
    Hook(ChannelId),
}

async fn door(tx: &Tx<'_>, session: &Interaction) -> Result<Door, Failure> {
    let own = channel::get(tx, session.channel).await?.ok_or(Problem::new(Code::ChannelOff))?;
    match own.kind {
        ChannelKind::WebChat => return Ok(Door::Chat),
        ChannelKind::Api if !own.active => return Err(Problem::new(Code::ChannelOff).into()),
        ChannelKind::Api if own.config.get(ENDPOINT).is_none() => {
            return Err(Problem::new(Code::Conflict)
                .with(
                    "このAPIチャネルには送信先のURLがないため、返信できません。管理者に設定を依頼してください。",
                    "This API channel has no address that could be told. Ask an administrator to set one.",
                )
                .into());
        }
        ChannelKind::Api => return Ok(Door::Hook(own.id)),
        ChannelKind::Email | ChannelKind::Form => {}
    }
    match mail_door(tx, own).await? {
        MailDoor::Open(channel) => Ok(Door::Mail(channel.id)),
        MailDoor::Off => Err(Problem::new(Code::ChannelOff).into()),
        MailDoor::Missing => Err(Problem::new(Code::Conflict)
            .with(
                "フォームへの返信に使えるメールチャネルがありません。管理者に、メールチャネルの追加を依頼してください。",
                "There is no mail channel through which this inquiry could be answered. Ask an administrator to add one.",
            )
            .into()),
    }
}

/// Through which channel somebody is answered by mail.
pub enum MailDoor {
    /// Through this one.
    Open(Box<Channel>),
    /// It is switched off.
    Off,
    /// The tenant has none.
    Missing,
}

/// A mail thread is answered through its own channel; a form through the one it names, else one of
/// the same queue, else any.
pub async fn mail_door(scope: &Scope<'_>, own: Channel) -> Result<MailDoor, StoreError> {
    let usable = |channel: Channel| {
        if channel.active { MailDoor::Open(Box::new(channel)) } else { MailDoor::Off }
    };
    if own.kind != ChannelKind::Form {
        return Ok(usable(own));
    }
    let mut mails = channel::all(scope).await?;
    mails.retain(|channel| channel.kind == ChannelKind::Email);
    let named = own.config.get(REPLY_CHANNEL).and_then(|id| id.as_str()).unwrap_or_default();
    if let Some(at) = mails.iter().position(|channel| channel.id.to_string() == named) {
        return Ok(usable(mails.swap_remove(at)));
    }
    mails.retain(|channel| channel.active);
    let near = mails.iter().position(|channel| channel.queue == own.queue).unwrap_or(0);
    let found = mails.into_iter().nth(near);
    Ok(found.map_or(MailDoor::Missing, |channel| MailDoor::Open(Box::new(channel))))
}

fn no_way() -> Problem {
    Problem::new(Code::Conflict).with(
        "この案件には返信できる経路がありません(チャットは終了し、メールアドレスも不明です)。",
        "There is no way to reply: the chat is over and no mail address is known.",
    )
}
