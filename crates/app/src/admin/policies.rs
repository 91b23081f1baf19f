//! Policies: what is promised of which cases.

use api::promise::{
    ConditionsView, EscalationView, GoalView, GoalsView, NewSlaPolicy, SlaPolicy as View,
    SlaPolicyChange,
};
use api::{Answer, Caller, Code, Problem};
use model::{HoursId, SlaPolicyId};
use serde_json::json;
use sla::{Goal, Targets};
use store::sla_policy::{self, SlaPolicy};
use store::{StoreError, Tx, business_hours, category, channel, queue};

use super::announce;
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::promises::settings;
use crate::promises::terms::{Conditions, Escalation};
use crate::validate;

/// Policies of one tenant.
const POLICIES_MAX: usize = 200;
/// Members of one condition.
const CONDITION_MAX: usize = 200;
/// Distance between the places of two new policies: room to put one between them.
const STEP: i64 = 10;
/// The last place in the order.
const POSITION_MAX: i64 = 1_000_000_000;

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let rows = sla_policy::all(&app.of(by.tenant)).await.or_problem()?;
    rows.into_iter().map(view).collect::<Result<_, _>>().or_problem()
}

fn view(row: SlaPolicy) -> Result<View, StoreError> {
    let targets: Targets = settings::read(row.targets)?;
    let conditions: Conditions = settings::read(row.conditions)?;
    let escalation: Escalation = settings::read(row.escalation)?;
    let goal = |goal: Option<Goal>| {
        goal.map(|goal| GoalView { minutes: goal.minutes, warn_percent: goal.warn_percent })
    };
    Ok(View {
        id: row.id,
        name: row.name,
        position: row.position,
        active: row.active,
        conditions: ConditionsView {
            queues: conditions.queues,
            categories: conditions.categories,
            channels: conditions.channels,
            ranks: conditions.ranks,
            priorities: conditions.priorities,
        },
        goals: GoalsView {
            first_response: goal(targets.first_response),
            next_response: goal(targets.next_response),
            resolution: goal(targets.resolution),
        },
        escalation: EscalationView {
            warn_owner: escalation.warn_owner,
            call_supervisors: escalation.call_supervisors,
            raise_to: escalation.raise_to,
        },
        hours: row.hours,
        version: row.version,
    })
}

async fn one(app: &App, by: &Caller, id: SlaPolicyId) -> Answer<View> {
    let found = list(app, by).await?;
    found.into_iter().find(|policy| policy.id == id).ok_or(Problem::new(Code::NotFound))
}

fn targets(goals: &GoalsView) -> Answer<Targets> {
    let goal = |goal: Option<GoalView>| {
        goal.map(|goal| Goal { minutes: goal.minutes, warn_percent: goal.warn_percent })
    };
    let targets = Targets {
        first_response: goal(goals.first_response),
        next_response: goal(goals.next_response),
        resolution: goal(goals.resolution),
    };
    targets.check().map_err(|why| {
        let ja = match why {
            sla::RuleError::Minutes => "目標時間は1分以上、90日以内で入力してください。",
            sla::RuleError::Warning => "警告は目標の1〜99%で指定してください。",
            sla::RuleError::Empty => {
                "初回応答・次回応答・解決のうち、少なくとも1つの目標を入力してください。"
            }
        };
        Problem::invalid("goals", ja, format!("{why}."))
    })?;
    Ok(targets)
}

fn conditions(given: ConditionsView) -> Answer<Conditions> {
    let ranks = given
        .ranks
        .iter()
        .map(|rank| validate::name("conditions", rank))
        .collect::<Answer<Vec<_>>>()?;
    let sizes = [given.queues.len(), given.categories.len(), given.channels.len(), ranks.len()];
    if sizes.iter().any(|size| *size > CONDITION_MAX) {
        return Err(Problem::invalid(
            "conditions",
            format!("条件は1種類につき{CONDITION_MAX}件までです。"),
            format!("At most {CONDITION_MAX} of each kind."),
        ));
    }
    Ok(Conditions {
        queues: given.queues,
        categories: given.categories,
        channels: given.channels,
        ranks,
        priorities: given.priorities,
    })
}

const fn escalation(given: EscalationView) -> Escalation {
    Escalation {
        warn_owner: given.warn_owner,
        call_supervisors: given.call_supervisors,
        raise_to: given.raise_to,
    }
}

