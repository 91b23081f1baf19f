//! Imports from files.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::PageQuery;
use api::customer::{CustomerQuery, CustomerRow};
use api::ports::Customers;
use app::import::{self, Format, Import, ImportError, Kind, Progress, Report, Status, tokyo};
use model::event::EventBody;

use crate::world::{Backend, World};

/// Listens, and stops the import after some batches.
struct Listener {
    heard: Vec<Status>,
    stop_after: usize,
}

impl Progress for Listener {
    fn advance(&mut self, status: Status) -> ControlFlow<()> {
        self.heard.push(status);
        if self.heard.len() >= self.stop_after {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn patient() -> Listener {
    Listener { heard: Vec::new(), stop_after: usize::MAX }
}

fn written(world: &World, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = world.dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn of(world: &World, kind: Kind, file: &Path) -> Import {
    Import {
        tenant: world.tenant,
        kind,
        format: Format::Csv,
        file: file.to_owned(),
        create_customers: false,
        again: false,
        time_zone: tokyo(),
    }
}

async fn run(world: &World, import: Import) -> Report {
    import::run(&world.app, import, &mut patient()).await.unwrap()
}

fn counts(report: &Report) -> (u64, u64, u64) {
    (report.status.rows, report.status.ok, report.status.bad)
}

/// Line, column and reason of the refused rows.
fn refused_rows(report: &Report) -> Vec<(String, String)> {
    let Some(path) = &report.errors_file else { return Vec::new() };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

async fn everybody(world: &World) -> Vec<CustomerRow> {
    let query = CustomerQuery { limit: Some(200), ..CustomerQuery::default() };
    let mut rows = world.app.search(&world.admin, query).await.unwrap().items;
    rows.sort_by(|one, two| one.external_id.cmp(&two.external_id));
    rows
}

pub(crate) async fn customers_are_made_updated_and_refused<B: Backend>() {
    let world = World::new::<B>().await;
    let file = "customer_id,name,kana,email,phone,誕生月\r\n\
        C1,\"山田, 太郎\",やまだ,taro@x.jp,090-1,4\r\n\
        C2,佐藤,,not an address,,\r\n\
        \r\n\
        C3,鈴木,,TARO@x.jp,,\r\n\
        C4,\"高橋\n二行\",,,,\r\n\
        C5,田中,,,\r\n\
        \n\
        \n\
        C1,,,,090-2,\r\n\
        C6,,,,,\r\n";
    let path = written(&world, "a.csv", file);
    let report = run(&world, of(&world, Kind::Customers, &path)).await;
    assert!(report.finished);
    assert_eq!(counts(&report), (7, 2, 5));
    let line = |number: &str, column: &str| (number.to_owned(), column.to_owned());
    assert_eq!(
        refused_rows(&report),
        [
            line("3", "email"),
            line("5", "email"),
            line("6", "name"),
            line("8", ""),
            line("12", "name")
        ],
    );
    let rows = everybody(&world).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].name.as_str(), rows[0].phone.as_str()), ("山田, 太郎", "090-2"));
    assert_eq!((rows[0].kana.as_str(), rows[0].email.as_deref()), ("ヤマダ", Some("taro@x.jp")));
    // Another file, as a spreadsheet on Windows writes it: updates what is filled.
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("顧客番号,氏名,ランク\r\nC1,,ゴールド①\r\n");
    let path = written(&world, "b.csv", &sjis);
    let report = run(&world, of(&world, Kind::Customers, &path)).await;
    assert_eq!(counts(&report), (1, 1, 0));
    assert_eq!(report.errors_file, None);
    let rows = everybody(&world).await;
    assert_eq!((rows[0].name.as_str(), rows[0].rank.as_deref()), ("山田, 太郎", Some("ゴールド①")));
    let whole = Customers::get(&world.app, &world.admin, rows[0].id).await.unwrap();
    assert_eq!(whole.attributes["誕生月"], "4");
}

pub(crate) async fn orders_need_their_customers<B: Backend>() {
    let world = World::new::<B>().await;
    let path = written(&world, "c.csv", "customer_id,name\nC1,山田\n");
    run(&world, of(&world, Kind::Customers, &path)).await;
    let orders = "order_id,customer_id,ordered_at,total,currency,items\n\
        O1,C1,2026-04-01,\"1,980\",,湯のみ*2@990\n\
        O2,C9,2026-04-02 10:00,500,,\n\
        O1,C1,2026-04-01,1980,,\n\
        O3,C1,2026-04-03T10:00:00+09:00,5.5,USD,\n";
    let path = written(&world, "o.csv", orders);
    let report = run(&world, of(&world, Kind::Orders, &path)).await;
    assert_eq!(counts(&report), (4, 3, 1));
    assert_eq!(refused_rows(&report), [("3".to_owned(), "customer_id".to_owned())]);
    let again = Import { create_customers: true, again: true, ..of(&world, Kind::Orders, &path) };
    let report = run(&world, again).await;
    assert_eq!(counts(&report), (4, 4, 0));
    assert_eq!(report.errors_file, None, "the file of the earlier run is gone");
    let rows = everybody(&world).await;
    assert_eq!(rows.len(), 2);
    let page = PageQuery::default();
    let orders = world.app.orders(&world.admin, rows[0].id, page.clone()).await.unwrap().items;
    let told: Vec<(&str, i64, String)> = orders
        .iter()
        .map(|order| (order.number.as_str(), order.total.minor, order.ordered_at.to_string()))
        .collect();
    assert_eq!(
        told,
        [
            ("O3", 550, "2026-04-03T01:00:00Z".to_owned()),
            ("O1", 1980, "2026-03-31T15:00:00Z".to_owned()),
        ]
    );
    assert_eq!(orders[1].items[0].quantity, 2);
    let placed = world
        .events()
        .await
        .into_iter()
        .filter(|event| matches!(event.body, EventBody::OrderPlaced { .. }));
    assert_eq!(placed.count(), 3, "one event per order, however often it is imported");
    let timeline = world.app.timeline(&world.admin, rows[0].id, page).await.unwrap().items;
    assert_eq!(timeline[0].at, orders[0].ordered_at);
}

fn many_customers(rows: usize) -> String {
    let mut text = "customer_id,name,email\n".to_owned();
    for row in 0..rows {
        // Every tenth row is wrong by itself, every seventh by what is stored.
        let email = match row {
            row if row % 10 == 9 => "wrong".to_owned(),
            row if row % 7 == 6 => "taken@x.jp".to_owned(),
            row => format!("{row}@x.jp"),
        };
        text.push_str(&format!("C{row:05},顧客{row},{email}\n"));
    }
    text
}

pub(crate) async fn a_stopped_import_goes_on_where_it_was<B: Backend>() {
    let world = World::new::<B>().await;
    let owner = written(&world, "owner.csv", "customer_id,name,email\nX,x,taken@x.jp\n");
    run(&world, of(&world, Kind::Customers, &owner)).await;
    let rows = 2_300;
    let path = written(&world, "many.csv", many_customers(rows));
    let mut resumed = Vec::new();
    let last = loop {
        let mut listener = Listener { heard: Vec::new(), stop_after: 1 };
        let import = of(&world, Kind::Customers, &path);
        let report = import::run(&world.app, import, &mut listener).await.unwrap();
        resumed.push(report.resumed_from);
        if report.finished {
            break report;
        }
        // As when it is killed after the refused rows are written and before the commit.
        let errors = report.errors_file.unwrap();
        let mut torn = std::fs::OpenOptions::new().append(true).open(errors).unwrap();
        std::io::Write::write_all(&mut torn, b"999999,email,x,x\n999999,\"half").unwrap();
    };
    assert!(resumed.len() > 4, "{resumed:?}");
    assert!(resumed.is_sorted_by(|one, two| one < two));
    let wrong = (0..rows).filter(|row| row % 10 == 9 || row % 7 == 6).count();
    assert_eq!(counts(&last), (rows as u64, (rows - wrong) as u64, wrong as u64));
    let lines: Vec<usize> =
        refused_rows(&last).iter().map(|(line, _)| line.parse().unwrap()).collect();
    let expected: Vec<usize> =
        (0..rows).filter(|row| row % 10 == 9 || row % 7 == 6).map(|row| row + 2).collect();
    assert_eq!(lines, expected, "each refused row stands there once");
}

pub(crate) async fn a_finished_file_is_not_imported_twice<B: Backend>() {
    let world = World::new::<B>().await;
    let path = written(&world, "a.csv", "customer_id,name\nC1,山田\n");
    assert!(!run(&world, of(&world, Kind::Customers, &path)).await.was_finished);
    let renamed = written(&world, "b.csv", "customer_id,name\nC1,山田\n");
    let report = run(&world, of(&world, Kind::Customers, &renamed)).await;
    assert!(report.was_finished && report.finished);
    let again = Import { again: true, ..of(&world, Kind::Customers, &path) };
    let report = run(&world, again).await;
    assert!(!report.was_finished);
    assert_eq!(counts(&report), (1, 1, 0));
    let updates = world
        .events()
        .await
        .into_iter()
        .filter(|event| matches!(event.body, EventBody::CustomerUpdated { .. }));
    assert_eq!(updates.count(), 0, "what is the same is not written");
    let headless = written(&world, "c.csv", "a,b\n1,2\n");
    let import = of(&world, Kind::Customers, &headless);
    let error = import::run(&world.app, import, &mut patient()).await.unwrap_err();
    assert!(matches!(error, ImportError::Column(_)), "{error}");
    let missing = of(&world, Kind::Customers, Path::new("/no/such/file.csv"));
    let error = import::run(&world.app, missing, &mut patient()).await.unwrap_err();
    assert!(error.detail().ja.contains("/no/such/file.csv"));
    let empty = written(&world, "d.csv", "");
    let import = of(&world, Kind::Customers, &empty);
    assert!(import::run(&world.app, import, &mut patient()).await.is_err());
}

/// The whole CDNOW data set. The import is aborted at arbitrary moments, in the middle of
/// whatever it is doing, and run again until it reaches the end.
pub(crate) async fn cdnow_survives_being_killed_anywhere<B: Backend>() {
    let Some(path) = cdnow() else { return };
    let world = World::new::<B>().await;
    let copy = world.dir.path().join("CDNOW_master.txt");
    std::fs::copy(path, &copy).unwrap();
    let import = Import { format: Format::Cdnow, ..of(&world, Kind::Orders, &copy) };
    let (mut kills, mut wait) = (0, 137_u64);
    let report = loop {
        let (app, import) = (world.app.clone(), import.clone());
        let mut task = tokio::spawn(async move { import::run(&app, import, &mut patient()).await });
        // Eight kills at most, so that a slow machine gets to the end too.
        wait = wait * 6_364_136_223 % 1_009 + 150;
        let patience = if kills < 8 { Duration::from_millis(wait) } else { Duration::MAX };
        let ended = match tokio::time::timeout(patience, &mut task).await {
            Ok(ended) => ended,
            Err(_) => {
                task.abort();
                // It may have ended in this very moment.
                task.await
            }
        };
        match ended {
            // The write of the aborted run may have been on its way still.
            Ok(Err(ImportError::Running)) => {}
            Ok(ended) => break ended.unwrap(),
            Err(error) if error.is_cancelled() => kills += 1,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(kills > 0, "it was never killed");
    assert_eq!(counts(&report), (69_659, 69_659, 0));
    let events = world.events().await;
    let made = |event: &&model::event::Event| event.body == EventBody::CustomerCreated;
    assert_eq!(events.iter().filter(made).count(), 23_570);
    let (mut orders, mut cents) = (0, 0);
    for event in &events {
        if let EventBody::OrderPlaced { total_minor, .. } = &event.body {
            orders += 1;
            cents += total_minor;
        }
    }
    assert_eq!(orders, 69_659);
    assert_eq!(cents, cents_of(&copy));
    let found = CustomerQuery { q: Some("CDNOW 00002".to_owned()), ..CustomerQuery::default() };
    let row = world.app.search(&world.admin, found).await.unwrap().items.remove(0);
    let whole = Customers::get(&world.app, &world.admin, row.id).await.unwrap();
    assert_eq!((whole.orders.count, whole.orders.totals[0].minor), (2, 8_900));
}

/// The sum of the last column, counted by other means.
fn cents_of(path: &Path) -> i64 {
    let text = std::fs::read_to_string(path).unwrap();
    let amounts = text.lines().skip(1).filter_map(|line| line.split_whitespace().nth(3));
    amounts.map(|amount| amount.replace('.', "").parse::<i64>().unwrap()).sum()
}

/// The data set, or `None` with a message when it is not on this machine.
fn cdnow() -> Option<PathBuf> {
    let root = std::env::var_os("MADOGUCHI_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let path = root.join("cdnow/CDNOW_master.txt");
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: no evaluation data at {} (set MADOGUCHI_DATA)", path.display());
    None
}
