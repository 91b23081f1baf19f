//! The keeper of the clocks: what it hears late, anew, or cannot deal with.

use std::time::Duration;

use api::Locale;
use api::chat::{ChatSend, Visitor};
use api::customer::CustomerChange;
use api::ports::{Admin as _, Chat as _, Customers as _};
use api::promise::{
    ConditionsView, EscalationView, GoalView, GoalsView, Holidays, NewBusinessHours, NewSlaPolicy,
};
use jiff::{SignedDuration, Timestamp};
use model::event::EventBody;
use model::{CaseId, ChannelId, Priority, QueueId, SlaTarget};
use store::case_clock::{self, CaseClock};
use store::{TenantStore, case, interaction};
use tokio::task::JoinSet;

use crate::suite::chat::door;
use crate::world::{Backend, World};

/// A visitor writes and a case begins.
async fn asked(world: &World) -> CaseId {
    let channel = door(world).await.0.id;
    asked_at(world, channel).await
}

async fn asked_at(world: &World, channel: ChannelId) -> CaseId {
    let id = world.app.store.id(world.app.now());
    let by = Visitor { tenant: world.tenant, channel, id, locale: Locale::Ja };
    says(world, &by, "first").await;
    interaction::open_of_visitor(&world.store(), by.id).await.unwrap().unwrap().case
}

async fn says(world: &World, by: &Visitor, time: &str) {
    let cid = format!("{time}-of-{}", by.id);
    let words = ChatSend { cid, text: "教えてください".to_owned(), files: vec![] };
    world.app.send(by, words).await.unwrap();
}

fn policy(first_response: u32) -> NewSlaPolicy {
    let goal = |minutes| Some(GoalView { minutes, warn_percent: 50 });
    NewSlaPolicy {
        name: "約束".to_owned(),
        position: None,
        conditions: ConditionsView::default(),
        goals: GoalsView { first_response: goal(first_response), ..GoalsView::default() },
        escalation: EscalationView {
            warn_owner: true,
            call_supervisors: true,
            raise_to: Some(Priority::High),
        },
        hours: None,
    }
}

async fn promise(world: &World, policy: NewSlaPolicy) {
    world.app.create_sla_policy(&world.admin, policy).await.unwrap();
}

async fn keeping(world: &World) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    app::promises::spawn(&world.app, &mut jobs).await.unwrap();
    jobs
}

