//! Business hours, and which queues keep them.

use std::collections::BTreeMap;

use api::promise::{BusinessHours as View, BusinessHoursChange, Holidays, NewBusinessHours};
use api::{Answer, Caller, Code, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{HoursId, QueueId};
use serde_json::json;
use sla::{Calendar, Day, HolidayRule, Hours};
use store::business_hours::{self, BusinessHours};
use store::{Scope, StoreError, Tx, queue, sla_policy};

use super::announce;
use crate::App;
use crate::audit::{Who, record};
use crate::failure::{Failure, OrProblem};
use crate::promises::settings;
use crate::promises::terms::{JAPAN, zone};
use crate::validate;

/// Business hours of one tenant that are in use.
const HOURS_MAX: usize = 200;

pub(super) async fn list(app: &App, by: &Caller) -> Answer<Vec<View>> {
    all(&app.of(by.tenant), app.now()).await.or_problem()
}

async fn all(scope: &Scope<'_>, now: Timestamp) -> Result<Vec<View>, StoreError> {
    let kept = business_hours::of_queues(scope).await?;
    let queues = |id: HoursId| {
        kept.iter().filter(|(_, hours)| *hours == id).map(|(queue, _)| *queue).collect()
    };
    let rows = business_hours::all(scope).await?;
    rows.into_iter().map(|row| view(queues(row.id), row, now)).collect()
}

fn view(queues: Vec<QueueId>, row: BusinessHours, now: Timestamp) -> Result<View, StoreError> {
    let hours: Hours = settings::read(row.hours)?;
    let zone = zone(&row.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let calendar = Calendar::new(hours.clone(), zone);
    let open_now = calendar.is_open(now);
    Ok(View {
        id: row.id,
        name: row.name,
        zone: row.zone,
        week: hours.week.iter().map(texts).collect(),
        holidays: match &hours.holidays {
            HolidayRule::Closed => Holidays::Closed,
            HolidayRule::AsUsual => Holidays::AsUsual,
            HolidayRule::Hours(day) => Holidays::Hours(texts(day)),
        },
        days: hours.days.iter().map(|(date, day)| (date.to_string(), texts(day))).collect(),
        queues,
        archived: row.archived,
        open_now,
        changes_at: if open_now { calendar.closes(now) } else { calendar.next_open(now) },
        version: row.version,
    })
}

fn texts(day: &Day) -> Vec<String> {
    day.periods().iter().map(ToString::to_string).collect()
}

async fn one(app: &App, by: &Caller, id: HoursId) -> Answer<View> {
    let found = list(app, by).await?;
    found.into_iter().find(|hours| hours.id == id).ok_or(Problem::new(Code::NotFound))
}

/// A day as it was typed.
fn day(field: &str, periods: &[String]) -> Answer<Day> {
    let wrong = |text: &str, why: String| {
        Problem::invalid(
            field,
            format!(
                "「{text}」は営業時間として使えません。「9:00-12:00」のように、重ならない順に入力してください(翌朝までの夜勤は「22:00-30:00」)。"
            ),
            format!("{why}. Write periods such as 9:00-12:00 in order, without overlaps."),
        )
    };
    let periods = periods
        .iter()
        .map(|text| {
            text.trim().parse().map_err(|why: sla::PeriodError| wrong(text, why.to_string()))
        })
        .collect::<Answer<Vec<_>>>()?;
    let shown = periods.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    Day::new(periods).map_err(|why| wrong(&shown, why.to_string()))
}

fn week(days: &[Vec<String>]) -> Answer<[Day; 7]> {
    let wrong = || {
        Problem::invalid(
            "week",
            "月曜日から日曜日までの7日分を指定してください。",
            "Give seven days, Monday to Sunday.",
        )
    };
    let days = days.iter().map(|periods| day("week", periods)).collect::<Answer<Vec<_>>>()?;
    days.try_into().map_err(|_| wrong())
}

fn holidays(given: &Holidays) -> Answer<HolidayRule> {
    Ok(match given {
        Holidays::Closed => HolidayRule::Closed,
        Holidays::AsUsual => HolidayRule::AsUsual,
        Holidays::Hours(periods) => HolidayRule::Hours(day("holidays", periods)?),
    })
}

fn single_days(given: &BTreeMap<String, Vec<String>>) -> Answer<BTreeMap<Date, Day>> {
    let read = |(date, periods): (&String, &Vec<String>)| {
        let date = date.parse::<Date>().map_err(|_| {
            Problem::invalid(
                "days",
                format!("「{date}」は日付ではありません。2026-12-29 のように入力してください。"),
                format!("{date:?} is no date like 2026-12-29."),
            )
        })?;
        Ok((date, day("days", periods)?))
    };
    given.iter().map(read).collect()
}

fn checked(hours: &Hours) -> Answer<()> {
    hours.check().map_err(|why| {
        let (field, ja) = match why {
            sla::HoursError::Never => {
                ("week", "営業する曜日がありません。1日以上の営業時間を入力してください。")
            }
            _ => ("days", "個別の営業日が多すぎます。過ぎた日を削除してください。"),
        };
        Problem::invalid(field, ja, format!("{why}."))
    })
}

fn known_zone(name: &str) -> Answer<String> {
    if zone(name).is_some() {
        return Ok(name.to_owned());
    }
    Err(Problem::invalid(
        "zone",
        "このタイムゾーンは使えません。「Asia/Tokyo」のように入力してください。",
        "This time zone is not known. Write one such as Asia/Tokyo.",
    ))
}

pub(super) async fn create(app: &App, by: &Caller, input: NewBusinessHours) -> Answer<View> {
    let name = validate::name("name", &input.name)?;
    let zone = known_zone(input.zone.as_deref().unwrap_or(JAPAN))?;
    let hours = Hours {
        week: week(&input.week)?,
        holidays: holidays(&input.holidays)?,
        days: single_days(&input.days)?,
    };
    checked(&hours)?;
    let (caller, queues) = (by.clone(), input.queues);
    let made = app
        .of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let hours = store::convert_json(&hours)?;
                let row =
                    BusinessHours { id: tx.id(), name, zone, hours, archived: false, version: 1 };
                fits_in(tx, &row).await?;
                business_hours::insert(tx, &row).await?;
                set_queues(tx, row.id, &queues).await?;
                let detail = json!({
                    "name": row.name, "zone": row.zone, "hours": row.hours, "queues": queues,
                });
                record(tx, &Who::from(&caller), "hours.created", &row.id.to_string(), detail)
                    .await?;
                announce(tx, &caller, "hours").await?;
                Ok::<_, Failure>(row.id)
            })
        })
        .await
        .or_problem()?;
    one(app, by, made.value).await
}

