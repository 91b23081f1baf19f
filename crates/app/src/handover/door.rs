//! What somebody with a code sees.

use std::collections::BTreeMap;

use api::handover::{HandoverDoor, HandoverState};
use api::{Answer, Code, Problem};
use jiff::Timestamp;
use model::TenantId;
use store::channel::{self, Channel};
use store::handover::{self, Handover};
use store::tenant;

use super::code::HandoverCode;
use crate::App;
use crate::failure::OrProblem;

/// A link with its tenant and its chat.
pub(super) struct Found {
    pub(super) tenant: TenantId,
    pub(super) link: Handover,
    pub(super) channel: Channel,
    pub(super) key: String,
}

/// The link of a code that somebody typed or followed.
pub(super) async fn find(app: &App, typed: &str) -> Answer<Found> {
    let missing = || Problem::new(Code::NotFound);
    let code = HandoverCode::read(typed).ok_or_else(missing)?;
    let found = handover::by_code_hash(&app.store.system(), &code.hash()).await.or_problem()?;
    let (tenant, link) = found.ok_or_else(missing)?;
    let channel = channel::get(&app.of(tenant), link.channel).await.or_problem()?;
    let channel = channel.filter(|channel| channel.active).ok_or(Problem::new(Code::ChannelOff))?;
    let key = channel.public_key.clone().ok_or_else(missing)?;
    Ok(Found { tenant, link, channel, key })
}

pub(super) fn state(link: &Handover, now: Timestamp) -> HandoverState {
    match link.taken {
        Some(_) => HandoverState::Taken,
        None if link.expires_at <= now => HandoverState::Expired,
        None => HandoverState::Open,
    }
}

pub(super) async fn door(app: &App, typed: &str) -> Answer<HandoverDoor> {
    let found = find(app, typed).await?;
    let settings: BTreeMap<String, String> =
        serde_json::from_value(found.channel.config.clone()).unwrap_or_default();
    let title = settings.get("title").filter(|title| !title.is_empty());
    Ok(HandoverDoor {
        company: tenant::get(&app.of(found.tenant)).await.or_problem()?.name,
        title: title.unwrap_or(&found.channel.name).clone(),
        state: state(&found.link, app.now()),
        channel: found.key,
    })
}