/// A keeper that has heard of a case, of which nothing is promised yet.
async fn heard(world: &World, case: CaseId) -> JoinSet<()> {
    let nobody = ConditionsView { ranks: vec!["-".to_owned()], ..ConditionsView::default() };
    promise(world, NewSlaPolicy { conditions: nobody, ..policy(1) }).await;
    let end = *world.app.store.committed().borrow();
    let jobs = keeping(world).await;
    let system = world.app.store.system();
    while store::log_cursor::get(&system, "promises").await.unwrap() < end {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let held = clock(&world.store(), case, |_| true).await;
    assert_eq!(held.rule, None);
    jobs
}

/// The clock of a case once it is as wanted.
async fn clock(
    store: &TenantStore,
    case: CaseId,
    wanted: impl Fn(&CaseClock) -> bool,
) -> CaseClock {
    let mut last = None;
    for _ in 0..400 {
        last = case_clock::many(store, &[case]).await.unwrap().pop();
        if let Some(found) = last.take_if(|found| wanted(found)) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the clock stays {last:?}");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A reader that is behind meets cases that are not on its part of the log yet.
pub(crate) async fn cases_opened_after_a_policy_have_clocks_that_run<B: Backend>() {
    let world = World::new::<B>().await;
    let before = asked(&world).await;
    promise(&world, policy(60)).await;
    world.clock.forward(SignedDuration::from_mins(10));
    let after = asked(&world).await;
    let _jobs = keeping(&world).await;
    let due = |minutes| {
        let at = at("2026-11-23T03:00:00Z") + SignedDuration::from_mins(minutes);
        move |clock: &CaseClock| clock.due == Some((SlaTarget::FirstResponse, at))
    };
    clock(&world.store(), before, due(60)).await;
    clock(&world.store(), after, due(70)).await;
}

/// The past counts by the hours of the policy, and nobody is called for what was over before it.
pub(crate) async fn a_first_policy_counts_the_past_in_its_hours<B: Backend>() {
    let world = World::new::<B>().await;
    // Monday noon in Japan; it is a holiday, so 9 hours of Tuesday are all that is spent.
    let case = asked(&world).await;
    let _jobs = heard(&world, case).await;
    world.clock.forward(SignedDuration::from_hours(48));
    let day = vec!["9:00-18:00".to_owned()];
    let hours = NewBusinessHours {
        name: "平日".to_owned(),
        zone: None,
        week: [vec![day; 5], vec![vec![]; 2]].concat(),
        holidays: Holidays::Closed,
        days: [].into(),
        queues: vec![queue_of(&world, case).await],
    };
    world.app.create_hours(&world.admin, hours).await.unwrap();
    promise(&world, policy(13 * 60)).await;
    // Wednesday noon: 12 of 13 hours are spent.
    let held = clock(&world.store(), case, |clock| clock.due.is_some()).await;
    assert_eq!(held.due, Some((SlaTarget::FirstResponse, at("2026-11-25T04:00:00Z"))));
    assert!(held.warned && !held.breached);

    let late = World::new::<B>().await;
    let case = asked(&late).await;
    let _jobs = heard(&late, case).await;
    late.clock.forward(SignedDuration::from_hours(48));
    promise(&late, policy(60)).await;
    clock(&late.store(), case, |clock| clock.breached).await;
    let found = case::get(&late.store(), case).await.unwrap().unwrap();
    assert_eq!(found.priority, Priority::Normal, "over before anything was promised");
    let said = late.events().await.into_iter().filter_map(|event| match event.body {
        EventBody::SlaBreached { at, .. } => Some(at),
        _ => None,
    });
    assert_eq!(said.collect::<Vec<_>>(), [at("2026-11-23T04:00:00Z")]);
}

async fn queue_of(world: &World, case: CaseId) -> QueueId {
    case::get(&world.store(), case).await.unwrap().unwrap().queue
}

/// What one tenant's setting breaks stays in that tenant, and does not come up every second.
pub(crate) async fn a_setting_that_cannot_be_used_stops_nobody_else<B: Backend>() {
    let world = World::new::<B>().await;
    let (broken, of_broken) = door(&world).await;
    let (good, of_good) = door(&world).await;
    let hours = NewBusinessHours {
        name: "遠い国".to_owned(),
        zone: None,
        week: vec![vec!["9:00-18:00".to_owned()]; 7],
        holidays: Holidays::AsUsual,
        days: [].into(),
        queues: vec![of_broken],
    };
    let id = world.app.create_hours(&world.admin, hours).await.unwrap().id;
    // As on a machine that does not know the zone any more.
    let store = world.store();
    let mut row = store::business_hours::get(&store, id).await.unwrap().unwrap();
    row.zone = "Nowhere/Nothing".to_owned();
    store
        .write(world.app.now(), move |tx| {
            Box::pin(async move { store::business_hours::save(tx, &mut row).await })
        })
        .await
        .unwrap();
    let older = [asked_at(&world, broken.id).await, asked_at(&world, good.id).await];
    for queue in [of_broken, of_good] {
        let queues = ConditionsView { queues: vec![queue], ..ConditionsView::default() };
        promise(&world, NewSlaPolicy { conditions: queues, ..policy(30) }).await;
    }
    let newer = [asked_at(&world, broken.id).await, asked_at(&world, good.id).await];
    let _jobs = keeping(&world).await;
    for [broken, good] in [older, newer] {
        clock(&store, good, |clock| clock.due.is_some()).await;
        assert_eq!(case_clock::many(&store, &[broken]).await.unwrap(), []);
    }
}

/// A policy for a rank holds as soon as the customer has it.
pub(crate) async fn a_policy_for_a_rank_follows_the_rank<B: Backend>() {
    let world = World::new::<B>().await;
    let ranks = ConditionsView { ranks: vec!["VIP".to_owned()], ..ConditionsView::default() };
    promise(&world, NewSlaPolicy { conditions: ranks, ..policy(60) }).await;
    let case = asked(&world).await;
    let _jobs = keeping(&world).await;
    clock(&world.store(), case, |clock| clock.due.is_none()).await;
    let customer = case::get(&world.store(), case).await.unwrap().unwrap().customer;
    let found = world.app.get(&world.admin, customer).await.unwrap();
    let change = CustomerChange { rank: Some("VIP".to_owned()), ..CustomerChange::default() };
    world.app.change(&world.admin, customer, found.version, change).await.unwrap();
    clock(&world.store(), case, |clock| clock.due.is_some()).await;
}

/// A clock that this version cannot read is lost with a word in the log, and comes back with the next
/// event of its case, as if it had never been away.
pub(crate) async fn a_clock_that_cannot_be_read_is_made_anew_from_the_log<B: Backend>() {
    let world = World::new::<B>().await;
    let channel = door(&world).await.0.id;
    promise(&world, policy(60)).await;
    let id = world.app.store.id(world.app.now());
    let by = Visitor { tenant: world.tenant, channel, id, locale: Locale::Ja };
    says(&world, &by, "first").await;
    let store = world.store();
    let session = interaction::open_of_visitor(&store, by.id).await.unwrap().unwrap();
    let _jobs = keeping(&world).await;
    let before = clock(&store, session.case, |clock| clock.due.is_some()).await;
    let broken = CaseClock { clock: serde_json::json!("no clock"), ..before.clone() };
    store
        .write(world.app.now(), move |tx| {
            Box::pin(async move { case_clock::put(tx, &broken).await })
        })
        .await
        .unwrap();
    says(&world, &by, "second").await;
    for _ in 0..400 {
        if case_clock::many(&store, &[session.case]).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    says(&world, &by, "third").await;
    let after = clock(&store, session.case, |clock| clock.due.is_some()).await;
    assert_eq!((after.rule, after.clock, after.due), (before.rule, before.clock, before.due));
    assert!(after.seq > before.seq);
}
