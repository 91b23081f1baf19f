//! Finding anything: what is written is found soon, by whoever may see it; an index that is lost is
//! made again.

use std::time::Duration;

use api::case::{CaseChange, Note};
use api::chat::{ChatSend, Visitor};
use api::customer::{CustomerChange, NewCustomer, NewMerge};
use api::ports::{Admin as _, Cases, Chat as _, Customers, Search as _};
use api::search::{SearchHit, SearchKind, SearchPage, SearchQuery};
use api::{Caller, Code, Locale};
use app::{App, Config};
use model::permission::Role;
use model::{ChannelId, CustomerId, OrderId};
use store::purchase::{self, Purchase};
use tokio::task::JoinSet;

use crate::suite::chat::door;
use crate::world::{Backend, World, refused};

/// The same installation with an index in a folder, kept by a reader that runs.
pub(crate) async fn indexed(world: &World) -> (App, JoinSet<()>) {
    let config =
        Config { search_dir: Some(world.dir.path().join("search")), ..world.app.config.clone() };
    let app = App::new(world.app.store.clone(), world.clock.clone(), config);
    let mut jobs = JoinSet::new();
    app::search::spawn(&app, &mut jobs);
    (app, jobs)
}

async fn ask(app: &App, by: &Caller, q: &str, kind: Option<SearchKind>) -> SearchPage {
    let query = SearchQuery { q: Some(q.to_owned()), kind, ..SearchQuery::default() };
    app.find(by, query).await.unwrap()
}

/// What was found, in one line each, the marked parts in brackets.
fn lines(page: &SearchPage) -> Vec<String> {
    let text = |pieces: &[api::search::SearchPiece]| -> String {
        let show = |piece: &api::search::SearchPiece| {
            if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }
        };
        pieces.iter().map(show).collect()
    };
    let line = |hit: &SearchHit| match hit {
        SearchHit::Customer(it) => format!("customer {} | {}", text(&it.title), text(&it.snippet)),
        SearchHit::Case(it) => format!("case {} | {}", text(&it.title), text(&it.snippet)),
        SearchHit::Message(it) => format!("message {}", text(&it.snippet)),
        SearchHit::Order(it) => format!("order {} | {}", text(&it.title), text(&it.snippet)),
    };
    page.items.iter().map(line).collect()
}

