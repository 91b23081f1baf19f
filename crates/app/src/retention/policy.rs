//! The policy: part of the tenant's settings, and what it would delete.

use std::collections::HashMap;

use api::retention::{RetentionPreview, RetentionRunView, RetentionView};
use api::{Answer, Caller, Problem};
use jiff::{SignedDuration, Timestamp};
use model::limits::{RETENTION_DAYS_MAX, RETENTION_DAYS_MIN};
use model::{ChannelId, ChannelKind, Retention, RetentionDays, RetentionPart};
use serde_json::json;
use store::retention::{self, Due};
use store::{Scope, StoreError, Tx, channel, tenant};

use crate::App;
use crate::admin::announce;
use crate::audit::{Who, differences, record};
use crate::failure::{Failure, OrProblem};

/// Where it stands in the tenant's settings.
const SETTING: &str = "retention";
/// Its part of the settings, as desks are told.
const PART: &str = "retention";
/// Runs that are shown.
const RUNS_SHOWN: u64 = 200;

/// The policy that holds.
pub(super) async fn held(scope: &Scope<'_>) -> Result<Retention, StoreError> {
    tenant::setting(scope, SETTING).await
}

pub(super) async fn get(app: &App, by: &Caller) -> Answer<RetentionView> {
    let policy = held(&app.of(by.tenant)).await.or_problem()?;
    Ok(RetentionView { policy, days_min: RETENTION_DAYS_MIN, days_max: RETENTION_DAYS_MAX })
}

pub(super) async fn set(app: &App, by: &Caller, wanted: Retention) -> Answer<()> {
    sensible(&wanted)?;
    let by = by.clone();
    let done = app.of(by.tenant).write(app.now(), move |tx: &mut Tx<'_>| {
        Box::pin(async move {
            let before = held(tx).await?;
            if before == wanted {
                return Ok(());
            }
            tenant::set_setting(tx, SETTING, &wanted).await?;
            let detail = differences(&json!(before), &json!(wanted)).into();
            record(tx, &Who::from(&by), "tenant.retention", "", detail).await?;
            announce(tx, &by, PART).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await.map(drop).or_problem()
}

/// A typing error must not empty a centre's history over night.
fn sensible(wanted: &Retention) -> Answer<()> {
    for (kind, days) in &wanted.0 {
        for part in RetentionPart::ALL {
            let Some(kept) = days.of(*part) else { continue };
            if !(RETENTION_DAYS_MIN..=RETENTION_DAYS_MAX).contains(&kept) {
                let field = format!("{}.{}", kind.as_str(), part.as_str());
                return Err(Problem::invalid(
                    &field,
                    format!(
                        "{RETENTION_DAYS_MIN}日から{RETENTION_DAYS_MAX}日までで指定してください。"
                    ),
                    format!("Between {RETENTION_DAYS_MIN} and {RETENTION_DAYS_MAX} days."),
                ));
            }
        }
    }
    Ok(())
}

/// What is due of one channel under its days, the deepest part first: who loses everything is not
/// asked twice.
pub(super) fn due_of(channel: ChannelId, days: &RetentionDays, now: Timestamp) -> Vec<Due> {
    let parts = RetentionPart::ALL.iter().rev();
    parts
        .filter_map(|part| {
            let kept = days.of(*part)?;
            let until = now - SignedDuration::from_hours(24 * i64::from(kept));
            Some(Due { channel, part: *part, until })
        })
        .collect()
}

pub(super) async fn preview(
    app: &App,
    by: &Caller,
    wanted: Retention,
) -> Answer<Vec<RetentionPreview>> {
    sensible(&wanted)?;
    let (store, now) = (app.of(by.tenant), app.now());
    let mut told: HashMap<(ChannelKind, RetentionPart), (u64, Option<Timestamp>)> = HashMap::new();
    for channel in channel::all(&store).await.or_problem()? {
        let Some(days) = wanted.0.get(&channel.kind) else { continue };
        for due in due_of(channel.id, days, now) {
            let (cases, oldest) = retention::due_count(&store, due).await.or_problem()?;
            let kept = told.entry((channel.kind, due.part)).or_default();
            kept.0 += cases;
            kept.1 = [kept.1, oldest].into_iter().flatten().min();
        }
    }
    let mut lines: Vec<RetentionPreview> = told
        .into_iter()
        .map(|((kind, part), (cases, oldest))| RetentionPreview { kind, part, cases, oldest })
        .collect();
    lines.sort_by_key(|line| (line.kind, line.part));
    Ok(lines)
}

pub(super) async fn runs(app: &App, by: &Caller) -> Answer<Vec<RetentionRunView>> {
    let found = retention::runs(&app.of(by.tenant), None, RUNS_SHOWN).await.or_problem()?;
    Ok(found
        .into_iter()
        .map(|run| RetentionRunView {
            id: run.id,
            channel: run.channel,
            part: run.part,
            at: run.at,
            cases: run.cleared.cases,
            messages: run.cleared.messages,
            files: run.cleared.files,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_somebody_can_mean_are_taken() {
        let of = |days| {
            let days = RetentionDays { contents: Some(days), ..RetentionDays::default() };
            sensible(&Retention([(ChannelKind::Email, days)].into()))
        };
        assert!(of(RETENTION_DAYS_MIN).is_ok() && of(RETENTION_DAYS_MAX).is_ok());
        assert_eq!(of(0).unwrap_err().field.as_deref(), Some("email.contents"));
        assert!(of(RETENTION_DAYS_MAX + 1).is_err());
    }

    #[test]
    fn what_goes_deepest_comes_first() {
        let days = RetentionDays { originals: Some(30), files: None, contents: Some(365) };
        let now: Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
        let due = due_of(ChannelId::from_u128(1), &days, now);
        let parts: Vec<RetentionPart> = due.iter().map(|one| one.part).collect();
        assert_eq!(parts, [RetentionPart::Contents, RetentionPart::Originals]);
        assert_eq!(due[1].until, "2026-10-24T00:00:00Z".parse().unwrap());
    }
}
