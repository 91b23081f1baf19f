//! Making a link.

use api::handover::{Handover as View, NewHandover};
use api::{Answer, Caller, Code, Problem};
use jiff::SignedDuration;
use model::event::EventBody;
use model::limits::{HANDOVER_HOURS, HANDOVERS_PER_CASE_MAX};
use model::{CaseId, CaseStatus, ChannelId, ChannelKind, HandoverId};
use serde_json::json;
use store::handover::{self, Handover};
use store::{Tx, channel};

use super::code::HandoverCode;
use crate::App;
use crate::audit::{Who, record};
use crate::cases::flow::Moving;
use crate::failure::{Failure, OrProblem};
use crate::qr;

pub(super) async fn offer(
    app: &App,
    by: &Caller,
    case: CaseId,
    input: NewHandover,
) -> Answer<View> {
    let code = HandoverCode::fresh();
    let (caller, hash) = (by.clone(), code.hash());
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move { write(tx, &caller, case, (input.channel, hash)).await })
        })
        .await
        .or_problem()?
        .value;
    let base = app.config.public_url.trim_end_matches('/');
    let url = format!("{base}/c/{}", code.as_str());
    Ok(View {
        id: made.id,
        qr: qr::picture(&url)?,
        url,
        code: code.spoken(),
        code_url: format!("{base}/c"),
        expires_at: made.expires_at,
    })
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    case: CaseId,
    (wanted, code_hash): (Option<ChannelId>, Vec<u8>),
) -> Result<Handover, Failure> {
    let moving = Moving::read(tx, case).await?;
    if moving.case.status == CaseStatus::Resolved {
        return Err(Problem::new(Code::Conflict)
            .with(
                "解決済みの案件です。再開してから案内してください。",
                "The case is resolved. Open it again first.",
            )
            .into());
    }
    let chats = channel::all(tx).await?.into_iter();
    let mut chats = chats.filter(|channel| channel.kind == ChannelKind::WebChat && channel.active);
    let channel = chats.find(|channel| wanted.is_none_or(|wanted| wanted == channel.id));
    let channel = channel.ok_or_else(|| {
        Problem::invalid(
            "channel",
            "案内できるWebチャットがありません。管理者に有効なチャネルを確認してください。",
            "There is no web chat to go on by. Ask an administrator for an active one.",
        )
    })?;
    let now = tx.now();
    // Whoever asks again and again gets fresh links; the oldest ones stop working.
    let unused: Vec<HandoverId> = handover::of_case(tx, case, 2 * HANDOVERS_PER_CASE_MAX)
        .await?
        .into_iter()
        .filter(|link| link.taken.is_none() && link.expires_at > now)
        .map(|link| link.id)
        .collect();
    let kept = usize::try_from(HANDOVERS_PER_CASE_MAX.saturating_sub(1)).unwrap_or(0);
    handover::expire(tx, unused.get(kept..).unwrap_or_default()).await?;
    let made = Handover {
        id: tx.id(),
        case,
        channel: channel.id,
        made_by: by.user,
        code_hash,
        made_at: now,
        expires_at: now + SignedDuration::from_hours(HANDOVER_HOURS),
        taken: None,
    };
    handover::insert(tx, &made).await?;
    let said = EventBody::HandoverOffered { handover: made.id, channel: channel.id };
    tx.append(moving.event(by.actor(), said)).await?;
    let detail = json!({"case": case, "channel": channel.id});
    record(tx, &Who::from(by), "handover.offered", &made.id.to_string(), detail).await?;
    Ok(made)
}
