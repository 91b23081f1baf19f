//! Who an anonymous customer is: a colleague's decision, with candidates and their reasons.

use api::case::{CaseRow, Identify};
use api::customer::Candidate;
use api::{Answer, Caller, Code, Problem};
use model::{CaseId, CustomerId, IdentityKind};
use serde_json::json;
use store::customer::{self, Customer};
use store::{Tx, case, identity};

use super::rows;
use crate::App;
use crate::audit::{Who, record};
use crate::customers::merge::merge;
use crate::customers::view;
use crate::failure::{Failure, OrProblem};

/// Says whose case it is. Only an anonymous record is folded into a known one: two identified
/// people are never made one.
pub(super) async fn identify(
    app: &App,
    by: &Caller,
    case: CaseId,
    who: Identify,
) -> Answer<CaseRow> {
    let store = app.of(by.tenant);
    let caller = by.clone();
    let changed = store
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = case::get(tx, case).await?.ok_or(Problem::new(Code::NotFound))?;
                absorb(tx, &caller, found.customer, who.customer).await?;
                let changed = case::get(tx, case).await?.ok_or(Problem::new(Code::NotFound))?;
                Ok::<_, Failure>(changed)
            })
        })
        .await
        .or_problem()?;
    rows::one(&store, changed.value, Some(by.user)).await.or_problem()
}

async fn absorb(
    tx: &mut Tx<'_>,
    by: &Caller,
    from: CustomerId,
    to: CustomerId,
) -> Result<(), Failure> {
    let leaders = customer::leaders(tx, &[from, to]).await?;
    let leader = |record| leaders.get(&record).ok_or(Problem::new(Code::NotFound));
    let (anonymous, known) = (leader(from)?, leader(to)?);
    if anonymous.id == known.id {
        return Ok(());
    }
    if !anonymous.anonymous {
        return Err(Problem::new(Code::Conflict)
            .with(
                "この案件の顧客はすでに特定されています。",
                "The customer of this case is identified already.",
            )
            .into());
    }
    if known.anonymous {
        return Err(Problem::invalid(
            "customer",
            "匿名の顧客には紐づけられません。",
            "An anonymous customer cannot be chosen.",
        )
        .into());
    }
    let reason = json!({"kind": "identified"});
    merge(tx, by.actor(), (from, to), reason).await?;
    let detail = json!({"from": from, "to": to});
    record(tx, &Who::from(by), "customer.identified", &to.to_string(), detail).await?;
    Ok(())
}

/// Who an anonymous customer might be.
pub(super) async fn candidates(app: &App, by: &Caller, case: CaseId) -> Answer<Vec<Candidate>> {
    let store = app.of(by.tenant);
    let found = case::get(&store, case).await.or_problem()?.ok_or(Problem::new(Code::NotFound))?;
    let mut leaders = customer::leaders(&store, &[found.customer]).await.or_problem()?;
    let Some(asked) = leaders.remove(&found.customer) else { return Ok(Vec::new()) };
    if !asked.anonymous {
        return Ok(Vec::new());
    }
    let mut candidates = Vec::new();
    if let Some(email) = asked.attributes.get("claimed_email").and_then(|value| value.as_str())
        && let Some(owner) =
            identity::find(&store, IdentityKind::Email, email).await.or_problem()?
        && let Some(known) =
            customer::leaders(&store, &[owner.customer]).await.or_problem()?.remove(&owner.customer)
    {
        candidates.push((known, "claimed_email"));
    }
    if !asked.name.is_empty() {
        let named = customer::by_name(&store, &asked.name, 5).await.or_problem()?;
        for known in named {
            if candidates.iter().all(|(other, _)| other.id != known.id) {
                candidates.push((known, "same_name"));
            }
        }
    }
    let reasons: Vec<&str> = candidates.iter().map(|(_, reason)| *reason).collect();
    let known: Vec<Customer> = candidates.into_iter().map(|(known, _)| known).collect();
    let rows = view::rows(&store, known).await.or_problem()?;
    Ok(rows
        .into_iter()
        .zip(reasons)
        .map(|(customer, reason)| Candidate { customer, reason: reason.to_owned() })
        .collect())
}
