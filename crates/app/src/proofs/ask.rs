//! Asking for a proof.

use std::collections::BTreeMap;

use api::proof::{NewProof, Proof};
use api::{Answer, Caller, Code, Problem};
use jiff::SignedDuration;
use model::event::EventBody;
use model::limits::{PROOF_MINUTES, PROOFS_PER_HOUR_MAX};
use model::{ChannelKind, CustomerId, IdentityKind};
use serde_json::json;
use store::address_proof::{self, AddressProof};
use store::channel::{self, Channel};
use store::{Sealer, Tx, interaction};

use super::{code_hash, mail, view};
use crate::App;
use crate::audit::{Who, record};
use crate::cases::flow::Moving;
use crate::cases::written;
use crate::clock::secret_bytes;
use crate::customers::create::about;
use crate::customers::get::present;
use crate::failure::{Failure, OrProblem};
use crate::handover::code::HandoverCode;
use crate::mail::settings::MailSettings;

/// Shown of one person.
const SHOWN_MAX: u64 = 10;

pub(super) async fn list(app: &App, by: &Caller, customer: CustomerId) -> Answer<Vec<Proof>> {
    let store = app.of(by.tenant);
    let person = present(&store, customer).await?;
    let found = address_proof::of_records(&store, &person.ids(), SHOWN_MAX).await.or_problem()?;
    let now = app.now();
    Ok(found.into_iter().map(|proof| view(proof, now)).collect())
}

pub(super) async fn ask(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    input: NewProof,
) -> Answer<Proof> {
    let address = crate::validate::email("address", &input.address)?;
    let channel = mailbox(app, by).await?;
    let now = app.now();
    let (caller, sealer) = (by.clone(), app.store.sealer().clone());
    let made = app
        .of(by.tenant)
        .write(now, move |tx| {
            let new = NewProof { address, case: input.case };
            Box::pin(async move { write(tx, &caller, (customer, new), (&sealer, &channel)).await })
        })
        .await
        .or_problem()?
        .value;
    Ok(view(made, now))
}

/// The first mailbox that can send.
async fn mailbox(app: &App, by: &Caller) -> Answer<Channel> {
    let all = channel::all(&app.of(by.tenant)).await.or_problem()?;
    for channel in all.into_iter().filter(|one| one.kind == ChannelKind::Email && one.active) {
        if MailSettings::open(app, by.tenant, &channel).or_problem()?.smtp().is_some() {
            return Ok(channel);
        }
    }
    Err(Problem::new(Code::Conflict).with(
        "メールを送信できるチャネルがありません。管理者にメールの設定を確認してください。",
        "There is no channel that can send mail. Ask an administrator.",
    ))
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    (customer, new): (CustomerId, NewProof),
    (sealer, channel): (&Sealer, &Channel),
) -> Result<AddressProof, Failure> {
    let person = present(tx, customer).await?;
    let now = tx.now();
    let before = address_proof::of_records(tx, &person.ids(), PROOFS_PER_HOUR_MAX).await?;
    let hour_ago = now - SignedDuration::from_hours(1);
    let lately = before.iter().filter(|one| one.made_at > hour_ago).count() as u64;
    if lately >= PROOFS_PER_HOUR_MAX {
        return Err(Problem::new(Code::TooMany)
            .with(
                "確認メールを続けて送りすぎています。1時間ほどおいてください。",
                "Too many mails in a row. Wait for an hour.",
            )
            .into());
    }
    // Only the newest one counts.
    address_proof::expire(tx, &person.ids(), &new.address).await?;
    let (code, link) = (six_digits(), HandoverCode::fresh());
    let id = tx.id();
    let made = AddressProof {
        id,
        customer: person.leader.id,
        channel: channel.id,
        made_by: by.user,
        case: new.case,
        address: new.address,
        code_hash: code_hash(sealer, id, &code),
        link_hash: link.hash(),
        attempts: 0,
        made_at: now,
        expires_at: now + SignedDuration::from_mins(PROOF_MINUTES),
        proven_at: None,
        failure: None,
    };
    address_proof::insert(tx, &made).await?;
    if let Some(case) = new.case {
        let text = format!("{} へ確認メールを送りました", made.address);
        tell(tx, (case, &person.ids()), ("proof_asked", text)).await?;
    }
    let said = EventBody::CustomerProofAsked { proof: id, identity: IdentityKind::Email };
    tx.append(about(person.leader.id, by.actor(), said)).await?;
    let detail = json!({"proof": id, "channel": channel.id});
    record(tx, &Who::from(by), "customer.proof_asked", &customer.to_string(), detail).await?;
    let words =
        BTreeMap::from([("code".to_owned(), code), ("link".to_owned(), link.as_str().to_owned())]);
    mail::send_later(tx, sealer, &made, &words).await?;
    Ok(made)
}

/// A line in the thread of a case of this person; it says nothing in other people's.
pub(super) async fn tell(
    tx: &mut Tx<'_>,
    (case, records): (model::CaseId, &[CustomerId]),
    line: (&str, String),
) -> Result<(), Failure> {
    let moving = Moving::read(tx, case).await?;
    if !records.contains(&moving.case.customer) {
        return Err(Problem::new(Code::NotFound).into());
    }
    if let Some(session) = interaction::of_case(tx, case).await?.last() {
        written::inner_line(tx, &moving, session.id, line).await?;
    }
    Ok(())
}

/// Six digits, each as likely as the others: what lies above the last whole million is drawn anew.
fn six_digits() -> String {
    const MILLION: u32 = 1_000_000;
    loop {
        let drawn = u32::from_le_bytes(secret_bytes());
        if drawn < u32::MAX / MILLION * MILLION {
            return format!("{:06}", drawn % MILLION);
        }
    }
}
