//! Answering offers. The row decides: an answer counts while the offer stands there.

use api::case::CaseRow;
use api::work::Offer;
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::{OfferId, WorkState};
use store::work_item::{self, WorkItem};
use store::{case, work_item as table};

use crate::App;
use crate::cases::flow::{Assign, Moving};
use crate::cases::rows;
use crate::failure::{Failure, OrProblem};

/// An offer as the agent sees it; `None` when none stands.
#[must_use]
pub fn view(item: &WorkItem, row: &CaseRow) -> Option<Offer> {
    let offer = item.offer?;
    Some(Offer {
        id: offer.id,
        work: item.id,
        user: offer.user,
        case: row.id,
        case_number: row.number,
        subject: row.subject.clone(),
        snippet: row.snippet.clone(),
        customer: row.customer.clone(),
        queue: item.queue,
        channel_kind: row.channel_kind,
        medium: item.medium,
        priority: item.priority,
        enqueued_at: item.enqueued_at,
        expires_at: offer.expires_at,
    })
}

/// The offers that stand for me.
pub(super) async fn mine(app: &App, by: &Caller) -> Answer<Vec<Offer>> {
    let store = app.of(by.tenant);
    let items = table::offered_to(&store, by.user).await.or_problem()?;
    let ids: Vec<_> = items.iter().filter_map(|item| item.case).collect();
    let cases = case::many(&store, &ids).await.or_problem()?;
    let rows = rows::rows(&store, cases, None).await.or_problem()?;
    Ok(items
        .iter()
        .filter_map(|item| view(item, rows.iter().find(|row| Some(row.id) == item.case)?))
        .collect())
}

/// Takes an offer.
pub(super) async fn accept(app: &App, by: &Caller, offer: OfferId) -> Answer<CaseRow> {
    let (store, user, now) = (app.of(by.tenant), by.user, app.now());
    let actor = by.actor();
    let taken = store
        .write(now, move |tx| {
            Box::pin(async move {
                let item = table::of_offer(tx, offer).await?;
                let item = standing(item, user, now)?;
                let case = item.case.ok_or(Problem::new(Code::OfferGone))?;
                let mut moving = Moving::read(tx, case).await?;
                let to = Assign { user, offer: Some(offer), medium: item.medium };
                moving.assign(tx, actor, to).await?;
                moving.save(tx).await?;
                Ok::<_, Failure>(moving.case)
            })
        })
        .await
        .or_problem()?;
    rows::one(&store, taken.value, Some(user)).await.or_problem()
}

/// Refuses an offer; the next agent is asked.
pub(super) async fn decline(app: &App, by: &Caller, offer: OfferId) -> Answer<()> {
    let (store, user, now) = (app.of(by.tenant), by.user, app.now());
    let actor = by.actor();
    store
        .write(now, move |tx| {
            Box::pin(async move {
                let mut item = standing(table::of_offer(tx, offer).await?, user, now)?;
                item.state = WorkState::Waiting;
                item.offer = None;
                if !item.declined.contains(&user) {
                    item.declined.push(user);
                }
                work_item::update(tx, &item).await?;
                let customer = match item.case {
                    Some(id) => case::get(tx, id).await?.map(|case| case.customer),
                    None => None,
                };
                tx.append(NewEvent {
                    customer,
                    case: item.case,
                    interaction: item.interaction,
                    actor,
                    body: EventBody::WorkDeclined { work: item.id, offer, user },
                })
                .await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}

/// The work of an offer that this person may answer now.
fn standing(
    item: Option<WorkItem>,
    user: model::UserId,
    now: Timestamp,
) -> Result<WorkItem, Problem> {
    item.filter(|item| item.offer.is_some_and(|offer| offer.user == user && offer.expires_at > now))
        .ok_or(Problem::new(Code::OfferGone))
}
