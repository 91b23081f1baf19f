//! From which likeness on a centre looks at a pair.

use api::customer::LookalikeThreshold;
use api::{Answer, Caller, Problem};
use model::event::{EventBody, NewEvent};
use serde_json::json;
use store::{Scope, StoreError, tenant};

use super::pairs::SCORE_KEPT;
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};

/// Of a centre that has not set its own: as likely as not.
const SCORE_DEFAULT: u8 = 50;
/// Where the tenant's settings have it.
const SETTING: &str = "lookalike_score_min";

pub(super) async fn of(scope: &Scope<'_>) -> Result<u8, StoreError> {
    let set: Option<u8> = tenant::setting(scope, SETTING).await?;
    Ok(set.unwrap_or(SCORE_DEFAULT).max(SCORE_KEPT))
}

pub(in crate::customers) async fn set(
    app: &App,
    by: &Caller,
    input: LookalikeThreshold,
) -> Answer<()> {
    let score = input.score_min;
    if !(SCORE_KEPT..=99).contains(&score) {
        return Err(Problem::invalid(
            "score_min",
            format!("{SCORE_KEPT}から99までの値にしてください。"),
            format!("A value from {SCORE_KEPT} to 99."),
        ));
    }
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let before = of(tx).await?;
                if before == score {
                    return Ok(());
                }
                tenant::set_setting(tx, SETTING, &score).await?;
                let detail = json!({"from": before, "to": score});
                record(tx, &Who::from(&caller), "customer.lookalike_threshold", "", detail).await?;
                let body = EventBody::SettingsChanged { part: "lookalikes".to_owned() };
                tx.append(NewEvent::bare(caller.actor(), body)).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
