//! Who is who: random histories of records that are linked, merged, written to and parted again,
//! against a model that makes everything anew without the merges that were undone.

use std::collections::{BTreeMap, BTreeSet};

use api::chat::{ChatSend, Visitor};
use api::customer::{CustomerChange, NewCustomer, NewMerge};
use api::ports::{Cases, Chat as _, Customers};
use api::{Caller, Code, Locale, PageQuery};
use model::{ChannelId, CustomerId, MergeId, OrderId};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use store::interaction;
use store::purchase::{self, Purchase};

use crate::suite::chat::door;
use crate::world::{Backend, World, refused};

/// Sequences of a run; `IDENTITY_SEQUENCES` asks for more.
const SEQUENCES: u64 = 40;
const STEPS: usize = 14;

/// What is known of one record by itself.
#[derive(Clone, Debug, Default)]
struct Home {
    cases: u64,
    orders: u64,
    emails: BTreeSet<String>,
    browser: Option<Visitor>,
}

#[derive(Clone, Copy, Debug)]
struct Merged {
    id: MergeId,
    absorbed: CustomerId,
    survivor: CustomerId,
}

struct History<'w> {
    world: &'w World,
    by: &'w Caller,
    channel: ChannelId,
    random: StdRng,
    homes: BTreeMap<CustomerId, Home>,
    standing: Vec<Merged>,
    told: Vec<String>,
    count: u32,
}

