//! Asking somebody outside, and writing to them again.

use api::case::{MailAddress, MailHead};
use api::side::{Enclosed, NewSide, SideThread, SideWords};
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::event::EventBody;
use model::limits::{SIDE_ADDRESSES_MAX, SIDES_PER_CASE_MAX};
use model::{
    CaseId, ChannelId, ChannelKind, DeliveryState, IdentityKind, MessageKind, SideId, SideState,
    SideWay,
};
use serde_json::json;
use store::message::Message;
use store::side::{self, Side};
use store::{StoreError, Tx, channel, customer, identity, interaction, message, partner, reading};

use super::list::{people, whole};
use super::words::{self, Words};
use crate::App;
use crate::audit::{Who, record};
use crate::cases::flow::Moving;
use crate::cases::hold;
use crate::cases::reply::SEND_MAIL;
use crate::cases::written::{self, Outgoing};
use crate::failure::{Failure, OrProblem};
use crate::mail::letterhead::Letterhead;
use crate::validate;

/// A conversation to be begun, checked.
struct New {
    channel: ChannelId,
    to: Vec<String>,
    subject: String,
    text: String,
    enclosed: Enclosed,
    remind_at: Option<Timestamp>,
    hold_until: Option<Timestamp>,
    client_id: String,
}

pub(super) async fn open(
    app: &App,
    by: &Caller,
    case: CaseId,
    input: NewSide,
) -> Answer<SideThread> {
    let (text, client_id) = written::checked(&input.text, &input.enclosed.files, &input.client_id)?;
    words::checked(&input.enclosed)?;
    for (field, at) in [("remind_at", input.remind_at), ("hold_until", input.hold_until)] {
        if let Some(at) = at {
            hold::within_a_year(field, app.now(), at)?;
        }
    }
    let new = New {
        channel: input.channel,
        to: addresses(&input.to)?,
        subject: validate::subject(&input.subject)?,
        text,
        enclosed: input.enclosed,
        remind_at: input.remind_at,
        hold_until: input.hold_until,
        client_id,
    };
    let store = app.of(by.tenant);
    let by = by.clone();
    let opened = store
        .write(app.now(), move |tx| Box::pin(async move { begin(tx, &by, case, new).await }))
        .await
        .or_problem()?;
    whole(&store, opened.value).await
}

/// Addresses as they are typed, each once.
fn addresses(typed: &[String]) -> Answer<Vec<String>> {
    let mut to: Vec<String> = Vec::new();
    for one in typed {
        let address = validate::email("to", one)?;
        if !to.contains(&address) {
            to.push(address);
        }
    }
    if to.is_empty() || to.len() > SIDE_ADDRESSES_MAX {
        return Err(Problem::invalid(
            "to",
            format!("宛先を1〜{SIDE_ADDRESSES_MAX}件指定してください。"),
            format!("One to {SIDE_ADDRESSES_MAX} addresses."),
        ));
    }
    Ok(to)
}

async fn begin(tx: &mut Tx<'_>, by: &Caller, case: CaseId, new: New) -> Result<Side, Failure> {
    let client_id = written::colleague_id(by.user, &new.client_id);
    if let Some(known) = sent_before(tx, &client_id).await? {
        return Ok(known);
    }
    let mut moving = Moving::read(tx, case).await?;
    if side::count(tx, case).await? >= SIDES_PER_CASE_MAX {
        return Err(Problem::new(Code::OverCapacity)
            .with(
                format!("1つの案件で社外に問い合わせられるのは{SIDES_PER_CASE_MAX}件までです。"),
                format!("At most {SIDES_PER_CASE_MAX} conversations about one case."),
            )
            .into());
    }
    let to = named(tx, &moving, new.to).await?;
    let sessions = interaction::of_case(tx, case).await?;
    let session = sessions.last().ok_or(StoreError::NotFound("interaction"))?;
    let side = Side {
        id: tx.id(),
        case,
        interaction: session.id,
        channel: mailbox(tx, new.channel).await?,
        subject: new.subject,
        state: SideState::Waiting,
        people: store::convert_json(&to)?,
        thread: json!({}),
        started_by: by.user,
        started_at: tx.now(),
        waiting_since: Some(tx.now()),
        last_at: Some(tx.now()),
        remind_at: new.remind_at,
        wakes: new.hold_until.is_some(),
        version: 1,
    };
    side::insert(tx, &side).await?;
    let words = words::whole(tx, (by, case), (new.text, &new.enclosed)).await?;
    let subject = side.subject.clone();
    let stored = say(tx, (by, &moving, &side), (subject, words), client_id).await?;
    noted(tx, by, (&side, &new.enclosed)).await?;
    reading::mark(tx, by.user, case, stored.seq).await?;
    if let Some(until) = new.hold_until {
        hold::put_off(tx, &mut moving, (by.user, by.actor()), until).await?;
        moving.save(tx).await?;
    }
    Ok(side)
}

async fn sent_before(tx: &Tx<'_>, client_id: &str) -> Result<Option<Side>, Failure> {
    let sent = message::by_client_id(tx, client_id).await?.and_then(|sent| sent.side);
    match sent {
        Some(id) => Ok(side::get(tx, id).await?),
        None => Ok(None),
    }
}