/// There is room for one more in use, and nobody has its name.
async fn fits_in(tx: &Tx<'_>, row: &BusinessHours) -> Result<(), Failure> {
    if row.archived {
        return Ok(());
    }
    let all = business_hours::all(tx).await?;
    let mut others = all.iter().filter(|other| other.id != row.id && !other.archived);
    if others.clone().count() >= HOURS_MAX {
        return Err(Problem::invalid(
            "name",
            format!(
                "使用中の営業時間は{HOURS_MAX}件までです。使わないものを使用停止にしてください。"
            ),
            format!("At most {HOURS_MAX} in use. Put those you do not need out of use."),
        )
        .into());
    }
    if others.any(|other| other.name == row.name) {
        let mut problem = Problem::new(Code::Taken);
        problem.field = Some("name".to_owned());
        return Err(problem.into());
    }
    Ok(())
}

/// The queues of the list keep these hours, and no other queue does.
async fn set_queues(tx: &Tx<'_>, id: HoursId, queues: &[QueueId]) -> Result<(), Failure> {
    let known = queue::all(tx).await?;
    if queues.iter().any(|id| !known.iter().any(|queue| queue.id == *id)) {
        return Err(Problem::invalid(
            "queues",
            "存在しないキューが含まれています。",
            "A queue does not exist.",
        )
        .into());
    }
    for (queue, kept) in business_hours::of_queues(tx).await? {
        if kept == id && !queues.contains(&queue) {
            business_hours::set_of_queue(tx, queue, None).await?;
        }
    }
    for queue in queues {
        business_hours::set_of_queue(tx, *queue, Some(id)).await?;
    }
    Ok(())
}

