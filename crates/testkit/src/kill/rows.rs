//! Looking into the database: messages against the log, and work against cases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::event::EventBody;
use model::{CaseId, CaseStatus, MessageId, MessageKind, TenantId};
use store::case::Case;
use store::work_item::WorkItem;
use store::{Store, StoreOptions, TenantStore, case, intake, log, message, work_item};

use super::ledger::Ledger;
use super::{Report, Stopped};

/// More rows than a run leaves.
const ALL: u64 = 10_000_000;

/// Opens what the server left and looks at all of it.
pub(super) async fn look(
    stopped: &Stopped,
    database_url: Option<String>,
    ledger: &Ledger,
    report: &mut Report,
) {
    let store = open(stopped.data(), database_url).await;
    let waiting = good(intake::received(&store.system(), ALL).await);
    report.wrong.extend(waiting.iter().map(|(_, mail)| format!("never filed: {mail:?}")));
    let (cases, messages) = logged(&store, report).await;
    let mut there = Vec::new();
    for (tenant, cases) in cases {
        let tenant = store.tenant(tenant);
        let (mut rows, mut known) = (Vec::new(), Vec::new());
        for id in cases {
            let Some(case) = good(case::get(&tenant, id).await) else {
                report.wrong.push(format!("{id:?} was opened and has no row"));
                continue;
            };
            rows.extend(good(message::thread(&tenant, id, i64::MAX, ALL).await));
            known.push(case);
        }
        for row in &rows {
            if messages.get(&row.id) != Some(&row.seq) {
                report.wrong.push(format!("{:?} is not where the log has it", row.id));
            }
            if matches!(row.kind, MessageKind::Inbound | MessageKind::Outbound) {
                there.push((row.seq, row.text.clone()));
            }
        }
        let stored: BTreeSet<MessageId> = rows.iter().map(|row| row.id).collect();
        let missing = messages.keys().filter(|id| !stored.contains(id));
        report.wrong.extend(missing.map(|id| format!("{id:?} is on the log and has no row")));
        work(&tenant, &known, report).await;
    }
    ledger.compare("the database", &there, report);
    good(store.close().await);
}

async fn open(data: &Path, database_url: Option<String>) -> Store {
    let mut options = StoreOptions::new(data);
    options.database_url = database_url;
    good(Store::open(options).await)
}

/// The cases of each tenant and the positions of all messages, as the log tells them.
async fn logged(
    store: &Store,
    report: &mut Report,
) -> (BTreeMap<TenantId, Vec<CaseId>>, BTreeMap<MessageId, i64>) {
    let (mut cases, mut messages) = (BTreeMap::<TenantId, Vec<CaseId>>::new(), BTreeMap::new());
    let mut last = 0;
    for (tenant, event) in good(log::tail::events_after(&store.system(), 0, ALL).await) {
        if event.seq <= last {
            report.wrong.push(format!("position {} after {last}", event.seq));
        }
        last = event.seq;
        match event.body {
            EventBody::CaseOpened { .. } => {
                cases.entry(tenant).or_default().extend(event.case);
            }
            EventBody::MessageReceived { message, .. } | EventBody::MessageSent { message }
                if messages.insert(message, event.seq).is_some() =>
            {
                report.doubled.push(format!("{message:?} stands on the log twice"));
            }
            _ => {}
        }
    }
    (cases, messages)
}

/// No work is lost: waiting or reopened ⇔ one unfinished item that nobody has, assigned ⇔ one that
/// the owner has, pending or resolved ⇔ none.
async fn work(tenant: &TenantStore, cases: &[Case], report: &mut Report) {
    let mut items: BTreeMap<CaseId, Vec<WorkItem>> = BTreeMap::new();
    for item in good(work_item::open(tenant).await) {
        match item.case {
            Some(case) => items.entry(case).or_default().push(item),
            None => report.wrong.push(format!("work without a case: {item:?}")),
        }
    }
    for case in cases {
        let own = items.remove(&case.id).unwrap_or_default();
        let held = match own.as_slice() {
            [] => None,
            [item] => Some(item.assigned_to),
            _ => {
                report.wrong.push(format!("case {} has several items", case.number));
                continue;
            }
        };
        let right = match case.status {
            CaseStatus::Waiting | CaseStatus::Reopened => {
                held == Some(None) && case.owner.is_none()
            }
            CaseStatus::Assigned => case.owner.is_some() && held == Some(case.owner),
            CaseStatus::PendingCustomer | CaseStatus::OnHold | CaseStatus::Resolved => {
                held.is_none()
            }
        };
        if !right {
            report.wrong.push(format!(
                "case {} is {:?} of {:?} while its work is {own:?}",
                case.number, case.status, case.owner
            ));
        }
    }
    report.wrong.extend(items.into_keys().map(|id| format!("work of an unknown case {id:?}")));
}

fn good<T>(answer: Result<T, store::StoreError>) -> T {
    answer.unwrap_or_else(|error| panic!("the store: {error}"))
}
