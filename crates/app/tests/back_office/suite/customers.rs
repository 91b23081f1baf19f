//! Customers: search, profile, timeline.

use std::collections::BTreeMap;

use api::chat::{ChatSend, ChatStart};
use api::customer::{CustomerChange, CustomerQuery, NewCustomer, TimelineKind};
use api::ports::{Admin as _, Cases as _, Chat as _, Customers};
use api::{Caller, Code, PageQuery};
use jiff::SignedDuration;
use model::event::EventBody;
use model::{ChannelKind, CustomerId, IdentityStrength, OrderId};
use store::purchase::{self, Purchase};

use crate::world::{Backend, World, origin, refused};

fn new(name: &str) -> NewCustomer {
    NewCustomer {
        name: name.to_owned(),
        kana: String::new(),
        company: String::new(),
        phone: String::new(),
        email: None,
    }
}

async fn found(world: &World, by: &Caller, words: &str) -> Vec<String> {
    let query = CustomerQuery { q: Some(words.to_owned()), ..CustomerQuery::default() };
    let page = world.app.search(by, query).await.unwrap();
    page.items.into_iter().map(|row| row.name).collect()
}

pub(crate) async fn they_are_found_however_they_are_written<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let yamada = NewCustomer {
        kana: "ﾔﾏﾀﾞ ﾀﾛｳ".to_owned(),
        company: "ＡＢＣ商事 100%".to_owned(),
        phone: "090-1234-5678".to_owned(),
        email: Some("Taro@Example.JP".to_owned()),
        ..new("山田 太郎")
    };
    app.create(by, yamada).await.unwrap();
    world.clock.forward(SignedDuration::from_secs(1));
    app.create(by, new("佐藤 花子")).await.unwrap();
    for words in [
        "山田",
        "山田太郎",
        "太郎 山田",
        "やまだ",
        "ヤマダ",
        "ﾔﾏﾀﾞ",
        "ヤマダタロウ",
        "taro@",
        "TARO",
        "09012345678",
        "1234-56",
        "商事",
        "100%",
    ] {
        assert_eq!(found(&world, by, words).await, ["山田 太郎"], "{words}");
    }
    for words in ["山田 花子", "1_0%", "%", "99999"] {
        let none = found(&world, by, words).await;
        assert!(none.is_empty() || words == "%", "{words}: {none:?}");
    }
    assert_eq!(found(&world, by, "%").await, ["山田 太郎"], "a wildcard is a character");
    let mut cursor = None;
    let mut pages = Vec::new();
    loop {
        let query = CustomerQuery { cursor, limit: Some(1), ..CustomerQuery::default() };
        let page = app.search(by, query).await.unwrap();
        pages.extend(page.items.into_iter().map(|row| (row.name, row.email)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages[0].0, "佐藤 花子");
    assert_eq!(pages[1], ("山田 太郎".to_owned(), Some("taro@example.jp".to_owned())));
    assert_eq!(pages.len(), 2);
}

pub(crate) async fn an_address_belongs_to_one_customer<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let input = |email: &str| NewCustomer { email: Some(email.to_owned()), ..new("鈴木") };
    let one = app.create(by, input("a@x.jp")).await.unwrap();
    assert_eq!(one.identities[0].strength, IdentityStrength::Verified);
    assert_eq!(refused(app.create(by, input("A@X.jp")).await), Code::Taken);
    let query = CustomerQuery::default();
    assert_eq!(app.search(by, query).await.unwrap().items.len(), 1, "nothing was half made");
    let two = app.create(by, input("b@x.jp")).await.unwrap();
    let add = |email: &str| CustomerChange {
        add_email: Some(email.to_owned()),
        ..CustomerChange::default()
    };
    assert_eq!(refused(Customers::change(app, by, two.id, 1, add("a@x.jp")).await), Code::Taken);
    let two = Customers::change(app, by, two.id, 1, add("c@x.jp")).await.unwrap();
    assert_eq!(two.identities.len(), 2);
    let same = Customers::change(app, by, two.id, two.version, add("c@x.jp")).await.unwrap();
    assert_eq!(same.version, two.version, "nothing changed");
}

