//! Holds (保全): of this customer, or of one of their cases, nothing is deleted, by time or by hand.

use api::retention::{HoldView, NewHold};
use api::{Answer, Caller, Code, Problem};
use model::limits::{HOLDS_PER_CUSTOMER_MAX, MESSAGE_CHARS_MAX};
use model::{CustomerId, LegalHoldId};
use serde_json::json;
use store::retention::{self, LegalHold};
use store::{Tx, case};

use crate::App;
use crate::audit::{Who, record};
use crate::customers::get::present;
use crate::failure::{Failure, OrProblem};
use crate::validate;

pub(super) async fn list(app: &App, by: &Caller, customer: CustomerId) -> Answer<Vec<HoldView>> {
    let store = app.of(by.tenant);
    let person = present(&store, customer).await?;
    let found = retention::standing_on(&store, &person.ids()).await.or_problem()?;
    Ok(found.into_iter().map(view).collect())
}

fn view(hold: LegalHold) -> HoldView {
    HoldView {
        id: hold.id,
        case: hold.case,
        customer: hold.customer,
        reason: hold.reason,
        placed_by: hold.placed.0,
        placed_at: hold.placed.1,
    }
}

pub(super) async fn place(
    app: &App,
    by: &Caller,
    customer: CustomerId,
    input: NewHold,
) -> Answer<Vec<HoldView>> {
    let reason = validate::required("reason", &input.reason, MESSAGE_CHARS_MAX)?;
    let caller = by.clone();
    let done = app.of(by.tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            let person = present(tx, customer).await?;
            if let Some(case) = input.case {
                let found = case::get(tx, case).await?;
                found
                    .filter(|found| person.ids().contains(&found.customer))
                    .ok_or(Problem::new(Code::NotFound))?;
            }
            let standing = retention::standing_on(tx, &person.ids()).await?;
            if standing.len() >= HOLDS_PER_CUSTOMER_MAX {
                return Err(Problem::new(Code::Conflict)
                    .with(
                        format!(
                            "保全は1人のお客様につき{HOLDS_PER_CUSTOMER_MAX}件までです。終わったものを解除してください。"
                        ),
                        format!(
                            "A customer can have {HOLDS_PER_CUSTOMER_MAX} holds. End those that are over."
                        ),
                    )
                    .into());
            }
            let hold = LegalHold {
                id: tx.id(),
                case: input.case,
                customer: input.case.is_none().then_some(person.leader.id),
                reason,
                placed: (caller.user, tx.now()),
                ended: None,
            };
            retention::place(tx, &hold).await?;
            // Why stands with the hold, and goes with the person.
            let detail = json!({"hold": hold.id, "case": input.case});
            let subject = person.leader.id.to_string();
            record(tx, &Who::from(&caller), "customer.held", &subject, detail).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await.or_problem()?;
    list(app, by, customer).await
}

pub(super) async fn end(app: &App, by: &Caller, id: LegalHoldId) -> Answer<()> {
    let caller = by.clone();
    let done = app.of(by.tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            let ended = retention::end(tx, id, caller.user).await?;
            let ended = ended.ok_or(Problem::new(Code::NotFound))?;
            let whose = match (ended.customer, ended.case) {
                (None, Some(case)) => case::get(tx, case).await?.map(|case| case.customer),
                (customer, _) => customer,
            };
            let whose = whose.map(|customer| customer.to_string()).unwrap_or_default();
            let detail = json!({"hold": id, "case": ended.case});
            record(tx, &Who::from(&caller), "customer.released", &whose, detail).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await.map(drop).or_problem()
}
