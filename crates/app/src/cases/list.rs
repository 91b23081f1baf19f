//! The lists of the inbox and the numbers beside them.

use api::case::{CaseCounts, CaseQuery, CaseRow, CaseView, QueueCount};
use api::{Answer, Caller, Code, Page, Problem};
use model::CaseStatus;
use model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use store::case::{self, Case, CaseFilter, CaseOrder, CasePlace};
use store::{StoreError, TenantStore, customer, reading};

use super::rows;
use crate::App;
use crate::failure::{OrProblem, problem_of};

/// Cases nobody has yet.
const WAITING: [CaseStatus; 2] = [CaseStatus::Waiting, CaseStatus::Reopened];
/// Cases that still need somebody.
const OPEN: [CaseStatus; 5] = [
    CaseStatus::Waiting,
    CaseStatus::Assigned,
    CaseStatus::PendingCustomer,
    CaseStatus::OnHold,
    CaseStatus::Reopened,
];
/// Of these, what a person's own list shows: not what they have put off.
const AT_HAND: [CaseStatus; 4] =
    [CaseStatus::Waiting, CaseStatus::Assigned, CaseStatus::PendingCustomer, CaseStatus::Reopened];

/// One page of a list.
pub(super) async fn list(app: &App, by: &Caller, query: CaseQuery) -> Answer<Page<CaseRow>> {
    let store = app.of(by.tenant);
    let mut filter = filter(by, &query)?;
    if let Some(customer) = query.customer {
        filter.customers = match customer::group(&store, customer).await {
            Ok(records) => records.into_iter().map(|record| record.id).collect(),
            // Nobody's: an empty list.
            Err(StoreError::NotFound(_)) => vec![customer],
            Err(error) => return Err(problem_of(&error)),
        };
    }
    let limit = query.limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let found = case::list(&store, &filter, u64::from(limit) + 1).await.or_problem()?;
    let page = Page::of(found, limit, |case| cursor(case, filter.order));
    let items = rows::rows(&store, page.items, Some(by.user)).await.or_problem()?;
    Ok(Page { items, next: page.next })
}

fn filter(by: &Caller, query: &CaseQuery) -> Answer<CaseFilter> {
    let mut filter = CaseFilter {
        queue: query.queue,
        channel: query.channel,
        channel_kind: query.channel_kind,
        owner: query.owner,
        category: query.category,
        disposition: query.disposition,
        offered: query.offered.unwrap_or(false),
        words: query.q.clone(),
        after: query.cursor.as_deref().map(place).transpose()?,
        ..CaseFilter::default()
    };
    match query.view.unwrap_or(CaseView::All) {
        CaseView::Mine => mine(&mut filter, by),
        CaseView::Unread => {
            mine(&mut filter, by);
            filter.unread_by = Some(by.user);
        }
        CaseView::Waiting => filter.status = WAITING.to_vec(),
        CaseView::Mentions => filter.mentions = Some(by.user),
        CaseView::Held => held(&mut filter, by),
        CaseView::Open => filter.status = OPEN.to_vec(),
        CaseView::Resolved => filter.status = vec![CaseStatus::Resolved],
        CaseView::All => {}
    }
    if let Some(status) = query.status {
        filter.status = vec![status];
    }
    if query.view == Some(CaseView::Waiting) && filter.status.iter().all(|s| WAITING.contains(s)) {
        filter.order = CaseOrder::Queued;
    }
    Ok(filter)
}

fn mine(filter: &mut CaseFilter, by: &Caller) {
    filter.owner = Some(by.user);
    filter.status = AT_HAND.to_vec();
}

fn held(filter: &mut CaseFilter, by: &Caller) {
    filter.owner = Some(by.user);
    filter.status = vec![CaseStatus::OnHold];
}

fn cursor(case: &Case, order: CaseOrder) -> String {
    let place = case.place(order);
    format!("{}.{}", place.at, place.id)
}

fn place(cursor: &str) -> Answer<CasePlace> {
    let read = || {
        let (at, id) = cursor.split_once('.')?;
        Some(CasePlace { at: at.parse().ok()?, id: id.parse().ok()? })
    };
    read().ok_or_else(|| {
        Problem::new(Code::Malformed).with(
            "ページの位置(cursor)が正しくありません。",
            "The page position (cursor) is wrong.",
        )
    })
}

/// The numbers beside the lists.
pub(super) async fn counts(app: &App, by: &Caller) -> Answer<CaseCounts> {
    let store = app.of(by.tenant);
    let queues: Vec<QueueCount> = case::waiting_by_queue(&store)
        .await
        .or_problem()?
        .into_iter()
        .map(|(queue, waiting)| QueueCount { queue, waiting })
        .collect();
    let mut mine_filter = CaseFilter::default();
    mine(&mut mine_filter, by);
    let unread = CaseFilter { unread_by: Some(by.user), ..mine_filter.clone() };
    let mut held_filter = CaseFilter::default();
    held(&mut held_filter, by);
    let open = CaseFilter { status: OPEN.to_vec(), ..CaseFilter::default() };
    Ok(CaseCounts {
        mine: count(&store, &mine_filter).await?,
        unread: count(&store, &unread).await?,
        waiting: queues.iter().map(|queue| queue.waiting).sum(),
        mentions: reading::calls(&store, by.user).await.or_problem()?,
        held: count(&store, &held_filter).await?,
        open: count(&store, &open).await?,
        queues,
    })
}

async fn count(store: &TenantStore, filter: &CaseFilter) -> Answer<u64> {
    case::count(store, filter).await.or_problem()
}