pub(crate) async fn changes_are_versioned_logged_and_audited<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let made = app.create(by, new("高橋")).await.unwrap();
    let change = CustomerChange {
        kana: Some("たかはし".to_owned()),
        tags: Some(vec!["VIP".to_owned(), "VIP".to_owned()]),
        attributes: Some(BTreeMap::from([("誕生月".to_owned(), "4".to_owned())])),
        ..CustomerChange::default()
    };
    let changed = Customers::change(app, by, made.id, 1, change.clone()).await.unwrap();
    assert_eq!((changed.kana.as_str(), changed.version), ("タカハシ", 2));
    assert_eq!(changed.tags, ["VIP"]);
    let stale = Customers::change(app, by, made.id, 1, change).await;
    assert_eq!(refused(stale), Code::Changed);
    let many = CustomerChange {
        tags: Some((0..60).map(|number| format!("t{number}")).collect()),
        ..CustomerChange::default()
    };
    assert_eq!(refused(Customers::change(app, by, made.id, 2, many).await), Code::Invalid);
    let told: Vec<EventBody> = world.events().await.into_iter().map(|event| event.body).collect();
    let fields = ["kana", "tags", "attributes"].map(str::to_owned).to_vec();
    assert!(told.contains(&EventBody::CustomerUpdated { fields }));
    assert!(world.audited().await.contains(&"customer.changed".to_owned()));
    let query = PageQuery { cursor: Some("?".to_owned()), limit: None };
    assert_eq!(refused(app.orders(by, made.id, query).await), Code::Malformed);
    let nobody = CustomerId::from_u128(3);
    assert_eq!(refused(Customers::get(app, by, nobody).await), Code::NotFound);
}

/// A visitor writes, a colleague finds out who it is; the shop's orders lie before and after.
pub(crate) async fn a_timeline_holds_what_was_absorbed<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let known = app.create(by, new("伊藤")).await.unwrap();
    let now = app.now();
    for (number, hours) in [(1_u32, -48), (2, -24), (3, -24)] {
        let id: OrderId = app.store.id(now);
        let at = now + SignedDuration::from_hours(hours);
        let order = Purchase {
            id,
            external_id: format!("O{number}"),
            customer: known.id,
            ordered_at: at,
            total_minor: 1_000 * i64::from(number),
            currency: "JPY".to_owned(),
            status: String::new(),
            items: serde_json::json!([{"name": "湯のみ", "quantity": 2, "unit_minor": 500}]),
            source: "test".to_owned(),
        };
        world
            .store()
            .write(now, move |tx| {
                Box::pin(async move {
                    purchase::insert_new(tx, std::slice::from_ref(&order)).await?;
                    let body = EventBody::OrderPlaced {
                        order: order.id,
                        total_minor: order.total_minor,
                        currency: order.currency.clone(),
                    };
                    let event = model::event::NewEvent {
                        customer: Some(order.customer),
                        case: None,
                        interaction: None,
                        actor: model::Actor::Customer,
                        body,
                    };
                    tx.append_at(at, event).await
                })
            })
            .await
            .unwrap();
    }
    world.clock.forward(SignedDuration::from_mins(10));
    let case = chatted(&world).await;
    world.clock.forward(SignedDuration::from_mins(10));
    app.identify(by, case, api::case::Identify { customer: known.id }).await.unwrap();
    let whole = Customers::get(app, by, known.id).await.unwrap();
    assert_eq!((whole.orders.count, whole.orders.totals[0].minor), (3, 6_000));
    assert_eq!((whole.cases, whole.open_cases), (1, 1));
    let (mut cursor, mut entries) = (None, Vec::new());
    loop {
        let page = app.timeline(by, known.id, PageQuery { cursor, limit: Some(2) }).await.unwrap();
        entries.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let kinds: Vec<TimelineKind> = entries.iter().map(|entry| entry.kind).collect();
    use TimelineKind::{CaseOpened, Merged, MessageIn, Order, Parted};
    assert_eq!(kinds, [Merged, MessageIn, CaseOpened, Order, Order, Order]);
    assert_eq!(entries[1].text, "荷物が届きません");
    assert_eq!(entries[1].case_number, Some(1));
    assert_eq!(entries[1].channel_kind, Some(ChannelKind::WebChat));
    assert_eq!(entries[3].amount.as_ref().unwrap().minor, 3_000);
    assert_eq!(entries[3].text, "湯のみ");
    let orders =
        app.orders(by, known.id, PageQuery { cursor: None, limit: Some(2) }).await.unwrap();
    let mut numbers: Vec<&str> = orders.items.iter().map(|order| order.number.as_str()).collect();
    // Both at the same instant: in either order, but neither is lost nor comes twice.
    numbers.sort_unstable();
    assert_eq!(numbers, ["O2", "O3"]);
    let rest = app.orders(by, known.id, PageQuery { cursor: orders.next, limit: Some(2) }).await;
    assert_eq!(rest.unwrap().items[0].number, "O1");
    // The address of the anonymous record leads to the known customer, until they are parted.
    let merges = app.merges(by, known.id).await.unwrap();
    let absorbed = merges[0].absorbed.id;
    assert_eq!(Customers::get(app, by, absorbed).await.unwrap().id, known.id);
    app.undo_merge(by, merges[0].id).await.unwrap();
    for (record, cases) in [(known.id, 0), (absorbed, 1)] {
        let found = Customers::get(app, by, record).await.unwrap();
        assert_eq!((found.id, found.cases), (record, cases));
        let page = app.timeline(by, record, PageQuery::default()).await.unwrap();
        let parted = page.items.iter().find(|entry| entry.kind == Parted).unwrap();
        assert_eq!(parted.text, if record == absorbed { "伊藤" } else { "" });
    }
}