/// A mailbox that can send.
async fn mailbox(tx: &Tx<'_>, id: ChannelId) -> Result<ChannelId, Failure> {
    let found = channel::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if found.kind != ChannelKind::Email || !found.active {
        return Err(Problem::new(Code::ChannelOff).into());
    }
    Ok(found.id)
}

/// The addresses with their names from the address book. None is the customer's, who sees nothing of
/// this, and none a mailbox of our own, which would answer itself.
async fn named(tx: &Tx<'_>, moving: &Moving, to: Vec<String>) -> Result<Vec<MailAddress>, Failure> {
    let own = channel::all(tx).await?;
    let is_own = |address: &String| {
        own.iter().any(|one| {
            let known = one.config.get("address").and_then(|known| known.as_str());
            known.is_some_and(|known| known.eq_ignore_ascii_case(address))
        })
    };
    if let Some(address) = to.iter().find(|address| is_own(address)) {
        return Err(Problem::invalid(
            "to",
            format!("{address} は自社の受信メールアドレスのため、宛先にできません。"),
            format!("{address} is a mailbox of your own."),
        )
        .into());
    }
    let records = customer::group_ids(tx, moving.case.customer).await?;
    for address in &to {
        let known = identity::find(tx, IdentityKind::Email, address).await?;
        if known.is_some_and(|known| records.contains(&known.customer)) {
            return Err(Problem::invalid(
                "to",
                format!(
                    "{address} はこのお客様のアドレスです。お客様には案件の返信でお答えください。"
                ),
                format!("{address} is the customer's. Answer the customer in the case."),
            )
            .into());
        }
    }
    let book = partner::all(tx).await?;
    let name = |address: &String| {
        let entry = book.iter().find(|entry| entry.address == *address && !entry.archived);
        entry.map(|entry| entry.name.clone())
    };
    Ok(to.into_iter().map(|address| MailAddress { name: name(&address), address }).collect())
}

/// That something went outside is kept: which case, and how much of it went along.
async fn noted(
    tx: &Tx<'_>,
    by: &Caller,
    (side, enclosed): (&Side, &Enclosed),
) -> Result<(), StoreError> {
    let detail = json!({
        "case": side.case,
        "addresses": people(side).len(),
        "files": enclosed.files.len() + enclosed.case_files.len(),
        "quotes": enclosed.quotes.len(),
    });
    record(tx, &Who::from(by), "side.sent", &side.id.to_string(), detail).await
}

/// Stores a mail and lets it go out.
async fn say(
    tx: &mut Tx<'_>,
    (by, moving, side): (&Caller, &Moving, &Side),
    (subject, words): (String, Words),
    client_id: String,
) -> Result<Message, Failure> {
    let text = |key: &str| side.thread.get(key)?.as_str().map(str::to_owned);
    let references = side.thread.get("references").cloned().unwrap_or_default();
    let head = Letterhead {
        mail: MailHead { subject: subject.clone(), to: people(side), ..MailHead::default() },
        in_reply_to: text("in_reply_to"),
        references: serde_json::from_value(references).unwrap_or_default(),
    };
    let mut envelope = head.envelope()?;
    if let Some(parts) = envelope.as_object_mut() {
        parts.insert("side".to_owned(), json!({"way": SideWay::Out}));
    }
    let outgoing = Outgoing {
        interaction: side.interaction,
        kind: MessageKind::Note,
        author: Some(by.user),
        actor: by.actor(),
        text: words.text,
        subject: Some(subject),
        files: words.files,
        envelope,
        client_id: Some(client_id),
        delivery: Some(DeliveryState::Queued),
        side: Some(side.id),
    };
    let stored = written::store(tx, moving, outgoing).await?;
    let payload = crate::mail::send::effect(stored.id, side.channel);
    let lane = side.channel.to_string();
    tx.outbox((SEND_MAIL, &lane), &stored.id.to_string(), payload, tx.now()).await?;
    let state = EventBody::SideChanged { side: side.id, state: SideState::Waiting };
    tx.append(moving.event(by.actor(), state)).await?;
    Ok(stored)
}

pub(super) async fn write(
    app: &App,
    by: &Caller,
    (case, id): (CaseId, SideId),
    input: SideWords,
) -> Answer<SideThread> {
    let (text, client_id) = written::checked(&input.text, &input.enclosed.files, &input.client_id)?;
    words::checked(&input.enclosed)?;
    let enclosed = input.enclosed;
    let store = app.of(by.tenant);
    let by = by.clone();
    let written = store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let client_id = written::colleague_id(by.user, &client_id);
                if let Some(known) = sent_before(tx, &client_id).await? {
                    return Ok(known);
                }
                let moving = Moving::read(tx, case).await?;
                let found = side::get(tx, id).await?.filter(|side| side.case == case);
                let mut side = found.ok_or_else(|| Problem::new(Code::NotFound))?;
                mailbox(tx, side.channel).await?;
                side.state = SideState::Waiting;
                side.waiting_since = Some(tx.now());
                side.last_at = Some(tx.now());
                side::save(tx, &mut side).await?;
                let words = words::whole(tx, (&by, case), (text, &enclosed)).await?;
                let subject = format!("Re: {}", side.subject);
                let stored = say(tx, (&by, &moving, &side), (subject, words), client_id).await?;
                noted(tx, &by, (&side, &enclosed)).await?;
                reading::mark(tx, by.user, case, stored.seq).await?;
                Ok::<_, Failure>(side)
            })
        })
        .await
        .or_problem()?;
    whole(&store, written.value).await
}
