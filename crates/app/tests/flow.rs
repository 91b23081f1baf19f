//! Random days of a small centre: whatever customers and agents do, in whatever order, cases, work
//! items, owners and the board agree at every step.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects must end"
)]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use api::admin::UserChange;
use api::case::{AfterReply, CaseQuery, CaseRow, CaseView, GiveBack, Hold, Reply, Transfer};
use api::chat::{ChatSend, Visitor};
use api::ports::Ports;
use api::work::PresenceChange;
use api::{Caller, Code, Locale, Page, Problem};
use app::clock::Clock;
use app::{App, Config};
use jiff::{SignedDuration, Timestamp};
use model::permission::Role;
use model::{
    CaseId, CaseStatus, ChannelId, ChannelKind, Presence, QueueId, TenantId, UserId, VisitorId,
    WorkState,
};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use store::case::{self, CaseFilter};
use store::{Store, StoreOptions, user_account, work_item};

/// Steps of one day.
const STEPS: usize = 120;

/// Days tried: as many as usual, or as `FLOW_DAYS` says.
fn days(usual: u64) -> u64 {
    std::env::var("FLOW_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(usual)
}

#[path = "flow/promises.rs"]
mod promises;

mod sqlite {
    use super::day;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn random_days_keep_cases_work_and_board_in_agreement() {
        for seed in 0..super::days(6) {
            day(None, seed).await;
        }
    }
}

mod postgres {
    use super::day;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn random_days_keep_cases_work_and_board_in_agreement() {
        for seed in 1_000..1_000 + super::days(3) {
            day(Some(testkit::postgres::Postgres::shared().database()), seed).await;
        }
    }
}

/// A clock that each step puts forward.
struct StepClock(AtomicI64);

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

struct Centre {
    app: App,
    ports: Ports,
    clock: Arc<StepClock>,
    tenant: TenantId,
    queues: Vec<QueueId>,
    agents: Vec<Caller>,
    admin: Caller,
    visitors: Vec<Visitor>,
    random: StdRng,
    said: u64,
}

async fn day(url: Option<String>, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut options = StoreOptions::new(folder.path());
    options.database_url = url;
    let store = Store::open(options).await.unwrap();
    let mut centre = Centre::furnish(store, seed).await;
    let jobs = centre.app.run().await.unwrap();
    centre.promise().await;
    for step in 0..STEPS {
        let what = centre.step().await;
        centre.check(&format!("seed {seed} step {step}: {what}")).await;
    }
    centre.board_agrees(&format!("seed {seed} at the end")).await;
    centre.pages_agree(&format!("seed {seed} at the end")).await;
    centre.promises_agree(&format!("seed {seed} at the end")).await;
    drop(jobs);
}

impl Centre {
    async fn furnish(store: Store, seed: u64) -> Self {
        let begin = Timestamp::from_second(1_795_417_200).unwrap();
        let clock = Arc::new(StepClock(AtomicI64::new(begin.as_microsecond())));
        let tenant: TenantId = store.id(begin);
        let channel: ChannelId = store.id(begin);
        let queues: Vec<QueueId> = (0..2).map(|_| store.id(begin)).collect();
        let users: Vec<UserId> = (0..3).map(|_| store.id(begin)).collect();
        let visitors = (0..6).map(|_| store.id::<VisitorId>(begin));
        let visitors =
            visitors.map(|id| Visitor { tenant, id, channel, locale: Locale::Ja }).collect();
        furnish(&store, (tenant, channel), queues.clone(), users.clone()).await;
        let app = App::new(store, clock.clone(), Config::default());
        let caller = |user, role| Caller {
            tenant,
            user,
            roles: vec![role],
            locale: Locale::Ja,
            ip: None,
            session: Vec::new(),
            token: None,
        };
        let agents = users.into_iter().map(|user| caller(user, Role::Agent)).collect();
        let admin = caller(app.store.id(begin), Role::Admin);
        let ports = app.ports();
        let random = StdRng::seed_from_u64(seed);
        Self { app, ports, clock, tenant, queues, agents, admin, visitors, random, said: 0 }
    }

    fn agent(&mut self) -> Caller {
        let at = self.random.random_range(0..self.agents.len());
        self.agents[at].clone()
    }

    /// One thing somebody does; refusals that make sense are fine.
    async fn step(&mut self) -> String {
        self.clock.0.fetch_add(self.random.random_range(1..4_000_000), Ordering::SeqCst);
        let chance = self.random.random_range(0..100);
        let (what, done) = match chance {
            0..30 => ("a visitor writes", self.visitor_writes().await),
            30..35 => ("a visitor ends", self.visitor_ends().await),
            35..48 => ("somebody changes state", self.change_state().await),
            48..50 => ("somebody's desk is lost", self.lose_desk().await),
            50..52 => ("somebody is switched off and on", self.switch_off_and_on().await),
            52 => ("other things are promised", self.promise_otherwise().await),
            53..70 => ("an offer is answered", self.answer_offer().await),
            _ => self.work_on_a_case().await,
        };
        if let Err(problem) = &done {
            let expected = [
                Code::Conflict,
                Code::OfferGone,
                Code::Changed,
                Code::OverCapacity,
                Code::Unavailable,
            ];
            assert!(expected.contains(&problem.code), "{what}: {problem}");
        }
        format!("{what} ({})", done.map_or_else(|p| p.code.as_str(), |()| "done"))
    }

    async fn visitor_writes(&mut self) -> Result<(), Problem> {
        let at = self.random.random_range(0..self.visitors.len());
        self.said += 1;
        let input = ChatSend {
            cid: format!("cid-number-{}", self.said),
            text: format!("message {}", self.said),
            files: vec![],
        };
        let first = self.ports.chat.send(&self.visitors[at], input.clone()).await?;
        if self.random.random_bool(0.2) {
            let again = self.ports.chat.send(&self.visitors[at], input).await?;
            assert_eq!(first.id, again.id, "the same message twice is one message");
        }
        Ok(())
    }

    async fn visitor_ends(&mut self) -> Result<(), Problem> {
        let at = self.random.random_range(0..self.visitors.len());
        self.ports.chat.end(&self.visitors[at]).await
    }

    async fn change_state(&mut self) -> Result<(), Problem> {
        let by = self.agent();
        let states = [Presence::Available, Presence::Available, Presence::Away, Presence::Offline];
        let state = states[self.random.random_range(0..states.len())];
        self.ports.work.set_presence(&by, PresenceChange { state }).await?;
        Ok(())
    }

    async fn lose_desk(&mut self) -> Result<(), Problem> {
        let by = self.agent();
        app::work::state::gone(&self.app, by.tenant, by.user).await
    }

    async fn switch_off_and_on(&mut self) -> Result<(), Problem> {
        let user = self.agent().user;
        for active in [false, true] {
            let found = user_account::by_id(&self.app.of(self.tenant), user).await.unwrap();
            let change = UserChange { active: Some(active), ..UserChange::default() };
            let version = found.unwrap().version;
            self.ports.admin.change_user(&self.admin, user, version, change).await?;
        }
        Ok(())
    }

    async fn answer_offer(&mut self) -> Result<(), Problem> {
        // Routing follows the log on its own; give it a moment.
        tokio::time::sleep(Duration::from_millis(15)).await;
        for by in self.agents.clone() {
            let offers = self.ports.work.offers(&by).await?;
            assert!(offers.len() <= 1, "one offer at a time");
            if let Some(offer) = offers.first() {
                return if self.random.random_bool(0.8) {
                    self.ports.work.accept(&by, offer.id).await.map(|_| ())
                } else {
                    self.ports.work.decline(&by, offer.id).await
                };
            }
        }
        Ok(())
    }

    async fn work_on_a_case(&mut self) -> (&'static str, Result<(), Problem>) {
        let by = self.agent();
        let query =
            CaseQuery { view: Some(CaseView::All), limit: Some(50), ..CaseQuery::default() };
        let cases = self.ports.cases.list(&by, query).await.unwrap().items;
        if cases.is_empty() {
            return ("nothing to do", Ok(()));
        }
        let id = cases[self.random.random_range(0..cases.len())].id;
        match self.random.random_range(0..10) {
            0 => ("a case is taken", self.ports.cases.take(&by, id).await.map(|_| ())),
            1 => ("a case is resolved", self.ports.cases.resolve(&by, id).await.map(|_| ())),
            2 => ("a case is opened again", self.ports.cases.reopen(&by, id).await.map(|_| ())),
            3 | 4 => ("a case is handed over", self.hand_over(&by, id).await),
            5 => ("a case is put off", self.put_off(&by, id).await),
            6 => ("a hold is ended", self.ports.case_work.end_hold(&by, id).await.map(|_| ())),
            7 => {
                let back = GiveBack::default();
                let given = self.ports.case_work.give_back(&by, id, back).await;
                ("a case is given back", given.map(|_| ()))
            }
            _ => ("a case is answered", self.reply(&by, id).await),
        }
    }

    async fn hand_over(&mut self, by: &Caller, id: CaseId) -> Result<(), Problem> {
        let to_queue = self.random.random_bool(0.5);
        let queue = self.queues[self.random.random_range(0..self.queues.len())];
        let user = self.agent().user;
        let to = Transfer {
            queue: to_queue.then_some(queue),
            user: (!to_queue).then_some(user),
            supervisor: None,
            note: Some("引き継ぎ".to_owned()),
        };
        self.ports.cases.transfer(by, id, to).await.map(|_| ())
    }

    /// Puts a case off for some seconds, and brings back what was put off before.
    async fn put_off(&mut self, by: &Caller, id: CaseId) -> Result<(), Problem> {
        app::cases::hold::bring_back(&self.app).await.unwrap();
        let seconds = SignedDuration::from_secs(self.random.random_range(1..60));
        let hold = Hold { until: self.app.now() + seconds, note: None };
        self.ports.case_work.hold(by, id, hold).await.map(|_| ())
    }

    async fn reply(&mut self, by: &Caller, id: CaseId) -> Result<(), Problem> {
        self.said += 1;
        let then = match self.random.random_range(0..4) {
            0 => Some(AfterReply::Keep),
            1 => Some(AfterReply::Pending),
            2 => Some(AfterReply::Resolve),
            _ => None,
        };
        let input = Reply {
            text: format!("answer {}", self.said),
            files: vec![],
            client_id: format!("answer-{}", self.said),
            subject: None,
            to: None,
            last_seq: None,
            then,
        };
        self.ports.cases.reply(by, id, input).await.map(|_| ())
    }

    /// Waiting or reopened ⇔ unfinished work that nobody has; assigned ⇔ work its owner has;
    /// pending or resolved ⇔ no unfinished work.
    async fn check(&self, context: &str) {
        let store = self.app.of(self.tenant);
        // Somebody whose desk is gone may lose their chats between two reads: what is compared is of
        // one moment.
        let (cases, works) = loop {
            let before = work_item::open(&store).await.unwrap();
            let cases = case::list(&store, &CaseFilter::default(), 10_000).await.unwrap();
            if work_item::open(&store).await.unwrap() == before {
                break (cases, before);
            }
        };
        let mut by_case: HashMap<CaseId, Vec<_>> = HashMap::new();
        for work in works {
            by_case.entry(work.case.unwrap()).or_default().push(work);
        }
        for case in cases {
            let works = by_case.remove(&case.id).unwrap_or_default();
            let queued = works.first().map(|work| work.enqueued_at);
            assert_eq!(case.queued_at, queued, "{context}: {case:?}");
            let held = case.status == CaseStatus::OnHold;
            assert_eq!(case.held_until.is_some(), held, "{context}: {case:?}");
            match case.status {
                CaseStatus::Waiting | CaseStatus::Reopened => {
                    assert_eq!(works.len(), 1, "{context}: {case:?}");
                    assert!(works[0].assigned_to.is_none(), "{context}: {works:?}");
                    assert_ne!(works[0].state, WorkState::Assigned, "{context}");
                    assert_eq!(works[0].queue, case.queue, "{context}");
                    assert_eq!(case.owner, None, "{context}");
                }
                CaseStatus::Assigned => {
                    assert_eq!(works.len(), 1, "{context}: {case:?}");
                    assert_eq!(works[0].state, WorkState::Assigned, "{context}");
                    assert_eq!(works[0].assigned_to, case.owner, "{context}");
                    assert!(case.owner.is_some(), "{context}");
                }
                CaseStatus::PendingCustomer | CaseStatus::OnHold | CaseStatus::Resolved => {
                    assert!(works.is_empty(), "{context}: {case:?} {works:?}");
                }
            }
        }
        assert!(by_case.is_empty(), "{context}: work without a case");
    }

    /// Once routing has heard everything, the board shows what the rows say, and nobody who is
    /// free is left beside work that waits for them.
    async fn board_agrees(&self, context: &str) {
        let mut last = String::new();
        for _ in 0..200 {
            match self.board_differs().await {
                None => return,
                Some(difference) => last = difference,
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{context}: {last}");
    }

    /// The list of waiting cases, a page of two.
    async fn waiting(&self, queue: Option<QueueId>, cursor: Option<String>) -> Page<CaseRow> {
        let view = Some(CaseView::Waiting);
        let query = CaseQuery { view, queue, cursor, limit: Some(2), ..CaseQuery::default() };
        self.ports.cases.list(&self.agents[0], query).await.unwrap()
    }

    /// How many chats and mails the lists behind an agent's numbers hold.
    async fn assigned(&self, owner: UserId) -> (usize, usize) {
        let mut counts = [0, 0];
        for (kind, count) in [ChannelKind::WebChat, ChannelKind::Email].into_iter().zip(&mut counts)
        {
            let query = CaseQuery {
                status: Some(CaseStatus::Assigned),
                owner: Some(owner),
                channel_kind: Some(kind),
                ..CaseQuery::default()
            };
            *count = self.ports.cases.list(&self.agents[0], query).await.unwrap().items.len();
        }
        (counts[0], counts[1])
    }

    /// Page by page, whoever waits is listed once, in the order in which routing sees them.
    async fn pages_agree(&self, context: &str) {
        let store = self.app.of(self.tenant);
        let works = work_item::open(&store).await.unwrap();
        let waiting = works.into_iter().filter(|work| work.state != WorkState::Assigned);
        let mut stored: Vec<_> =
            waiting.map(|work| (work.enqueued_at, work.case.unwrap())).collect();
        stored.sort();
        let (mut listed, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.waiting(None, cursor).await;
            listed.extend(page.items.into_iter().map(|case| (case.queued_at.unwrap(), case.id)));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(listed, stored, "{context}");
    }

    async fn board_differs(&self) -> Option<String> {
        let board = self.app.dispatch.board(self.tenant, self.app.now())?;
        let works = work_item::open(&self.app.of(self.tenant)).await.unwrap();
        for row in &board.queues {
            let mine = works.iter().filter(|work| work.queue == row.queue);
            let (busy, waiting): (Vec<_>, Vec<_>) =
                mine.partition(|work| work.state == WorkState::Assigned);
            let shown = (row.waiting as usize, row.in_progress as usize);
            if shown != (waiting.len(), busy.len()) {
                return Some(format!("shown {shown:?}, stored {:?}", (waiting.len(), busy.len())));
            }
            let behind =
                CaseFilter { offered: true, queue: Some(row.queue), ..CaseFilter::default() };
            let behind = case::count(&self.app.of(self.tenant), &behind).await.unwrap();
            let offered = waiting.iter().filter(|work| work.state == WorkState::Offered).count();
            if (u64::from(row.offered), offered as u64) != (behind, behind) {
                return Some(format!("{} offered, {behind} in the list behind it", row.offered));
            }
            let oldest = waiting.iter().map(|work| work.enqueued_at).min();
            if row.longest_since != oldest {
                return Some("the longest wait differs".to_owned());
            }
            let first = self.waiting(Some(row.queue), None).await.items.into_iter().next();
            if first.and_then(|case| case.queued_at) != oldest {
                return Some("the list begins with another wait than the longest".to_owned());
            }
        }
        for agent in &board.agents {
            let (chats, mails) = self.assigned(agent.user).await;
            if (agent.chats as usize, agent.mails as usize) != (chats, mails) {
                return Some(format!("{agent:?}, {chats} chats and {mails} mails behind it"));
            }
        }
        let free = |user: UserId| {
            board.agents.iter().any(|agent| {
                agent.user == user
                    && agent.state == Presence::Available
                    && agent.chats < agent.chat_capacity
            })
        };
        let asked = |user: UserId| works.iter().any(|w| w.offer.is_some_and(|o| o.user == user));
        let idle = self.agents.iter().find(|by| {
            let waits = works
                .iter()
                .any(|work| work.state == WorkState::Waiting && !work.declined.contains(&by.user));
            waits && free(by.user) && !asked(by.user)
        });
        idle.map(|by| format!("{} is free while work waits", by.user))
    }
}

async fn furnish(
    store: &Store,
    (tenant, channel): (TenantId, ChannelId),
    queues: Vec<QueueId>,
    users: Vec<UserId>,
) {
    let now = Timestamp::from_second(1_795_417_200).unwrap();
    store
        .system()
        .write(now, move |tx| {
            Box::pin(async move {
                let row = store::tenant::Tenant {
                    id: tenant,
                    slug: "flow".into(),
                    name: "flow".into(),
                    demo: false,
                    settings: json!({}),
                    created_at: now,
                };
                store::tenant::insert(tx, &row).await?;
                let tx = tx.tenant(tenant);
                for (at, user) in users.iter().enumerate() {
                    store::user_account::insert(&tx, &person(*user, at, now)).await?;
                }
                for (at, id) in queues.iter().enumerate() {
                    let queue = store::queue::Queue {
                        id: *id,
                        name: format!("queue {at}"),
                        offer_seconds: 20,
                        archived: false,
                        version: 1,
                    };
                    store::queue::insert(&tx, &queue).await?;
                    store::queue::set_members(&tx, *id, &users).await?;
                }
                let door = store::channel::Channel {
                    id: channel,
                    kind: ChannelKind::WebChat,
                    name: "chat".into(),
                    active: true,
                    public_key: Some(channel.to_string()),
                    queue: queues[0],
                    config: json!({}),
                    secrets: None,
                    cursor: json!({}),
                    last_ok_at: None,
                    last_error: None,
                    version: 1,
                };
                store::channel::insert(&tx, &door).await?;
                Ok::<_, store::StoreError>(())
            })
        })
        .await
        .unwrap();
}

fn person(id: UserId, at: usize, now: Timestamp) -> store::user_account::User {
    store::user_account::User {
        id,
        email: format!("agent{at}@flow.example"),
        name: format!("agent {at}"),
        password_hash: store::user_account::PasswordHash(String::new()),
        roles: vec![Role::Agent],
        locale: "ja".into(),
        active: true,
        chat_capacity: 2,
        mail_capacity: 2,
        created_at: now,
        version: 1,
    }
}
