//! How cases end: the ways in which they may, and what must be said of one before it does.

use api::admin::{DispositionChange, NewDisposition};
use api::directory::{DispositionView, ResolveRule};
use api::{Answer, Caller, Code, Problem};
use model::DispositionId;
use serde_json::json;
use store::case::Case;
use store::disposition::{self, Disposition};
use store::{Scope, StoreError, Tx, tenant};

use super::procedure;
use crate::App;
use crate::admin::announce;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};
use crate::validate;

/// What desks read again when the ways in which cases end change.
const PART: &str = "dispositions";
/// Where the tenant's settings have the rule.
const SETTING: &str = "resolve_rule";
/// Dispositions of one tenant, those out of use among them.
const DISPOSITIONS_MAX: usize = 200;
/// Highest place in the list.
const POSITION_MAX: i32 = 100_000;

pub(crate) fn view(found: Disposition) -> DispositionView {
    DispositionView {
        id: found.id,
        name: found.name,
        position: found.position,
        archived: found.archived,
        version: found.version,
    }
}

/// What this tenant wants to be said; nothing when it has never said so.
pub(crate) async fn rule(scope: &Scope<'_>) -> Result<ResolveRule, StoreError> {
    tenant::setting(scope, SETTING).await
}

/// Whether everything is said that must be before a case ends.
///
/// # Errors
/// [`Code::Incomplete`] with the first field that is missing.
pub(crate) async fn may_resolve(tx: &Tx<'_>, case: &Case) -> Result<(), Failure> {
    let rule = rule(tx).await?;
    let missing = [
        (
            rule.category && case.category.is_none(),
            "category",
            "解決する前にカテゴリを選んでください。",
            "Choose a category before the case is resolved.",
        ),
        (
            rule.disposition && case.disposition.is_none(),
            "disposition",
            "解決する前に解決区分を選んでください。",
            "Say how the case ended before it is resolved.",
        ),
    ];
    let steps_left = case.category.is_some() && procedure::required_left(tx, case).await?;
    let missing = missing.into_iter().chain([(
        steps_left,
        "steps",
        "対応手順の必須項目が残っています。すべて済ませてから解決してください。",
        "Steps that this kind of matter requires are not done. Do them before the case is resolved.",
    )]);
    let Some((_, field, ja, en)) = missing.into_iter().find(|(missing, ..)| *missing) else {
        return Ok(());
    };
    let mut problem = Problem::new(Code::Incomplete).with(ja, en);
    problem.field = Some(field.to_owned());
    Err(problem.into())
}

/// A disposition that may be chosen.
pub(super) async fn usable(tx: &Scope<'_>, id: DispositionId) -> Result<(), Failure> {
    if disposition::get(tx, id).await?.is_none_or(|found| found.archived) {
        return Err(Problem::invalid(
            "disposition",
            "この解決区分は使えません。",
            "This disposition cannot be used.",
        )
        .into());
    }
    Ok(())
}

pub(super) async fn create(
    app: &App,
    by: &Caller,
    input: NewDisposition,
) -> Answer<DispositionView> {
    let name = validate::name("name", &input.name)?;
    let by = by.clone();
    let made = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = disposition::all(tx).await?;
            if all.len() >= DISPOSITIONS_MAX {
                return Err(Failure::from(Problem::invalid(
                    "name",
                    format!("解決区分は{DISPOSITIONS_MAX}件までです。"),
                    format!("At most {DISPOSITIONS_MAX} dispositions."),
                )));
            }
            let last = all.iter().map(|other| other.position.saturating_add(1)).max();
            let position = last.unwrap_or(0).min(POSITION_MAX);
            let new = Disposition { id: tx.id(), name, position, archived: false, version: 1 };
            name_is_free(&all, &new)?;
            disposition::insert(tx, &new).await?;
            let detail = json!({"name": new.name});
            record(tx, &Who::from(&by), "disposition.created", &new.id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok(new)
        })
    });
    Ok(view(made.await.or_problem()?.value))
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (DispositionId, i64),
    change: DispositionChange,
) -> Answer<DispositionView> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    if change.position.is_some_and(|place| !(0..=POSITION_MAX).contains(&place)) {
        return Err(Problem::invalid(
            "position",
            format!("0〜{POSITION_MAX}で指定してください。"),
            format!("Between 0 and {POSITION_MAX}."),
        ));
    }
    let by = by.clone();
    let changed = app.of(by.tenant).write(app.now(), move |tx| {
        Box::pin(async move {
            let all = disposition::all(tx).await?;
            let found = all.iter().find(|other| other.id == id);
            let before = found.cloned().ok_or_else(|| Problem::new(Code::NotFound))?;
            if before.version != version {
                return Err(StoreError::Version { what: "disposition", expected: version }.into());
            }
            let mut after = Disposition {
                name: name.unwrap_or_else(|| before.name.clone()),
                position: change.position.unwrap_or(before.position),
                archived: change.archived.unwrap_or(before.archived),
                ..before.clone()
            };
            name_is_free(&all, &after)?;
            disposition::save(tx, &mut after).await?;
            let told = |one: &Disposition| {
                json!({"name": one.name, "position": one.position, "archived": one.archived})
            };
            let detail = differences(&told(&before), &told(&after)).into();
            record(tx, &Who::from(&by), "disposition.changed", &id.to_string(), detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(after)
        })
    });
    Ok(view(changed.await.or_problem()?.value))
}

fn name_is_free(all: &[Disposition], one: &Disposition) -> Answer<()> {
    let same =
        |other: &&Disposition| other.id != one.id && !other.archived && other.name == one.name;
    if one.archived || !all.iter().any(|other| same(&other)) {
        return Ok(());
    }
    let mut problem = Problem::new(Code::Taken);
    problem.field = Some("name".to_owned());
    Err(problem)
}

/// Says what must be said before a case ends. A disposition can be asked for only where there is
/// one to choose.
pub(super) async fn set_rule(app: &App, by: &Caller, wanted: ResolveRule) -> Answer<()> {
    let by = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let before = rule(tx).await?;
                if before == wanted {
                    return Ok(());
                }
                let any = disposition::all(tx).await?.iter().any(|one| !one.archived);
                if wanted.disposition && !any {
                    return Err(Failure::from(Problem::invalid(
                        "disposition",
                        "先に解決区分を一つ以上追加してください。",
                        "Add a disposition first.",
                    )));
                }
                tenant::set_setting(tx, SETTING, &wanted).await?;
                let detail = json!({"from": before, "to": wanted});
                record(tx, &Who::from(&by), "tenant.resolve_rule", "", detail).await?;
                announce(tx, &by, PART).await?;
                Ok(())
            })
        })
        .await
        .or_problem()?;
    Ok(())
}
