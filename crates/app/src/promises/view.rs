//! What desks see of promises.

use std::collections::HashMap;

use api::promise::{CaseSla, PromiseView, SlaDetail};
use jiff::Timestamp;
use model::CaseId;
use sla::{Clock, Rule, State, Target};
use store::case_clock::{self, CaseClock};
use store::{Scope, StoreError, sla_policy, sla_rule};

use super::fold::named;
use super::settings;
use super::terms::Terms;

/// The next due promise of some cases, where one runs.
///
/// # Errors
/// Those of the store.
pub async fn of_cases(
    scope: &Scope<'_>,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, CaseSla>, StoreError> {
    let rows = case_clock::many(scope, cases).await?;
    Ok(rows.iter().filter_map(|row| Some((row.case, brief(row)?))).collect())
}

fn brief(row: &CaseClock) -> Option<CaseSla> {
    let (target, due_at) = row.due?;
    Some(CaseSla { target, due_at, warned: row.warned, breached: row.breached })
}

/// All promises of a case, with the policy they come from; none when they cannot be read here.
///
/// # Errors
/// Those of the store.
pub async fn detail(
    scope: &Scope<'_>,
    case: CaseId,
    now: Timestamp,
) -> Result<Option<SlaDetail>, StoreError> {
    let Some(row) = case_clock::many(scope, &[case]).await?.pop() else { return Ok(None) };
    let Some(id) = row.rule else { return Ok(None) };
    let Some(stored) = sla_rule::many(scope, &[id]).await?.pop() else { return Ok(None) };
    let policy = sla_policy::get(scope, stored.policy).await?;
    let read = || {
        let terms: Terms = settings::read(stored.terms)?;
        Ok::<(Rule, Clock), StoreError>((terms.rule()?, settings::read(row.clock)?))
    };
    let (rule, clock) = match read() {
        Ok(read) => read,
        Err(error) => {
            // The case itself can be worked on all the same.
            tracing::error!(%error, %case, "the promises of a case cannot be read");
            return Ok(None);
        }
    };
    let promises = Target::ALL
        .iter()
        .filter_map(|&target| {
            let goal = rule.targets.goal(target)?;
            let measure = clock.measure(target);
            let spent = measure.spent_by(now, &rule);
            Some(PromiseView {
                target: named(target),
                goal_minutes: goal.minutes,
                warn_percent: goal.warn_percent,
                spent_seconds: spent.as_secs(),
                running: matches!(measure.state, State::Running(_)),
                held: measure.state == State::Held,
                due_at: clock.due(target, &rule),
                breached: measure.breached,
                fulfilled: measure.fulfilled,
            })
        })
        .collect();
    Ok(Some(SlaDetail {
        policy: policy.map(|policy| policy.name).unwrap_or_default(),
        open_now: rule.calendar.is_open(now),
        opens_at: rule.calendar.next_open(now),
        promises,
    }))
}
