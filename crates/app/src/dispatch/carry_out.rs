//! Writes what the engines decided, one transaction per tenant and turn, each decision guarded by
//! the row it is about.

use model::event::{EventBody, NewEvent};
use model::{Actor, OfferId, Presence, TenantId, UserId, WorkItemId, WorkState};
use routing::Effect;
use store::presence::AgentPresence;
use store::work_item::{self, Offer, WorkItem};
use store::{StoreError, Tx, case, presence};

use crate::App;

/// Writes all decisions that are not written yet.
pub(super) async fn all(app: &App) -> Result<(), StoreError> {
    let decided: Vec<(TenantId, Vec<Effect>)> = app
        .dispatch
        .lock()
        .iter_mut()
        .map(|(tenant, desk)| (*tenant, std::mem::take(&mut desk.decided)))
        .map(|(tenant, effects)| (tenant, effects.into_iter().filter(is_ours).collect::<Vec<_>>()))
        .filter(|(_, effects)| !effects.is_empty())
        .collect();
    for (tenant, effects) in decided {
        app.of(tenant)
            .write(app.now(), move |tx| Box::pin(async move { write(tx, effects).await }))
            .await?;
    }
    Ok(())
}

/// The others only repeat what the log told the engine.
fn is_ours(effect: &Effect) -> bool {
    use model::event::OfferEnd;
    match effect {
        Effect::Offer { .. } | Effect::DeclinesForgotten { .. } => true,
        Effect::OfferEnded { reason, .. } => *reason != OfferEnd::WorkGone,
        Effect::SetPresence { to, .. } => *to == Presence::Away,
        _ => false,
    }
}

async fn write(tx: &mut Tx<'_>, effects: Vec<Effect>) -> Result<(), StoreError> {
    for effect in effects {
        match effect {
            Effect::Offer { work, offer, agent, expires_at } => {
                let offer = Offer { id: offer, user: agent, expires_at };
                make_offer(tx, work, offer).await?;
            }
            Effect::OfferEnded { work, offer, agent, reason } => {
                let body = EventBody::WorkOfferEnded { work, offer, user: agent, reason };
                end_offer(tx, work, offer, body).await?;
            }
            Effect::DeclinesForgotten { work } => forget_declines(tx, work).await?,
            Effect::SetPresence { agent, to, .. } => set_presence(tx, agent, to).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn make_offer(tx: &mut Tx<'_>, work: WorkItemId, offer: Offer) -> Result<(), StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(()) };
    if item.state != WorkState::Waiting {
        return Ok(());
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
    append(tx, &item, body).await
}

async fn end_offer(
    tx: &mut Tx<'_>,
    work: WorkItemId,
    offer: OfferId,
    body: EventBody,
) -> Result<(), StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(()) };
    if item.offer.is_none_or(|standing| standing.id != offer) {
        return Ok(());
    }
    item.state = WorkState::Waiting;
    item.offer = None;
    work_item::update(tx, &item).await?;
    append(tx, &item, body).await
}

async fn forget_declines(tx: &Tx<'_>, work: WorkItemId) -> Result<(), StoreError> {
    let Some(mut item) = work_item::by_id(tx, work).await? else { return Ok(()) };
    item.declined.clear();
    work_item::update(tx, &item).await
}

/// Who let an offer run out is away, until they say otherwise.
async fn set_presence(tx: &mut Tx<'_>, user: UserId, to: Presence) -> Result<(), StoreError> {
    let Some(now) = presence::get(tx, user).await? else { return Ok(()) };
    if now.state != Presence::Available {
        return Ok(());
    }
    presence::set(tx, &AgentPresence { state: to, since: tx.now(), ..now }).await?;
    let body = EventBody::PresenceChanged { user, from: now.state, to };
    tx.append(NewEvent::bare(Actor::System, body)).await?;
    Ok(())
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
