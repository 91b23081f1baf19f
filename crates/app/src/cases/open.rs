//! A case begun by an agent: a mail to a customer.

use api::case::{CaseRow, NewCase};
use api::{Answer, Caller, Code, Problem};
use model::{CaseStatus, ChannelKind, DeliveryState, IdentityKind, Medium, MessageKind};
use serde_json::json;
use store::case::Case;
use store::{Tx, channel, identity, message, reading};

use super::flow::{Assign, Moving};
use super::reply::{SEND_MAIL, note_answer};
use super::rows;
use super::written::{self, Outgoing};
use crate::App;
use crate::failure::{Failure, OrProblem};
use crate::inbound::{self, NewMatter, NewSession};
use crate::mail::letterhead::Letterhead;

pub(super) async fn open(app: &App, by: &Caller, input: NewCase) -> Answer<CaseRow> {
    let (text, client_id) = written::checked(&input.text, &input.files, &input.client_id)?;
    let subject = crate::validate::subject(&input.subject)?;
    let to = crate::validate::email("to", &input.to)?;
    let input = NewCase { text, client_id, subject, to, ..input };
    let store = app.of(by.tenant);
    let caller = by.clone();
    let case = store
        .write(app.now(), move |tx| Box::pin(async move { write(tx, &caller, input).await }))
        .await
        .or_problem()?;
    rows::one(&store, case.value, Some(by.user)).await.or_problem()
}

async fn write(tx: &mut Tx<'_>, by: &Caller, input: NewCase) -> Result<Case, Failure> {
    let client_id = written::colleague_id(by.user, &input.client_id);
    if let Some(sent) = message::by_client_id(tx, &client_id).await? {
        return Ok(Moving::read(tx, sent.case).await?.case);
    }
    let channel = channel::get(tx, input.channel).await?.ok_or(Problem::new(Code::NotFound))?;
    if channel.kind != ChannelKind::Email || !channel.active {
        return Err(Problem::new(Code::ChannelOff).into());
    }
    let owner = identity::find(tx, IdentityKind::Email, &input.to).await?;
    if owner.is_none_or(|owner| owner.customer != input.customer) {
        return Err(Problem::invalid(
            "to",
            "この顧客のメールアドレスではありません。",
            "This is not an address of the customer.",
        )
        .into());
    }
    let actor = by.actor();
    let matter = NewMatter {
        customer: input.customer,
        channel: channel.id,
        queue: channel.queue,
        subject: input.subject.clone(),
    };
    let mut moving = inbound::new_case(tx, actor, matter).await?;
    let thread = json!({"to": input.to});
    let head =
        Letterhead::now(&thread, Some(&input.subject)).ok_or(Problem::new(Code::NotFound))?;
    let session = NewSession { channel: channel.id, medium: Medium::Mail, visitor: None, thread };
    let session = inbound::new_session(tx, actor, &moving, session).await?;
    let stored = written::store(
        tx,
        &moving,
        Outgoing {
            interaction: session.id,
            kind: MessageKind::Outbound,
            author: Some(by.user),
            actor: by.actor(),
            text: input.text,
            subject: Some(input.subject),
            files: input.files,
            envelope: head.envelope()?,
            client_id: Some(client_id),
            delivery: Some(DeliveryState::Queued),
            side: None,
        },
    )
    .await?;
    let payload = crate::mail::send::effect(stored.id, channel.id);
    let lane = channel.id.to_string();
    tx.outbox((SEND_MAIL, &lane), &stored.id.to_string(), payload, tx.now()).await?;
    note_answer(tx, &mut moving, &stored);
    let to = Assign { user: by.user, offer: None, medium: Medium::Mail };
    moving.assign(tx, actor, to).await?;
    moving.settle(tx, actor, CaseStatus::PendingCustomer).await?;
    reading::mark(tx, by.user, moving.case.id, stored.seq).await?;
    moving.save(tx).await?;
    Ok(moving.case)
}