async fn chatted(world: &World) -> model::CaseId {
    let (app, by) = (&world.app, &world.admin);
    let channel = api::admin::NewChannel {
        kind: ChannelKind::WebChat,
        name: "サイト".to_owned(),
        queue: app.queues(by).await.unwrap()[0].id,
        settings: BTreeMap::new(),
    };
    let key = app.create_channel(by, channel).await.unwrap().public_key.unwrap();
    let start = ChatStart {
        channel: key,
        visitor: None,
        identity: None,
        locale: None,
        page: None,
        contact: None,
    };
    let session = app.start(&origin(), start).await.unwrap();
    let visitor = app.visitor(&session.visitor, &origin()).await.unwrap();
    let words = ChatSend {
        cid: "0123456789".to_owned(),
        text: "荷物が届きません".to_owned(),
        files: Vec::new(),
    };
    app.send(&visitor, words).await.unwrap();
    let case = world.events().await.into_iter().rev().find_map(|event| event.case);
    case.unwrap()
}

pub(crate) async fn nothing_is_seen_from_another_tenant<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let bolt = world.other_tenant().await;
    let input = NewCustomer { email: Some("a@x.jp".to_owned()), ..new("中村") };
    let made = app.create(by, input.clone()).await.unwrap();
    assert!(found(&world, &bolt, "中村").await.is_empty());
    assert_eq!(refused(Customers::get(app, &bolt, made.id).await), Code::NotFound);
    let page = PageQuery::default();
    assert_eq!(refused(app.timeline(&bolt, made.id, page.clone()).await), Code::NotFound);
    assert_eq!(refused(app.orders(&bolt, made.id, page).await), Code::NotFound);
    let change = CustomerChange { note: Some("x".to_owned()), ..CustomerChange::default() };
    assert_eq!(refused(Customers::change(app, &bolt, made.id, 1, change).await), Code::NotFound);
    app.create(&bolt, input).await.unwrap();
}
