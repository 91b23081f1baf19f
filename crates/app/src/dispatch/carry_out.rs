//! Writes what the engines decided, one transaction per tenant and turn, each decision guarded by
//! the row it is about. What a row refused is doubtful: the engine may believe something untrue.

use model::event::{EventBody, NewEvent, OfferEnd};
use model::{Actor, OfferId, Presence, QueueId, TenantId, UserId, WorkItemId, WorkState};
use routing::Effect;
use store::presence::AgentPresence;
use store::work_item::{self, Offer, WorkItem};
use store::{StoreError, Tx, case, presence};

use super::doubts::Doubtful;
use crate::App;

/// Writes all decisions that are not written yet.
pub(super) async fn all(app: &App) -> Result<(), StoreError> {
    let decided: Vec<(TenantId, Vec<Effect>)> = app
        .dispatch
        .lock()
        .iter_mut()
        .map(|(tenant, desk)| (*tenant, to_write(std::mem::take(&mut desk.decided))))
        .filter(|(_, effects)| !effects.is_empty())
        .collect();
    for (tenant, effects) in decided {
        let written = app
            .of(tenant)
            .write(app.now(), move |tx| Box::pin(async move { write(tx, effects).await }))
            .await?;
        if let Some(desk) = app.dispatch.lock().get_mut(&tenant) {
            desk.doubts.add(written.value, written.last_seq);
        }
    }
    Ok(())
}

/// The decisions of ours, in order; the others only repeat what the log told the engine. Who is
/// available or away is said by the log as well, apart from what follows from a time-out. An offer
/// that was overtaken before it was made is not made.
fn to_write(decided: Vec<Effect>) -> Vec<Effect> {
    let mut kept: Vec<Effect> = Vec::new();
    for effect in decided {
        let overtaken = match &effect {
            Effect::OfferEnded { offer, reason, .. } if *reason != OfferEnd::TimedOut => {
                Some(*offer)
            }
            Effect::Assigned { offer, .. } => *offer,
            _ => None,
        };
        let made = |kept: &Effect| match kept {
            Effect::Offer { offer, .. } => Some(*offer) == overtaken,
            _ => false,
        };
        if let Some(at) = kept.iter().position(made) {
            kept.remove(at);
        } else if is_ours(&effect) {
            kept.push(effect);
        }
    }
    kept
}

const fn is_ours(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Offer { .. } | Effect::OfferEnded { .. } | Effect::DeclinesForgotten { .. }
    )
}

async fn write(tx: &mut Tx<'_>, effects: Vec<Effect>) -> Result<Doubtful, StoreError> {
    let mut doubtful = Doubtful::default();
    for effect in effects {
        match effect {
            Effect::Offer { work, queue, offer, agent, expires_at } => {
                let offer = Offer { id: offer, user: agent, expires_at };
                if !make_offer(tx, (work, queue), offer).await? {
                    doubtful.works.insert(work);
                }
            }
            Effect::OfferEnded { work, offer, agent, reason } => {
                let body = EventBody::WorkOfferEnded { work, offer, user: agent, reason };
                let ended = end_offer(tx, work, offer, body).await?;
                // Whoever took the work away has ended the offer already.
                if !ended && reason != OfferEnd::WorkGone {
                    doubtful.works.insert(work);
                }
                if reason == OfferEnd::TimedOut && !(ended && set_away(tx, agent).await?) {
                    doubtful.agents.insert(agent);
                }
            }
            Effect::DeclinesForgotten { work } => forget_declines(tx, work).await?,
            _ => {}
        }
    }
    Ok(doubtful)
}

/// Makes an offer of work that still waits where the engine saw it. Whether it was made.
async fn make_offer(
    tx: &mut Tx<'_>,
    (work, queue): (WorkItemId, QueueId),
    offer: Offer,
) -> Result<bool, StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(false) };
    if item.state != WorkState::Waiting || item.queue != queue {
        return Ok(false);
    }
    item.state = WorkState::Offered;
    item.offer = Some(offer);
    work_item::update(tx, &item).await?;
    let body = EventBody::WorkOffered {
        work,
        offer: offer.id,
        user: offer.user,
        expires_at: offer.expires_at,
    };
    append(tx, &item, body).await?;
    Ok(true)
}

/// Ends an offer that still stands. Whether it did.
async fn end_offer(
    tx: &mut Tx<'_>,
    work: WorkItemId,
    offer: OfferId,
    body: EventBody,
) -> Result<bool, StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(false) };
    if item.offer.is_none_or(|standing| standing.id != offer) {
        return Ok(false);
    }
    item.state = WorkState::Waiting;
    item.offer = None;
    work_item::update(tx, &item).await?;
    append(tx, &item, body).await?;
    Ok(true)
}

async fn forget_declines(tx: &Tx<'_>, work: WorkItemId) -> Result<(), StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(()) };
    item.declined.clear();
    work_item::update(tx, &item).await
}

/// Who let an offer run out is away, until they say otherwise. Whether they were available.
async fn set_away(tx: &mut Tx<'_>, user: UserId) -> Result<bool, StoreError> {
    let Some(now) = presence::get(tx, user).await? else { return Ok(false) };
    if now.state != Presence::Available {
        return Ok(false);
    }
    let to = Presence::Away;
    presence::set(tx, &AgentPresence { state: to, since: tx.now(), ..now }).await?;
    let body = EventBody::PresenceChanged { user, from: now.state, to };
    tx.append(NewEvent::bare(Actor::System, body)).await?;
    Ok(true)
}

async fn append(tx: &mut Tx<'_>, item: &WorkItem, body: EventBody) -> Result<(), StoreError> {
    let customer = match item.case {
        Some(id) => case::get(tx, id).await?.map(|case| case.customer),
        None => None,
    };
    tx.append(NewEvent {
        customer,
        case: item.case,
        interaction: item.interaction,
        actor: Actor::System,
        body,
    })
    .await?;
    Ok(())
}