impl History<'_> {
    /// Everybody's leader, by moving people about one by one.
    fn leaders(&self) -> BTreeMap<CustomerId, CustomerId> {
        let mut leaders: BTreeMap<_, _> = self.homes.keys().map(|id| (*id, *id)).collect();
        for merge in &self.standing {
            let (from, to) = (leaders[&merge.absorbed], leaders[&merge.survivor]);
            for leader in leaders.values_mut().filter(|leader| **leader == from) {
                *leader = to;
            }
        }
        leaders
    }

    fn any(&mut self) -> CustomerId {
        let at = self.random.random_range(0..self.homes.len());
        *self.homes.keys().nth(at).unwrap()
    }

    fn next(&mut self, kind: &str) -> String {
        self.count += 1;
        format!(
            "{kind}-{}-{}",
            self.count,
            self.world.app.store.id::<OrderId>(self.world.app.now())
        )
    }

    async fn step(&mut self) {
        match self.random.random_range(0..10) {
            0 => self.record().await,
            1 => self.browser().await,
            2 => self.email().await,
            3 => self.order().await,
            4 | 5 => self.write().await,
            6 | 7 => self.merge().await,
            _ => self.undo().await,
        }
    }

    async fn record(&mut self) {
        let name = self.next("customer");
        let (kana, company, phone) = Default::default();
        let new = NewCustomer { name, kana, company, phone, email: None };
        let made = Customers::create(&self.world.app, self.by, new).await.unwrap();
        self.told.push(format!("record {}", made.id));
        self.homes.insert(made.id, Home::default());
    }

    /// Somebody nobody knows writes for the first time.
    async fn browser(&mut self) {
        let id = self.world.app.store.id(self.world.app.now());
        let (tenant, channel) = (self.world.tenant, self.channel);
        let browser = Visitor { tenant, channel, id, locale: Locale::Ja };
        self.say(&browser).await;
        let session = interaction::open_of_visitor(&self.world.store(), id).await.unwrap();
        let record = session.unwrap().customer;
        self.told.push(format!("browser of {record}"));
        let home = Home { cases: 1, browser: Some(browser), ..Home::default() };
        self.homes.insert(record, home);
    }

    async fn say(&mut self, browser: &Visitor) {
        let words =
            ChatSend { cid: self.next("cid"), text: "こんにちは".into(), files: vec![] };
        self.world.app.send(browser, words).await.unwrap();
    }

    /// A browser comes back with another matter: it belongs where the browser does.
    async fn write(&mut self) {
        let record = self.any();
        let Some(browser) = self.homes[&record].browser.clone() else { return };
        let store = self.world.store();
        let session = interaction::open_of_visitor(&store, browser.id).await.unwrap();
        if let Some(session) = session {
            self.world.app.resolve(self.by, session.case).await.unwrap();
            self.world.app.end(&browser).await.unwrap();
        }
        self.say(&browser).await;
        self.told.push(format!("{record} writes"));
        self.homes.get_mut(&record).unwrap().cases += 1;
    }

    /// A colleague adds an address to the customer as shown: it belongs to who leads.
    async fn email(&mut self) {
        let record = self.any();
        let leader = self.leaders()[&record];
        let email = format!("{}@customer.example", self.next("mail"));
        let found = Customers::get(&self.world.app, self.by, record).await.unwrap();
        let change = CustomerChange { add_email: Some(email.clone()), ..CustomerChange::default() };
        Customers::change(&self.world.app, self.by, leader, found.version, change).await.unwrap();
        self.told.push(format!("{email} of {leader}"));
        self.homes.get_mut(&leader).unwrap().emails.insert(email);
    }

    /// The shop knows records, not people.
    async fn order(&mut self) {
        let record = self.any();
        let now = self.world.app.now();
        let order = Purchase {
            id: self.world.app.store.id(now),
            external_id: self.next("order"),
            customer: record,
            ordered_at: now,
            total_minor: 100,
            currency: "JPY".into(),
            status: "shipped".into(),
            items: serde_json::json!([]),
            source: "test".into(),
        };
        self.world
            .store()
            .write(now, move |tx| Box::pin(async move { purchase::insert_new(tx, &[order]).await }))
            .await
            .unwrap();
        self.told.push(format!("{record} buys"));
        self.homes.get_mut(&record).unwrap().orders += 1;
    }

    async fn merge(&mut self) {
        let (absorbed, survivor) = (self.any(), self.any());
        let leaders = self.leaders();
        let input = NewMerge { other: absorbed, note: String::new() };
        let merged = self.world.app.merge(self.by, survivor, input).await;
        if leaders[&absorbed] == leaders[&survivor] {
            assert_eq!(refused(merged), Code::Conflict);
            return;
        }
        merged.unwrap();
        let entries = self.world.app.merges(self.by, survivor).await.unwrap();
        let entry = &entries[0];
        let (absorbed, survivor) = (entry.absorbed.id, entry.survivor.id);
        self.told.push(format!("merge {absorbed} into {survivor}"));
        self.standing.push(Merged { id: entry.id, absorbed, survivor });
    }

    async fn undo(&mut self) {
        if self.standing.is_empty() {
            return;
        }
        let at = self.random.random_range(0..self.standing.len());
        let gone = self.standing.remove(at);
        self.told.push(format!("undo {gone:?}"));
        self.world.app.undo_merge(self.by, gone.id).await.unwrap();
        let again = self.world.app.undo_merge(self.by, gone.id).await;
        assert_eq!(refused(again), Code::Conflict);
    }

    async fn check(&self) {
        let leaders = self.leaders();
        let told = || format!("after {:#?}", self.told);
        for (record, leader) in &leaders {
            let own = leaders.iter().filter(|(_, other)| *other == leader).map(|(id, _)| id);
            let homes: Vec<&Home> = own.map(|id| &self.homes[id]).collect();
            let found = Customers::get(&self.world.app, self.by, *record).await.unwrap();
            assert_eq!(found.id, *leader, "{}", told());
            let sum = |count: fn(&Home) -> u64| homes.iter().map(|home| count(home)).sum::<u64>();
            assert_eq!(found.cases, sum(|home| home.cases), "cases {}", told());
            assert_eq!(found.orders.count, sum(|home| home.orders), "orders {}", told());
            let emails: BTreeSet<&str> =
                homes.iter().flat_map(|home| home.emails.iter().map(String::as_str)).collect();
            let shown = found.identities.iter().filter(|one| one.value.contains('@'));
            assert_eq!(shown.map(|one| one.value.as_str()).collect::<BTreeSet<_>>(), emails);
            let page = PageQuery { limit: Some(100), ..PageQuery::default() };
            let timeline = self.world.app.timeline(self.by, *record, page.clone()).await.unwrap();
            let opened = timeline
                .items
                .iter()
                .filter(|entry| entry.kind == api::customer::TimelineKind::CaseOpened);
            assert_eq!(opened.count() as u64, found.cases, "timeline {}", told());
            let orders = self.world.app.orders(self.by, *record, page).await.unwrap();
            assert_eq!(orders.items.len() as u64, found.orders.count);
        }
        for (record, home) in &self.homes {
            let Some(browser) = &home.browser else { continue };
            let store = self.world.store();
            let sessions = interaction::of_visitor(&store, browser.id, 1).await.unwrap();
            let case = Cases::get(&self.world.app, self.by, sessions[0].case).await.unwrap();
            assert_eq!(case.case.customer.id, leaders[record], "the case of {record} {}", told());
        }
    }
}

pub(crate) async fn any_history_is_as_if_what_was_undone_had_never_been<B: Backend>() {
    let world = World::new::<B>().await;
    let (channel, _) = door(&world).await;
    let sequences = std::env::var("IDENTITY_SEQUENCES").ok().and_then(|n| n.parse().ok());
    for seed in 0..sequences.unwrap_or(SEQUENCES) {
        let mut history = History {
            world: &world,
            by: &world.admin,
            channel: channel.id,
            random: StdRng::seed_from_u64(seed),
            homes: BTreeMap::new(),
            standing: Vec::new(),
            told: vec![format!("seed {seed}")],
            count: 0,
        };
        history.record().await;
        history.record().await;
        history.browser().await;
        for _ in 0..STEPS {
            history.step().await;
        }
        history.check().await;
    }
}
