//! Erasing a person.

use api::privacy::{Erasure as View, NewErasure, PrivacyState};
use api::{Answer, Caller, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::limits::MESSAGE_CHARS_MAX;
use model::{CaseStatus, CustomerId, ErasureId};
use serde_json::json;
use store::case::{self, CaseFilter};
use store::erasure::{self, Erasure, ErasureState};
use store::{Scope, StoreError, Tx, customer, person, retention};

use crate::App;
use crate::audit::{Who, record};
use crate::customers::get::{Person, filled, present};
use crate::failure::{Failure, OrProblem};
use crate::validate;

pub(super) async fn state(app: &App, by: &Caller, id: CustomerId) -> Answer<PrivacyState> {
    let store = app.of(by.tenant);
    let found = present(&store, id).await?;
    let erasure = erasure::of_records(&store, &found.ids()).await.or_problem()?;
    let held = !retention::standing_on(&store, &found.ids()).await.or_problem()?.is_empty();
    Ok(PrivacyState { erasure: erasure.map(view), held })
}

fn view(erasure: Erasure) -> View {
    View {
        id: erasure.id,
        asked_by: erasure.asked_by,
        reason: erasure.reason,
        at: erasure.at,
        done: erasure.state == ErasureState::Done,
        records: erasure.counts.records,
        cases: erasure.counts.cases,
        messages: erasure.counts.messages,
        files: erasure.counts.files,
        orders: erasure.counts.orders,
        consents: erasure.counts.consents,
    }
}

pub(super) async fn erase(
    app: &App,
    by: &Caller,
    id: CustomerId,
    input: NewErasure,
) -> Answer<View> {
    let reason = validate::required("reason", &input.reason, MESSAGE_CHARS_MAX)?;
    let store = app.of(by.tenant);
    let caller = by.clone();
    let done = store.write(app.now(), move |tx| {
        Box::pin(async move { write(tx, &caller, id, (&input.confirm, reason)).await })
    });
    let records = done.await.or_problem()?.value;
    app.erasing.notify_one();
    let kept = erasure::of_records(&store, &records).await.or_problem()?;
    kept.map(view).ok_or_else(|| Problem::new(Code::Internal))
}

async fn write(
    tx: &mut Tx<'_>,
    by: &Caller,
    id: CustomerId,
    (confirm, reason): (&str, String),
) -> Result<Vec<CustomerId>, Failure> {
    let found = present(tx, id).await?;
    let records = customer::group_to_change(tx, found.leader.id).await?;
    may_go(tx, &found, &records, confirm).await?;
    let erased = person::erase(tx, &records).await?;
    let erasure: ErasureId = tx.id();
    let counts = serde_json::to_value(erased.counts)
        .map_err(|error| StoreError::Other(format!("counts of an erasure: {error}")))?;
    erasure::insert(tx, erasure, (by.user, reason), &records, &erased).await?;
    tx.append(NewEvent {
        customer: Some(found.leader.id),
        case: None,
        interaction: None,
        actor: by.actor(),
        body: EventBody::CustomerErased { erasure },
    })
    .await?;
    let detail = json!({"erasure": erasure, "counts": counts});
    record(tx, &Who::from(by), "customer.erased", &found.leader.id.to_string(), detail).await?;
    Ok(records)
}

/// Nobody is erased by mistake, twice, or while a matter of theirs is open.
async fn may_go(
    scope: &Scope<'_>,
    found: &Person,
    records: &[CustomerId],
    confirm: &str,
) -> Result<(), Failure> {
    if erasure::of_records(scope, records).await?.is_some() {
        return Err(Problem::new(Code::Conflict)
            .with("この顧客はすでに消去されています。", "This person was erased already.")
            .into());
    }
    if let Some(hold) = retention::standing_on(scope, records).await?.first() {
        return Err(Problem::new(Code::Conflict)
            .with(
                format!(
                    "このお客様の記録は保全されています({})。保全を解除してから消去してください。",
                    hold.reason
                ),
                format!(
                    "What is known of this customer is held ({}). End the hold first.",
                    hold.reason
                ),
            )
            .into());
    }
    let status = CaseStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let open = CaseFilter { customers: records.to_vec(), status, ..CaseFilter::default() };
    let open = case::count(scope, &open).await?;
    if open > 0 {
        return Err(Problem::new(Code::Conflict)
            .with(
                format!("未解決の案件が{open}件あります。解決してから消去してください。"),
                format!("{open} cases are open. Resolve them first."),
            )
            .into());
    }
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if letters(confirm) != letters(&filled(found).name) {
        return Err(Problem::invalid(
            "confirm",
            "表示されている氏名と一致しません。",
            "This is not the name that is shown.",
        )
        .into());
    }
    Ok(())
}
