//! The demo's past in the store.

use std::collections::{BTreeSet, HashMap};

use app::clock::{Clock as _, SystemClock};
use demo::load::{LoadError, LoadOptions, load};
use demo::world::{Volumes, World, generate};
use jiff::Timestamp;
use model::event::EventBody;
use model::{CaseId, CaseStatus, SideState, UserId, WorkState};
use serde_json::json;
use store::case::{self, CaseFilter};
use store::tenant::{self, Tenant};
use store::user_account::PasswordHash;
use store::{Store, StoreError, TenantStore, log, message, purchase, side, work_item};
use testkit::server::{Database, TestStore};
use tokio::sync::Notify;

const SEED: u64 = 7;

fn volumes() -> Volumes {
    Volumes {
        customers: 700,
        orders: 1_200,
        case_days: 6,
        weekday_cases: (60, 70),
        weekend_cases: (60, 70),
        ..Volumes::default()
    }
}

fn options(now: Timestamp) -> LoadOptions {
    LoadOptions {
        now,
        seed: SEED,
        volumes: volumes(),
        password: PasswordHash("no password fits".to_owned()),
        mail_to: "127.0.0.1:2525".parse().unwrap(),
    }
}

/// Everything is there, agrees with itself, and a second start adds nothing.
pub(crate) async fn whole(database: Database) {
    let TestStore { store, .. } = &TestStore::open(database).await;
    let now = SystemClock.now();
    let loaded = load(store, options(now), |_| {}).await.unwrap();
    let shop = store.tenant(loaded.tenant);
    check(store, &shop, &generate(SEED, now, &volumes())).await;
    let end = log::tail::last_seq(&store.system()).await.unwrap();
    let again = load(store, options(SystemClock.now()), |_| {}).await.unwrap();
    assert_eq!((again.tenant, again.identity_secret), (loaded.tenant, loaded.identity_secret));
    assert_eq!(again.world.customers, loaded.world.customers, "the same people play");
    assert_eq!(log::tail::last_seq(&store.system()).await.unwrap(), end);
}

/// Stopped anywhere on the way, it goes on there at the next start.
pub(crate) async fn interrupted(database: Database) {
    let mut test = TestStore::open(database).await;
    let now = SystemClock.now();
    for part in [0.0, 0.3, 0.6, 0.9] {
        let enough = Notify::new();
        let told = |done: f64| {
            if done > part {
                enough.notify_one();
            }
        };
        tokio::select! {
            biased;
            () = enough.notified() => {}
            ended = load(&test.store, options(now), told) => {
                panic!("beyond {part}: {:?}", ended.err())
            }
        }
        test.reopen().await;
    }
    let store = &test.store;
    let loaded = load(store, options(now), |_| {}).await.unwrap();
    check(store, &store.tenant(loaded.tenant), &generate(SEED, now, &volumes())).await;
}

/// Invented people do not come beside real ones.
pub(crate) async fn refused(database: Database) {
    let TestStore { store, .. } = &TestStore::open(database).await;
    let now = SystemClock.now();
    let real = Tenant {
        id: store.id(now),
        slug: "real".to_owned(),
        name: "本物".to_owned(),
        demo: false,
        settings: json!({}),
        created_at: now,
    };
    let made = store
        .system()
        .write(now, move |tx| Box::pin(async move { tenant::insert(tx, &real).await }));
    made.await.map(|_| ()).unwrap_or_else(|error: StoreError| panic!("{error}"));
    let refused = load(store, options(now), |_| {}).await;
    assert!(matches!(refused, Err(LoadError::OtherTenant { name }) if name == "本物"));
    assert_eq!(tenant::list(&store.system()).await.unwrap().len(), 1, "nothing was made");
}

async fn check(store: &Store, shop: &TenantStore, world: &World) {
    let cases = case::list(shop, &CaseFilter::default(), 10_000).await.unwrap();
    assert_eq!(cases.len(), world.cases.len());
    let numbers: BTreeSet<i64> = cases.iter().map(|case| case.number).collect();
    let past: BTreeSet<i64> = world.cases.iter().map(|case| case.number).collect();
    assert_eq!(numbers, past);
    states_agree(shop, &cases).await;
    let mut entries = 0;
    for past in &world.cases {
        let mut thread = message::thread(shop, past.id, i64::MAX, 1_000).await.unwrap();
        thread.retain(|message| message.side.is_none());
        assert!(thread.iter().all(|message| message.seq > 0));
        let wanted: Vec<_> = past.messages.iter().rev().map(|message| message.id).collect();
        let stored: Vec<_> = thread.iter().map(|message| message.id).collect();
        assert_eq!(stored, wanted, "the thread is in the order of time");
        entries += stored.len();
    }
    assert!(entries > 500, "{entries}");
    let ids: Vec<_> = world.orders.iter().map(|order| order.id).collect();
    assert_eq!(purchase::many(shop, &ids).await.unwrap().len(), world.orders.len());
    let facts = world.log().len() + world.customers.len();
    let events = log::tail::events_after(&store.system(), 0, 1_000_000).await.unwrap();
    let mut said = BTreeSet::new();
    for (_, event) in &events {
        if let EventBody::ConsentRecorded { decision, .. } = &event.body {
            assert!(said.insert((event.customer, decision.as_str())), "{event:?} came twice");
        }
    }
    assert!(said.len() > 100, "{} consents", said.len());
    // Twelve settings are announced, and every customer has a shop number beside the address; two
    // people outside were asked, of whom one answered.
    assert_eq!(events.len(), facts + 12 + 6 + said.len());
    outside(shop, &cases).await;
    let next = shop.write(SystemClock.now(), |tx| Box::pin(tenant::next_case_number(tx)));
    assert_eq!(next.await.unwrap().value, world.cases.len() as i64 + 1);
}

/// Of two questions to people outside, one waits and one was answered.
async fn outside(shop: &TenantStore, cases: &[case::Case]) {
    let mut states = Vec::new();
    for case in cases {
        for side in side::of_case(shop, case.id).await.unwrap() {
            let said = message::of_sides(shop, &[side.id], 9).await.unwrap();
            states.push((side.state, said.len()));
        }
    }
    states.sort_unstable();
    assert_eq!(states, [(SideState::Waiting, 1), (SideState::Answered, 2)]);
}

/// Waiting or reopened ⇔ unfinished work that nobody has; assigned ⇔ work that the owner has;
/// pending or resolved ⇔ no unfinished work.
async fn states_agree(shop: &TenantStore, cases: &[case::Case]) {
    let open = work_item::open(shop).await.unwrap();
    let work: HashMap<CaseId, (WorkState, Option<UserId>)> =
        open.iter().map(|work| (work.case.unwrap(), (work.state, work.assigned_to))).collect();
    assert_eq!(work.len(), open.len(), "one unfinished piece of work per case");
    let mut seen = BTreeSet::new();
    for case in cases {
        let expected = match case.status {
            CaseStatus::Waiting | CaseStatus::Reopened => {
                assert_eq!(case.owner, None);
                Some((WorkState::Waiting, None))
            }
            CaseStatus::Assigned => {
                assert!(case.owner.is_some());
                Some((WorkState::Assigned, case.owner))
            }
            CaseStatus::PendingCustomer | CaseStatus::OnHold | CaseStatus::Resolved => None,
        };
        assert_eq!(work.get(&case.id).copied(), expected, "case {}", case.number);
        assert_eq!(case.resolved_at.is_some(), case.status == CaseStatus::Resolved);
        seen.insert(case.status);
    }
    assert!(seen.len() >= 2, "only {seen:?}");
}
