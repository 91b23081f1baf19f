//! Promises on the random days: the clocks that were kept live, and what they said on the log, are
//! what the log alone gives.

use std::sync::atomic::Ordering;
use std::time::Duration;

use api::Problem;
use api::promise::{
    EscalationView, GoalView, GoalsView, Holidays, NewBusinessHours, NewSlaPolicy, SlaPolicyChange,
};
use app::promises::{GRACE, fold};
use jiff::SignedDuration;
use model::event::{EventBody, NewEvent};
use model::{Actor, Priority};
use rand::RngExt as _;
use store::case::{self, CaseFilter};
use store::{case_clock, log};

use super::Centre;

impl Centre {
    /// One queue has hours that begin and end within the day; a policy holds for each queue.
    pub(super) async fn promise(&self) {
        let minutes = |from: u32, to: u32| {
            format!("{}:{:02}-{}:{:02}", from / 60, from % 60, to / 60, to % 60)
        };
        // The days begin at 16:00 in Japan, on a public holiday, and last some minutes.
        let periods = vec![minutes(16 * 60, 16 * 60 + 1), minutes(16 * 60 + 2, 16 * 60 + 30)];
        let hours = NewBusinessHours {
            name: "short".into(),
            zone: None,
            week: vec![periods; 7],
            holidays: Holidays::AsUsual,
            days: Default::default(),
            queues: vec![self.queues[0]],
        };
        self.ports.admin.create_hours(&self.admin, hours).await.unwrap();
        for (name, resolution) in [("first", Some(3)), ("second", None)] {
            let goal = |minutes| GoalView { minutes, warn_percent: 50 };
            let mut policy = NewSlaPolicy {
                name: name.into(),
                position: None,
                conditions: Default::default(),
                goals: GoalsView {
                    first_response: Some(goal(1)),
                    next_response: Some(goal(1)),
                    resolution: resolution.map(goal),
                },
                escalation: EscalationView {
                    warn_owner: true,
                    call_supervisors: true,
                    raise_to: Some(Priority::High),
                },
                hours: None,
            };
            if resolution.is_some() {
                policy.conditions.queues = vec![self.queues[0]];
            }
            self.ports.admin.create_sla_policy(&self.admin, policy).await.unwrap();
        }
    }

    pub(super) async fn promise_otherwise(&mut self) -> Result<(), Problem> {
        let policies = self.ports.admin.sla_policies(&self.admin).await?;
        let policy = &policies[self.random.random_range(0..policies.len())];
        let minutes = self.random.random_range(1..4);
        let mut goals = policy.goals;
        goals.next_response = Some(GoalView { minutes, warn_percent: 50 });
        let change = SlaPolicyChange { goals: Some(goals), ..SlaPolicyChange::default() };
        let admin = self.ports.admin.as_ref();
        admin.change_sla_policy(&self.admin, policy.id, policy.version, change).await?;
        Ok(())
    }

    /// Lets time pass until everything that will be said is said, and compares.
    pub(super) async fn promises_agree(&self, context: &str) {
        let later = SignedDuration::from_mins(20).as_micros();
        self.clock.0.fetch_add(i64::try_from(later).unwrap(), Ordering::SeqCst);
        // The keeper sleeps by the real clock: something must wake it after this leap.
        let part = "nothing".to_owned();
        let woken = NewEvent::bare(Actor::System, EventBody::SettingsChanged { part });
        self.app.of(self.tenant).write_events(self.app.now(), vec![woken]).await.unwrap();
        let mut last = String::new();
        for _ in 0..400 {
            match self.promises_differ().await {
                None => return,
                Some(difference) => last = difference,
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{context}: {last}");
    }

    async fn promises_differ(&self) -> Option<String> {
        let store = self.app.of(self.tenant);
        let until = self.app.now() - GRACE;
        let mut said = 0;
        for case in case::list(&store, &CaseFilter::default(), 1_000).await.unwrap() {
            let again = fold::recompute(&store, case.id, until).await.unwrap();
            let events = log::tail::of_case(&store, case.id, None, 5_000).await.unwrap();
            let mut told: Vec<EventBody> = events
                .into_iter()
                .map(|event| event.body)
                .filter(|body| {
                    matches!(
                        body,
                        EventBody::SlaWarned { .. }
                            | EventBody::SlaBreached { .. }
                            | EventBody::SlaStopped { .. }
                    )
                })
                .collect();
            told.reverse();
            if told != again.told {
                return Some(format!("said {told:#?}, recomputed {:#?}", again.told));
            }
            let Some(kept) = case_clock::many(&store, &[case.id]).await.unwrap().pop() else {
                return Some("a case has no clock".into());
            };
            let clock: sla::Clock = serde_json::from_value(kept.clock).unwrap();
            if (&clock, kept.rule) != (&again.clock, again.rule) {
                return Some(format!("kept {clock:#?}, recomputed {:#?}", again.clock));
            }
            said += told.len();
        }
        (said == 0).then(|| "nothing was said at all".into())
    }
}
