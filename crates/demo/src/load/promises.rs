//! The shop's business hours, and what it promises its customers.

use app::promises::terms::{Conditions, Escalation, JAPAN};
use model::{CategoryId, HoursId, Priority, QueueId, SlaPolicyId};
use serde::Serialize;
use serde_json::Value;
use sla::{Day, Goal, HolidayRule, Hours, Period, Targets};
use store::business_hours::{self, BusinessHours};
use store::sla_policy::{self, SlaPolicy};
use store::{StoreError, Tx};

use crate::day::{CHAT_CLOSES, CHAT_OPENS};
use crate::world::{Purpose, World};

/// What is stored, prepared before the write.
pub(super) struct Promises {
    daily: Vec<QueueId>,
    weekdays: Vec<QueueId>,
    specialist: Vec<QueueId>,
    mail: Vec<QueueId>,
    complaints: Vec<CategoryId>,
}

impl Promises {
    pub(super) fn of(world: &World) -> Self {
        let queues = |wanted: &[Purpose]| {
            let all = world.queues.iter().filter(|queue| wanted.contains(&queue.purpose));
            all.map(|queue| queue.id).collect()
        };
        let top = world.categories.iter().find(|category| category.name == "クレーム");
        let complaints = world.categories.iter().filter(|category| {
            top.is_some_and(|top| category.id == top.id || category.parent == Some(top.id))
        });
        Self {
            daily: queues(&[Purpose::Chat, Purpose::Mail]),
            weekdays: queues(&[Purpose::Specialist, Purpose::Business]),
            specialist: queues(&[Purpose::Specialist]),
            mail: queues(&[Purpose::Mail, Purpose::Business]),
            complaints: complaints.map(|category| category.id).collect(),
        }
    }

    pub(super) async fn store(self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let day = Day::new(vec![period(CHAT_OPENS, CHAT_CLOSES)?]).map_err(unusable)?;
        let week = std::array::from_fn(|_| day.clone());
        let daily = Hours { week, holidays: HolidayRule::AsUsual, days: [].into() };
        keep_hours(tx, "毎日 9時〜21時", &daily, &self.daily).await?;
        let lunch = vec![period(9, 12)?, period(13, 18)?];
        let weekdays = Hours::weekdays(lunch).map_err(unusable)?;
        keep_hours(tx, "平日 9時〜18時(昼休みあり・祝日休み)", &weekdays, &self.weekdays).await?;

        let calls = Escalation { warn_owner: true, call_supervisors: true, raise_to: None };
        let urgent = Escalation { raise_to: Some(Priority::High), ..calls };
        let complaints = Conditions { categories: self.complaints, ..Conditions::default() };
        let specialist = Conditions { queues: self.specialist, ..Conditions::default() };
        let mail = Conditions { queues: self.mail, ..Conditions::default() };
        for (position, (name, conditions, minutes, escalation)) in (1..).zip([
            ("クレーム", complaints, (10, 10, 8 * 60), urgent),
            ("専門窓口", specialist, (60, 120, 3 * 9 * 60), calls),
            ("メール", mail, (4 * 60, 4 * 60, 2 * 12 * 60), calls),
            ("チャット", Conditions::default(), (2, 5, 60), calls),
        ]) {
            let policy = SlaPolicy {
                id: tx.id::<SlaPolicyId>(),
                name: name.to_owned(),
                position,
                active: true,
                conditions: json(&conditions)?,
                targets: json(&targets(minutes))?,
                escalation: json(&escalation)?,
                hours: None,
                version: 1,
            };
            sla_policy::insert(tx, &policy).await?;
        }
        Ok(())
    }
}

async fn keep_hours(
    tx: &Tx<'_>,
    name: &str,
    hours: &Hours,
    queues: &[QueueId],
) -> Result<(), StoreError> {
    let id: HoursId = tx.id();
    let row = BusinessHours {
        id,
        name: name.to_owned(),
        zone: JAPAN.to_owned(),
        hours: json(hours)?,
        archived: false,
        version: 1,
    };
    business_hours::insert(tx, &row).await?;
    for queue in queues {
        business_hours::set_of_queue(tx, *queue, Some(id)).await?;
    }
    Ok(())
}

/// Promises of so many minutes: first answer, next answer, resolution.
fn targets((first, next, resolution): (u32, u32, u32)) -> Targets {
    let goal = |minutes| Some(Goal { minutes, warn_percent: 75 });
    Targets { first_response: goal(first), next_response: goal(next), resolution: goal(resolution) }
}

fn period(from: i8, to: i8) -> Result<Period, StoreError> {
    format!("{from}:00-{to}:00").parse().map_err(unusable)
}

fn json(value: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(unusable)
}

fn unusable(error: impl ToString) -> StoreError {
    StoreError::Other(error.to_string())
}
