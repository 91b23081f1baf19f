//! Two people after all: a decision that can be taken back.

use api::customer::LookalikeDecision;
use api::{Answer, Caller, Code, Problem};
use serde_json::json;
use store::{customer, customer_pair};

use crate::App;
use crate::audit::{Who, record};
use crate::customers::ties;
use crate::failure::{Failure, OrProblem};

pub(in crate::customers) async fn decide(
    app: &App,
    by: &Caller,
    input: LookalikeDecision,
) -> Answer<()> {
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let one = customer::group_ids(tx, input.a).await?;
                let other = customer::group_ids(tx, input.b).await?;
                if one.contains(&input.b) {
                    return Err(Problem::new(Code::Conflict)
                        .with(
                            "この2つの記録は、すでに同じ顧客として統合されています。",
                            "These two records are one customer already.",
                        )
                        .into());
                }
                let dismissed = input.different.then_some(caller.user);
                let pairs = (one.as_slice(), other.as_slice());
                let changed = customer_pair::dismiss(tx, pairs, dismissed).await?;
                if let Some(kind) = input.tie.filter(|_| input.different) {
                    ties::tie(tx, &caller, (input.a, input.b), Some(kind)).await?;
                }
                if changed > 0 {
                    let detail = json!({"other": input.b, "different": input.different});
                    let subject = input.a.to_string();
                    record(tx, &Who::from(&caller), "customer.told_apart", &subject, detail)
                        .await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