pub(super) async fn change(
    app: &App,
    by: &Caller,
    (id, version): (HoursId, i64),
    change: BusinessHoursChange,
) -> Answer<View> {
    let name = change.name.as_deref().map(|name| validate::name("name", name)).transpose()?;
    let zone = change.zone.as_deref().map(known_zone).transpose()?;
    let parts = Parts {
        week: change.week.as_deref().map(week).transpose()?,
        holidays: change.holidays.as_ref().map(holidays).transpose()?,
        days: change.days.as_ref().map(single_days).transpose()?,
    };
    let caller = by.clone();
    app.of(by.tenant)
        .write(app.now(), move |tx| {
            Box::pin(async move {
                let mut row = read(tx, id, version).await?;
                let before = settings::read(row.hours.clone())?;
                let hours = parts.onto(before);
                checked(&hours)?;
                let kept = business_hours::of_queues(tx).await?;
                let detail = json!({
                    "name": {"from": row.name, "to": name},
                    "zone": {"from": row.zone, "to": zone},
                    "hours": {"from": row.hours, "to": hours},
                    // Also where queues of other hours come from.
                    "queues": {"from": kept, "to": change.queues},
                    "archived": {"from": row.archived, "to": change.archived},
                });
                row.hours = store::convert_json(&hours)?;
                row.name = name.unwrap_or(row.name);
                row.zone = zone.unwrap_or(row.zone);
                row.archived = change.archived.unwrap_or(row.archived);
                if row.archived {
                    nothing_needs(tx, id, change.queues.as_deref()).await?;
                }
                fits_in(tx, &row).await?;
                business_hours::save(tx, &mut row).await?;
                if let Some(queues) = change.queues {
                    set_queues(tx, id, &queues).await?;
                }
                record(tx, &Who::from(&caller), "hours.changed", &id.to_string(), detail).await?;
                announce(tx, &caller, "hours").await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .or_problem()?;
    one(app, by, id).await
}

async fn read(tx: &Tx<'_>, id: HoursId, version: i64) -> Result<BusinessHours, Failure> {
    let row = business_hours::get(tx, id).await?.ok_or(Problem::new(Code::NotFound))?;
    if row.version != version {
        return Err(StoreError::Version { what: "business hours", expected: version }.into());
    }
    Ok(row)
}

/// The parts of hours that a change gives.
struct Parts {
    week: Option<[Day; 7]>,
    holidays: Option<HolidayRule>,
    days: Option<BTreeMap<Date, Day>>,
}

impl Parts {
    fn onto(self, before: Hours) -> Hours {
        Hours {
            week: self.week.unwrap_or(before.week),
            holidays: self.holidays.unwrap_or(before.holidays),
            days: self.days.unwrap_or(before.days),
        }
    }
}

/// Hours go out of use only when no queue keeps them and no policy counts in them.
async fn nothing_needs(
    tx: &Tx<'_>,
    id: HoursId,
    queues: Option<&[QueueId]>,
) -> Result<(), Failure> {
    let kept = business_hours::of_queues(tx).await?.iter().any(|(_, hours)| *hours == id);
    let keeps = queues.map_or(kept, |queues| !queues.is_empty());
    let policies = sla_policy::all(tx).await?;
    let counts = policies.iter().find(|policy| policy.active && policy.hours == Some(id));
    let (ja, en) = match (keeps, counts) {
        (true, _) => (
            "この営業時間を使っているキューがあります。先に外してください。".to_owned(),
            "A queue keeps these hours. Take it off first.".to_owned(),
        ),
        (false, Some(policy)) => (
            format!(
                "SLAポリシー「{}」がこの営業時間を使っています。先に変更してください。",
                policy.name
            ),
            format!("The policy “{}” counts in these hours. Change it first.", policy.name),
        ),
        (false, None) => return Ok(()),
    };
    Err(Problem::new(Code::Conflict).with(ja, en).into())
}