/// Asks until it is answered so: the reader follows a moment later.
pub(crate) async fn found(app: &App, by: &Caller, q: &str, wanted: &[&str]) {
    let mut last = Vec::new();
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        let query = SearchQuery { q: Some(q.to_owned()), ..SearchQuery::default() };
        if let Ok(page) = app.find(by, query).await {
            last = lines(&page);
            if last == wanted {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{q} finds {last:#?} and not {wanted:#?}");
}

async fn customer(app: &App, by: &Caller, new: NewCustomer) -> CustomerId {
    Customers::create(app, by, new).await.unwrap().id
}

fn named(name: &str) -> NewCustomer {
    let (kana, company, phone) = Default::default();
    NewCustomer { name: name.to_owned(), kana, company, phone, email: None }
}

async fn say(world: &World, channel: ChannelId, text: &str) -> Visitor {
    let id = world.app.store.id(world.app.now());
    let by = Visitor { tenant: world.tenant, channel, id, locale: Locale::Ja };
    let words = ChatSend { cid: format!("cid-{id}"), text: text.to_owned(), files: vec![] };
    world.app.send(&by, words).await.unwrap();
    by
}

async fn order(world: &World, customer: CustomerId, number: &str) -> OrderId {
    let now = world.app.now();
    let id: OrderId = world.app.store.id(now);
    let order = Purchase {
        id,
        external_id: number.to_owned(),
        customer,
        ordered_at: now,
        total_minor: 100,
        currency: "JPY".into(),
        status: "shipped".into(),
        items: serde_json::json!([{"name": "銅の玉子焼き器", "quantity": 1, "unit_minor": 100}]),
        source: "test".into(),
    };
    let written = world.store().write(now, move |tx| {
        Box::pin(async move {
            purchase::insert_new(tx, &[order]).await?;
            let placed = model::event::EventBody::OrderPlaced {
                order: id,
                total_minor: 100,
                currency: "JPY".into(),
            };
            let event = model::event::NewEvent {
                customer: Some(customer),
                ..model::event::NewEvent::bare(model::Actor::System, placed)
            };
            tx.append(event).await
        })
    });
    written.await.unwrap();
    id
}

pub(crate) async fn what_is_written_is_found_by_whoever_may_see_it<B: Backend>() {
    let world = World::new::<B>().await;
    let by = &world.admin;
    // Some of it before there is an index, the rest while it is kept.
    let takahashi = NewCustomer {
        kana: "ﾀｶﾊｼ ｹﾝ".to_owned(),
        phone: "+81-90-1234-5678".to_owned(),
        email: Some("ken.t@Example.jp".to_owned()),
        ..named("髙橋 健")
    };
    let known = customer(&world.app, by, takahashi).await;
    let (channel, _) = door(&world).await;
    say(&world, channel.id, "先日のﾊﾞｯｸﾞがまだ\n届いていないのですが").await;
    let (app, _jobs) = indexed(&world).await;
    found(&app, by, "高橋", &["customer [髙橋] 健 | "]).await;
    found(&app, by, "たかはしけん", &["customer 髙橋 健 | [タカハシ ケン]"]).await;
    found(&app, by, "0901234", &["customer 髙橋 健 | [090-1234]-5678"]).await;
    found(&app, by, "t@exa", &["customer 髙橋 健 | ken.[t@exa]mple.jp"]).await;
    let said = "message 先日の[ﾊﾞｯｸﾞ]がまだ [届いていない]のですが";
    found(&app, by, "バッグ 届いていない kind:message", &[said]).await;
    found(&app, by, "バッグ -先日", &[]).await;

    order(&world, known, "R-1002-77").await;
    found(&app, by, "玉子焼き", &["order R-1002-77 | 銅の[玉子焼き]器"]).await;
    found(&app, by, "100277", &["order R-[1002-77] | 銅の玉子焼き器"]).await;
    found(&app, by, "髙橋 種類:注文", &["order R-1002-77 | 銅の玉子焼き器"]).await;

    let message = ask(&app, by, "届いて", Some(SearchKind::Message)).await;
    let SearchHit::Message(hit) = &message.items[0] else { panic!("{message:?}") };
    let (case, version) = (hit.case.id, hit.case.version);
    let agent = world.colleague("sato@acme.jp", &[Role::Agent]).await;
    let (text, client_id) = ("在庫を確認する".to_owned(), "note-number-1".to_owned());
    let note = Note { text, client_id, mentions: vec![], files: vec![] };
    app.note(&agent, case, note).await.unwrap();
    found(&app, by, "在庫 agent:sato", &["message [在庫]を確認する"]).await;
    found(&app, by, "届いて agent:sato", &[]).await;
    app.take(&agent, case).await.unwrap();
    let said = "message 先日のﾊﾞｯｸﾞがまだ [届いて]いないのですが";
    found(&app, by, "届いて 担当:sato 種類:メッセージ", &[said]).await;
    assert_eq!(lines(&ask(&app, &agent, "届いて agent:me", None).await).len(), 2);
    let nobody = ask(&app, by, "届いて agent:xyz", None).await;
    assert_eq!((nobody.items.len(), nobody.unknown), (0, vec!["agent:xyz".to_owned()]));
    for (q, hits) in [
        ("届いて channel:サイト", 2),
        ("届いて channel:チャット kind:message", 1),
        ("届いて channel:メール", 0),
        ("届いて after:今日", 2),
        ("届いて before:今日", 0),
        ("届いて before:2026-11-24", 2),
        ("届いて customer:髙橋", 0),
        ("", 0),
        ("agent:sato kind:case", 1),
    ] {
        assert_eq!(ask(&app, by, q, None).await.items.len(), hits, "{q}");
    }
    let above = api::admin::NewCategory { name: "配送".into(), parent: None };
    let above = app.create_category(by, above).await.unwrap().id;
    let below = api::admin::NewCategory { name: "遅延".into(), parent: Some(above) };
    let below = app.create_category(by, below).await.unwrap();
    let row = Cases::get(&app, by, case).await.unwrap().case;
    assert!(row.version > version);
    let change = CaseChange {
        category: Some(Some(below.id)),
        subject: Some("鞄の配達".to_owned()),
        ..CaseChange::default()
    };
    Cases::change(&app, by, case, row.version, change).await.unwrap();
    let number = row.number;
    found(&app, by, "配達 category:配送", &[&format!("case #{number} 鞄の[配達] | ")]).await;
    assert_eq!(ask(&app, by, "届いて category:配送", None).await.items.len(), 1);

    // Whose case it is, is who leads the group when somebody asks.
    let anonymous = row.customer.id;
    app.merge(by, known, NewMerge { other: anonymous, note: String::new() }).await.unwrap();
    assert_eq!(ask(&app, by, "届いて customer:髙橋", None).await.items.len(), 1);
    found(&app, by, "高橋 kind:case", &[&format!("case #{number} 鞄の配達 | [髙橋] 健")]).await;
    let twin = customer(&app, by, named("高橋 二人")).await;
    found(&app, by, "二人", &["customer 高橋 [二人] | "]).await;
    app.merge(by, known, NewMerge { other: twin, note: String::new() }).await.unwrap();
    let page = ask(&app, by, "高橋", Some(SearchKind::Customer)).await;
    assert_eq!((page.items.len(), page.totals.unwrap().customer), (1, 2), "one person");
    let shown = Customers::get(&app, by, known).await.unwrap();
    let change = CustomerChange { name: Some("鈴木 健".into()), ..CustomerChange::default() };
    Customers::change(&app, by, known, shown.version, change).await.unwrap();
    found(&app, by, "髙橋 健 kind:customer", &[]).await;

    let stranger = world.other_tenant().await;
    for q in ["鈴木", "届いて", "玉子焼き", "agent:sato", "kind:message"] {
        assert_eq!(ask(&app, &stranger, q, None).await.items.len(), 0, "{q}");
    }
    let system = Caller { roles: vec![Role::SystemAdmin], ..by.clone() };
    assert_eq!(refused(app.find(&system, SearchQuery::default()).await), Code::Forbidden);
    let long = SearchQuery { q: Some("あ".repeat(301)), ..SearchQuery::default() };
    assert_eq!(refused(app.find(by, long).await), Code::Invalid);
}

pub(crate) async fn an_index_that_is_lost_is_made_again<B: Backend>() {
    let world = World::new::<B>().await;
    let by = &world.admin;
    let folder = world.dir.path().join("search");
    let (channel, _) = door(&world).await;
    for n in 0..30 {
        say(&world, channel.id, &format!("{n}通目の便り")).await;
    }
    let person = customer(&world.app, by, named("消える 花子")).await;
    let whole = async |app: &App| {
        found(app, by, "17通目 kind:message", &["message [17通目]の便り"]).await;
        found(app, by, "花子", &["customer 消える [花子] | "]).await;
        let mut items = Vec::new();
        let mut cursor = None;
        loop {
            let (q, kind) = (Some("便り".to_owned()), Some(SearchKind::Message));
            let query = SearchQuery { q, kind, cursor, limit: Some(7) };
            let page = app.find(by, query).await.unwrap();
            assert!(page.complete);
            items.extend(lines(&page));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        items.sort();
        items.dedup();
        assert_eq!(items.len(), 30);
    };
    let (app, mut jobs) = indexed(&world).await;
    whole(&app).await;
    let stop = async |jobs: &mut JoinSet<()>, app: App| {
        jobs.shutdown().await;
        drop(app);
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    stop(&mut jobs, app).await;
    // While nobody followed the log.
    say(&world, channel.id, "留守中の便り。").await;
    let (app, mut jobs) = indexed(&world).await;
    found(&app, by, "留守中 kind:message", &["message [留守中]の便り。"]).await;
    stop(&mut jobs, app).await;
    for spoil in ["meta", "files", "mark", "all"] {
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match spoil {
                "meta" if name == "meta.json" => std::fs::write(&path, "{}").unwrap(),
                "files" if name.ends_with(".idx") => std::fs::write(&path, b"xx").unwrap(),
                "mark" if name == "meta.json" => {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let other = text.replace("\\\"version\\\":1", "\\\"version\\\":0");
                    assert_ne!(other, text);
                    std::fs::write(&path, other).unwrap();
                }
                "all" => std::fs::remove_file(&path).unwrap(),
                _ => {}
            }
        }
        let (app, mut jobs) = indexed(&world).await;
        found(&app, by, "留守中 kind:message", &["message [留守中]の便り。"]).await;
        stop(&mut jobs, app).await;
    }
    let (app, _jobs) = indexed(&world).await;
    found(&app, by, "花子", &["customer 消える [花子] | "]).await;
    // Whoever erases a person says so; until then the rows decide what is shown.
    assert!(app.search.forget(world.tenant, person).await);
    assert_eq!(ask(&app, by, "花子", None).await.items.len(), 0);
    assert_eq!(app.search.counts().1, 0, "no trace is left in the files");
}