/// Conditions that name only what there is.
async fn known(tx: &Tx<'_>, conditions: &Conditions) -> Result<(), Failure> {
    let queues: Vec<_> = queue::all(tx).await?.into_iter().map(|queue| queue.id).collect();
    let categories: Vec<_> = category::all(tx).await?.into_iter().map(|each| each.id).collect();
    let channels: Vec<_> = channel::all(tx).await?.into_iter().map(|each| each.id).collect();
    let there = conditions.queues.iter().all(|id| queues.contains(id))
        && conditions.categories.iter().all(|id| categories.contains(id))
        && conditions.channels.iter().all(|id| channels.contains(id));
    if there {
        return Ok(());
    }
    Err(Problem::invalid(
        "conditions",
        "条件に、存在しないキュー・カテゴリ・チャネルが含まれています。",
        "A queue, category or channel of the conditions does not exist.",
    )
    .into())
}

/// Hours that can be counted in.
async fn usable(tx: &Tx<'_>, hours: Option<HoursId>) -> Result<(), Failure> {
    let Some(id) = hours else { return Ok(()) };
    if business_hours::get(tx, id).await?.is_none_or(|found| found.archived) {
        return Err(Problem::invalid(
            "hours",
            "この営業時間は使えません。",
            "These business hours cannot be used.",
        )
        .into());
    }
    Ok(())
}

fn place(position: i64) -> Answer<i64> {
    if (0..=POSITION_MAX).contains(&position) {
        return Ok(position);
    }
    Err(Problem::invalid(
        "position",
        format!("順番は0〜{POSITION_MAX}で指定してください。"),
        format!("A position is between 0 and {POSITION_MAX}."),
    ))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewSlaPolicy) -> Answer<View> {
    let position = input.position.map(place).transpose()?;
    let name = validate::name("name", &input.name)?;
    let (targets, conditions) = (targets(&input.goals)?, conditions(input.conditions)?);
    let escalation = escalation(input.escalation);
    let caller = by.clone();
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let others = sla_policy::all(tx).await?;
                if others.len() >= POLICIES_MAX {
                    return Err(Failure::from(Problem::invalid(
                        "name",
                        format!("SLAポリシーは{POLICIES_MAX}件までです。"),
                        format!("At most {POLICIES_MAX} policies."),
                    )));
                }
                usable(tx, input.hours).await?;
                known(tx, &conditions).await?;
                let last = others.last().map_or(0, |other| other.position);
                let row = SlaPolicy {
                    id: tx.id(),
                    name,
                    position: position
                        .unwrap_or_else(|| last.saturating_add(STEP).min(POSITION_MAX)),
                    active: true,
                    conditions: store::convert_json(&conditions)?,
                    targets: store::convert_json(&targets)?,
                    escalation: store::convert_json(&escalation)?,
                    hours: input.hours,
                    version: 1,
                };
                sla_policy::insert(tx, &row).await?;
                let id = row.id.to_string();
                record(tx, &Who::from(&caller), "sla.created", &id, told(&row)).await?;
                announce(tx, &caller, "sla").await?;
                Ok(row.id)
            })
        })
        .await
        .or_problem()?;
    one(app, by, made.value).await
}

/// A policy as the audit log keeps it.
fn told(row: &SlaPolicy) -> serde_json::Value {
    json!({
        "name": row.name,
        "position": row.position,
        "active": row.active,
        "conditions": row.conditions,
        "targets": row.targets,
        "escalation": row.escalation,
        "hours": row.hours,
    })
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (SlaPolicyId, i64),
    change: SlaPolicyChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let position = change.position.map(place).transpose()?;
    let targets = change.goals.as_ref().map(targets).transpose()?;
    let conditions = change.conditions.map(conditions).transpose()?;
    let escalation = change.escalation.map(escalation);
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let found = sla_policy::get(tx, id).await?;
                let mut row = found.ok_or(Problem::new(Code::NotFound))?;
                if row.version != version {
                    let stale = StoreError::Version { what: "policy", expected: version };
                    return Err(Failure::from(stale));
                }
                let before = told(&row);
                row.name = name.unwrap_or(row.name);
                row.position = position.unwrap_or(row.position);
                row.active = change.active.unwrap_or(row.active);
                row.hours = change.hours.unwrap_or(row.hours);
                if let Some(targets) = targets {
                    row.targets = store::convert_json(&targets)?;
                }
                if let Some(conditions) = conditions {
                    known(tx, &conditions).await?;
                    row.conditions = store::convert_json(&conditions)?;
                }
                if let Some(escalation) = escalation {
                    row.escalation = store::convert_json(&escalation)?;
                }
                usable(tx, row.hours).await?;
                sla_policy::save(tx, &mut row).await?;
                let detail = json!({"from": before, "to": told(&row)});
                record(tx, &Who::from(&caller), "sla.changed", &id.to_string(), detail).await?;
                announce(tx, &caller, "sla").await?;
                Ok(())
            })
        })
        .await
        .or_problem()?;
    one(app, by, id).await
}
