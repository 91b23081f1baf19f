//! Who an anonymous customer is: a colleague's decision, with candidates and their reasons.

use api::case::{CaseRow, Identify};
use api::customer::Candidate;
use api::{Answer, Caller, Code, Problem};
use model::event::{EventBody, NewEvent};
use model::{Actor, CaseId, CustomerId, IdentityKind, IdentityStrength};
use serde_json::json;
use store::customer::{self, Customer};
use store::{Tx, case, identity};

use super::rows;
use crate::App;
use crate::audit::{Who, record};
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
    if from == to {
        return Ok(());
    }
    let anonymous = customer::by_id(tx, from).await?.ok_or(Problem::new(Code::NotFound))?;
    let known = customer::by_id(tx, to).await?.ok_or(Problem::new(Code::NotFound))?;
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
    fold(tx, Actor::User { id: by.user }, anonymous, to).await?;
    let detail = json!({"from": from, "to": to});
    record(tx, &Who::from(by), "customer.identified", &to.to_string(), detail).await?;
    Ok(())
}

/// Moves everything of an anonymous record to a known customer.
pub(crate) async fn fold(
    tx: &mut Tx<'_>,
    actor: Actor,
    anonymous: Customer,
    to: CustomerId,
) -> Result<(), Failure> {
    let from = anonymous.id;
    case::move_to_customer(tx, from, to).await?;
    identity::move_all(tx, from, to).await?;
    customer::update(tx, &Customer { absorbed_into: Some(to), ..anonymous }).await?;
    let about = |body| NewEvent { customer: Some(to), case: None, interaction: None, actor, body };
    tx.append(about(EventBody::CustomerAbsorbed { from })).await?;
    tx.append(about(EventBody::CustomerIdentified {
        identity: IdentityKind::Visitor,
        strength: IdentityStrength::Claimed,
    }))
    .await?;
    Ok(())
}

/// Who an anonymous customer might be.
pub(super) async fn candidates(app: &App, by: &Caller, case: CaseId) -> Answer<Vec<Candidate>> {
    let store = app.of(by.tenant);
    let found = case::get(&store, case).await.or_problem()?.ok_or(Problem::new(Code::NotFound))?;
    let Some(asked) = customer::by_id(&store, found.customer).await.or_problem()? else {
        return Ok(Vec::new());
    };
    if !asked.anonymous {
        return Ok(Vec::new());
    }
    let mut candidates = Vec::new();
    if let Some(email) = asked.attributes.get("claimed_email").and_then(|value| value.as_str())
        && let Some(owner) =
            identity::find(&store, IdentityKind::Email, email).await.or_problem()?
        && let Some(known) = customer::by_id(&store, owner.customer).await.or_problem()?
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
