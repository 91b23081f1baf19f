//! What is done step by step in a kind of matter (対応手順), and how far a case got.

use std::collections::HashSet;

use api::case_work::{
    NewProcedure, Procedure as View, ProcedureChange, Step, StepMark, Walk, WalkStep,
};
use api::{Answer, Caller, Code, Problem};
use model::event::EventBody;
use model::{CaseId, CategoryId, ProcedureId, StepId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::case::Case;
use store::case_step;
use store::procedure::{self, Procedure};
use store::{Scope, StoreError, Tx, case, category};

use super::change::usable_category;
use super::flow::Moving;
use crate::App;
use crate::admin::announce;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when procedures change.
const PART: &str = "procedures";
/// Procedures of one tenant, those out of use among them.
const PROCEDURES_MAX: usize = 500;
/// Steps of one procedure.
const STEPS_MAX: usize = 40;
/// Characters of a step.
const STEP_CHARS_MAX: usize = 300;
/// Levels of the category tree that are looked at.
const LEVELS_MAX: usize = 8;

/// A step as stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    id: StepId,
    text: String,
    required: bool,
}

fn kept(procedure: &Procedure) -> Result<Vec<Kept>, StoreError> {
    serde_json::from_value(procedure.steps.clone())
        .map_err(|error| StoreError::Corrupt(format!("steps of {}: {error}", procedure.id)))
}

fn view(procedure: Procedure) -> Result<View, StoreError> {
    let steps = kept(&procedure)?;
    let shown = |step: Kept| Step { id: Some(step.id), text: step.text, required: step.required };
    Ok(View {
        steps: steps.into_iter().map(shown).collect(),
        id: procedure.id,
        name: procedure.name,
        category: procedure.category,
        archived: procedure.archived,
        version: procedure.version,
    })
}

/// The procedure of a kind of matter: its own, or the nearest above it that has one.
async fn of_category(
    scope: &Scope<'_>,
    wanted: CategoryId,
) -> Result<Option<Procedure>, StoreError> {
    let mut all = procedure::all(scope).await?;
    all.retain(|one| !one.archived);
    if all.is_empty() {
        return Ok(None);
    }
    let tree = category::all(scope).await?;
    let mut here = Some(wanted);
    for _ in 0..LEVELS_MAX {
        let Some(id) = here else { break };
        if let Some(at) = all.iter().position(|one| one.category == id) {
            return Ok(Some(all.swap_remove(at)));
        }
        here = tree.iter().find(|one| one.id == id).and_then(|one| one.parent);
    }
    Ok(None)
}

/// How far a case got in its procedure.
pub(super) async fn walk(scope: &Scope<'_>, case: &Case) -> Result<Option<Walk>, StoreError> {
    let Some(category) = case.category else { return Ok(None) };
    let Some(procedure) = of_category(scope, category).await? else { return Ok(None) };
    let done = case_step::of_case(scope, case.id).await?;
    let steps = kept(&procedure)?.into_iter().map(|step| {
        let mark = done.iter().find(|mark| mark.step == step.id);
        WalkStep {
            id: step.id,
            text: step.text,
            required: step.required,
            done_by: mark.map(|mark| mark.done_by),
            done_at: mark.map(|mark| mark.done_at),
        }
    });
    Ok(Some(Walk { name: procedure.name, steps: steps.collect() }))
}

/// Whether a step without which a case may not end is not done.
pub(super) async fn required_left(tx: &Tx<'_>, case: &Case) -> Result<bool, StoreError> {
    let walk = walk(tx, case).await?;
    let left = |step: &WalkStep| step.required && step.done_at.is_none();
    Ok(walk.is_some_and(|walk| walk.steps.iter().any(left)))
}

pub(super) async fn mark(app: &App, by: &Caller, id: CaseId, mark: StepMark) -> Answer<Walk> {
    let (user, actor) = (by.user, by.actor());
    let marked = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let moving = Moving::read(tx, id).await?;
            let before = walk(tx, &moving.case).await?;
            let there = before.filter(|walk| walk.steps.iter().any(|one| one.id == mark.step));
            let before = there.ok_or_else(|| {
                Problem::invalid(
                    "step",
                    "この手順は変更されました。読み込み直してください。",
                    "The procedure was changed. Read the case again.",
                )
            })?;
            let is = before.steps.iter().any(|one| one.id == mark.step && one.done_at.is_some());
            if is != mark.done {
                if mark.done {
                    case_step::done(tx, id, mark.step, user).await?;
                } else {
                    case_step::undone(tx, id, mark.step).await?;
                }
                let body = EventBody::CaseStep { step: mark.step, done: mark.done };
                tx.append(moving.event(actor, body)).await?;
            }
            let case = case::get(tx, id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            let after = walk(tx, &case).await?;
            after.ok_or_else(|| Failure::from(Problem::new(Code::Conflict)))
        })
    });
    Ok(marked.await.or_problem()?.value)
}

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    let all = procedure::all(&app.of(by.tenant)).await.or_problem()?;
    all.into_iter().map(view).collect::<Result<_, _>>().or_problem()
}

