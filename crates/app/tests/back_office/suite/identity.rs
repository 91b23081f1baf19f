//! Who is who: random histories of records that are linked, merged, written to and parted again,
//! against a model that makes everything anew without the merges that were undone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::chat::{ChatSend, Visitor};
use api::customer::{
    Customer, CustomerChange, LikenessSignal, LookalikeDecision, LookalikeQuery,
    LookalikeThreshold, Lookalikes, NewCustomer, NewMerge, NewTie,
};
use api::ports::{Cases, Chat as _, Consents as _, Customers};
use api::{Caller, Code, Locale, PageQuery};
use jiff::SignedDuration;
use model::{ChannelId, ConsentDecision, CustomerId, MergeId, OrderId, TieKind};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use store::interaction;
use store::purchase::{self, Purchase};
use tokio::task::JoinSet;

use crate::suite::chat::door;
use crate::suite::consents::news;
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
    /// What was said of news by mail, in order.
    said: Vec<(u32, ConsentDecision)>,
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
        match self.random.random_range(0..11) {
            0 => self.record().await,
            1 => self.browser().await,
            2 => self.email().await,
            3 => self.order().await,
            4 | 5 => self.write().await,
            6 | 7 => self.merge().await,
            8 => self.consent().await,
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

    /// A colleague writes down what one record said.
    async fn consent(&mut self) {
        let record = self.any();
        self.count += 1;
        let granted = self.random.random_range(0..2) == 0;
        let decision = if granted { ConsentDecision::Granted } else { ConsentDecision::Withdrawn };
        let said = news(self.world, decision, "電話で伺いました").await;
        self.world.app.record_consent(self.by, record, said).await.unwrap();
        self.told.push(format!("{record} says {decision}"));
        self.homes.get_mut(&record).unwrap().said.push((self.count, decision));
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
            let consents = self.world.app.consents(self.by, *record).await.unwrap();
            let said = homes.iter().flat_map(|home| home.said.iter().copied());
            let last = said.clone().max_by_key(|(number, _)| *number).map(|(_, what)| what);
            let holds = consents.standing.first().map(|one| one.decision);
            assert_eq!(holds, last, "consents {}", told());
            assert_eq!(consents.entries.len(), said.count(), "ledger {}", told());
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

/// A customer as a colleague types them.
async fn typed(world: &World, name: &str, kana: &str, phone: &str) -> Customer {
    let (name, kana, phone) = (name.to_owned(), kana.to_owned(), phone.to_owned());
    let new = NewCustomer { name, kana, phone, company: String::new(), email: None };
    Customers::create(&world.app, &world.admin, new).await.unwrap()
}

/// The list once it satisfies `right`.
async fn listed(world: &World, right: impl Fn(&Lookalikes) -> bool) -> Lookalikes {
    for _ in 0..300 {
        let found = world.app.lookalikes(&world.admin, LookalikeQuery::default()).await.unwrap();
        if right(&found) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the list does not become as expected");
}

pub(crate) async fn two_records_that_look_alike_wait_for_a_decision<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let mut jobs = JoinSet::new();
    app::customers::lookalikes::spawn(app, &mut jobs).await.unwrap();
    let old = typed(&world, "髙橋 健", "たかはし けん", "090-1234-5678").await;
    typed(&world, "鈴木 花子", "すずき はなこ", "03-1234-5678").await;
    world.clock.forward(SignedDuration::from_secs(1));
    let new = typed(&world, "高橋健", "", "０９０１２３４５６７８").await;
    assert_eq!(new.phone, old.phone, "one way to write a number");
    let found = listed(&world, |found| found.count == 1).await;
    let pair = &found.items[0];
    assert_eq!((pair.a.id, pair.b.id), (old.id, new.id));
    assert_eq!(pair.signals, [LikenessSignal::SameName, LikenessSignal::SamePhone]);
    assert!(pair.score >= 90, "{}", pair.score);
    let of_new = LookalikeQuery { customer: Some(new.id), limit: None };
    assert_eq!(app.lookalikes(by, of_new).await.unwrap().items.len(), 1);
    let other = world.other_tenant().await;
    assert_eq!(app.lookalikes(&other, LookalikeQuery::default()).await.unwrap().count, 0);

    // Father and son of one name: two people of one household.
    let decided = |different| LookalikeDecision {
        a: new.id,
        b: old.id,
        different,
        tie: Some(TieKind::Household),
    };
    app.tell_apart(by, decided(true)).await.unwrap();
    listed(&world, |found| found.items.is_empty()).await;
    let ties = app.ties(by, old.id).await.unwrap();
    assert_eq!((ties[0].customer.id, ties[0].kind), (new.id, TieKind::Household));
    assert!(world.audited().await.contains(&"customer.told_apart".to_owned()));
    let untie = NewTie { other: old.id, kind: None };
    assert!(app.set_tie(by, new.id, untie).await.unwrap().is_empty());

    // What was known then does not ask again; what is new does.
    let change = |kana: &str, note: &str| CustomerChange {
        kana: Some(kana.to_owned()),
        note: Some(note.to_owned()),
        ..CustomerChange::default()
    };
    let again = Customers::change(app, by, new.id, new.version, change("", "電話で確認")).await;
    let again = again.unwrap();
    typed(&world, "中村 由美", "", "090-8765-4321").await;
    typed(&world, "中村由美", "", "090-8765-4321").await;
    let others = listed(&world, |found| found.count > 0).await;
    assert!(others.items.iter().all(|pair| pair.a.name.starts_with("中村")));
    Customers::change(app, by, new.id, again.version, change("タカハシ ケン", "")).await.unwrap();
    let back = listed(&world, |found| found.count == 2).await;
    let pair = back.items.iter().find(|pair| pair.a.id == old.id).unwrap();
    assert!(pair.signals.contains(&LikenessSignal::SameKana));

    // A merge takes them off the list, its undoing puts them back.
    let input = NewMerge { other: new.id, note: String::new() };
    app.merge(by, old.id, input).await.unwrap();
    listed(&world, |found| found.count == 1).await;
    assert_eq!(refused(app.tell_apart(by, decided(true)).await), Code::Conflict);
    let merges = app.merges(by, old.id).await.unwrap();
    app.undo_merge(by, merges[0].id).await.unwrap();
    listed(&world, |found| found.count == 2).await;

    let threshold = |score_min| LookalikeThreshold { score_min };
    assert_eq!(refused(app.set_lookalike_threshold(by, threshold(10)).await), Code::Invalid);
    app.set_lookalike_threshold(by, threshold(99)).await.unwrap();
    let strict = app.lookalikes(by, LookalikeQuery::default()).await.unwrap();
    assert!(strict.score_min == 99 && strict.items.iter().all(|pair| pair.score >= 99));
}

pub(crate) async fn a_contact_that_everybody_has_tells_nobody_apart<B: Backend>() {
    let world = World::new::<B>().await;
    let mut jobs = JoinSet::new();
    app::customers::lookalikes::spawn(&world.app, &mut jobs).await.unwrap();
    let desk = "03-3000-0000";
    let strangers = async |numbers: std::ops::Range<u32>| {
        for number in numbers {
            let name = format!("{}田 {}", char::from_u32(0x6B00 + number * 7).unwrap(), number);
            typed(&world, &name, "", desk).await;
        }
    };
    let signals = async |sign: LikenessSignal, id| {
        let of_first = LookalikeQuery { customer: Some(id), limit: None };
        for _ in 0..300 {
            let threshold = LookalikeThreshold { score_min: 30 };
            world.app.set_lookalike_threshold(&world.admin, threshold).await.unwrap();
            let found = world.app.lookalikes(&world.admin, of_first.clone()).await.unwrap();
            match found.items.as_slice() {
                [pair] if pair.signals.contains(&sign) => return pair.signals.clone(),
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        panic!("the two are not found with {sign:?}");
    };
    strangers(0..10).await;
    let first = typed(&world, "田中 一郎", "たなか いちろう", desk).await;
    typed(&world, "田中一郎", "たなか いちろう", desk).await;
    signals(LikenessSignal::SamePhone, first.id).await;
    strangers(10..60).await;
    let early = signals(LikenessSignal::SharedContact, first.id).await;
    assert!(!early.contains(&LikenessSignal::SamePhone), "{early:?}");

    let late = typed(&world, "山本 次郎", "やまもと じろう", desk).await;
    typed(&world, "山本次郎", "やまもと じろう", desk).await;
    let late = signals(LikenessSignal::SharedContact, late.id).await;
    assert!(!late.contains(&LikenessSignal::SamePhone), "{late:?}");
}