/// Steps as they are typed: with a text each, and not too many.
fn checked(steps: Vec<Step>) -> Answer<Vec<Step>> {
    if steps.is_empty() || steps.len() > STEPS_MAX {
        return Err(Problem::invalid(
            "steps",
            format!("手順を1〜{STEPS_MAX}件入力してください。"),
            format!("One to {STEPS_MAX} steps."),
        ));
    }
    let clean = |step: Step| {
        let text = validate::required("steps", &step.text, STEP_CHARS_MAX)?;
        Ok(Step { text, ..step })
    };
    steps.into_iter().map(clean).collect()
}

/// Steps as they are stored: those that were there keep their ids.
fn stored(tx: &Tx<'_>, steps: Vec<Step>, before: &[Kept]) -> Result<serde_json::Value, StoreError> {
    let mut known: HashSet<StepId> = before.iter().map(|step| step.id).collect();
    let steps: Vec<Kept> = steps
        .into_iter()
        .map(|step| Kept {
            // Each id once.
            id: step.id.filter(|id| known.remove(id)).unwrap_or_else(|| tx.id()),
            text: step.text,
            required: step.required,
        })
        .collect();
    serde_json::to_value(steps).map_err(|error| StoreError::Other(error.to_string()))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewProcedure) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    let steps = checked(input.steps)?;
    let by = by.clone();
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = procedure::all(tx).await?;
            if all.len() >= PROCEDURES_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("対応手順は{PROCEDURES_MAX}件までです。"),
                    format!("At most {PROCEDURES_MAX} procedures."),
                )));
            }
            let new = Procedure {
                id: tx.id(),
                name,
                category: input.category,
                steps: stored(tx, steps, &[])?,
                archived: false,
                version: 1,
            };
            may_be(tx, &all, &new).await?;
            procedure::insert(tx, &new).await?;
            let detail = json!({"name": new.name});
            record(tx, &Who::from(&by), "procedure.created", &new.id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok(new)
        })
    });
    view(made.await.or_problem()?.value).or_problem()
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (ProcedureId, i64),
    change: ProcedureChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let steps = change.steps.map(checked).transpose()?;
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = procedure::all(tx).await?;
            let found = all.iter().find(|one| one.id == id).cloned();
            let before = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            if before.version != version {
                return Err(StoreError::Version { what: "procedure", expected: version }.into());
            }
            let steps = match steps {
                Some(steps) => stored(tx, steps, &kept(&before)?)?,
                None => before.steps.clone(),
            };
            let mut after = Procedure {
                name: name.unwrap_or_else(|| before.name.clone()),
                category: change.category.unwrap_or(before.category),
                archived: change.archived.unwrap_or(before.archived),
                steps,
                ..before.clone()
            };
            may_be(tx, &all, &after).await?;
            procedure::save(tx, &mut after).await?;
            let told = |one: &Procedure| {
                json!({
                    "name": one.name, "category": one.category, "archived": one.archived,
                    "steps": one.steps,
                })
            };
            let detail = differences(&told(&before), &told(&after)).into();
            record(tx, &Who::from(&by), "procedure.changed", &id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    view(changed.await.or_problem()?.value).or_problem()
}

/// Its kind of matter is in use and has no other procedure.
async fn may_be(tx: &Tx<'_>, all: &[Procedure], one: &Procedure) -> Result<(), Failure> {
    if one.archived {
        return Ok(());
    }
    usable_category(tx, one.category).await?;
    let other =
        all.iter().any(|each| each.id != one.id && !each.archived && each.category == one.category);
    if other {
        return Err(Problem::invalid(
            "category",
            "このカテゴリにはすでに対応手順があります。",
            "This category has a procedure already.",
        )
        .into());
    }
    Ok(())
}
