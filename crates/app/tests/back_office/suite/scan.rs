//! Files and a real virus scanner.

use std::net::Ipv4Addr;
use std::time::Duration;

use api::admin::NewChannel;
use api::case::{CaseQuery, Reply};
use api::file::{Download, FileView, Upload};
use api::ports::{Admin as _, Cases as _, Files as _, Privacy as _, Sides as _};
use api::side::{Enclosed, NewSide};
use api::{Answer, Code};
use app::files::{self, Owner, scan};
use app::intake::file_pending;
use app::{Config, mail, outbox};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use model::{ChannelKind, DeliveryState, MessageKind, VisitorId};
use store::attachment::{self, Scan};
use store::message;
use testkit::mail::Clamd;
use tokio::io::AsyncReadExt as _;
use tokio::task::JoinSet;

use super::masking::deliver;
use crate::world::{Backend, World, config, refused};

fn upload(name: &str, content: String) -> Upload {
    Upload { name: name.to_owned(), mime: String::new(), content: content.into() }
}

async fn text_of(file: Answer<Download>) -> String {
    let mut text = String::new();
    file.unwrap().content.read_to_string(&mut text).await.unwrap();
    text
}

async fn guarded<B: Backend>(clamd: &Clamd) -> World {
    let address = clamd.address().parse().unwrap();
    World::with::<B>(Config { virus_scanner: Some(address), ..config() }).await
}

pub(crate) async fn an_infected_upload_is_not_kept<B: Backend>() {
    let clamd = Clamd::start();
    let world = guarded::<B>(&clamd).await;
    let (app, by) = (&world.app, &world.admin);
    let kept = app.upload(by, upload("a.txt", "おはよう".to_owned())).await.unwrap();
    let row = attachment::get(&world.store(), kept.id).await.unwrap().unwrap();
    assert_eq!(row.scan, Scan::Clean);
    assert_eq!(text_of(app.download(by, kept.id).await).await, "おはよう");
    let problem = app.upload(by, upload("b.txt", Clamd::virus())).await.unwrap_err();
    assert_eq!(problem.code, Code::Infected);
    assert!(problem.text(api::Locale::En).contains("Test.Eicar"), "{problem:?}");
    let visitor = Owner::Visitor(VisitorId::from_u128(5));
    let tried = files::keep(app, world.tenant, upload("c.txt", Clamd::virus()), visitor).await;
    assert_eq!(refused(tried), Code::Infected);
    let theirs = attachment::of_visitor(&world.store(), VisitorId::from_u128(5)).await.unwrap();
    assert_eq!(theirs, []);
    let large = app.upload(by, upload("d.txt", Clamd::too_large())).await.unwrap();
    let problem = app.download(by, large.id).await.err().unwrap();
    assert_eq!(problem.code, Code::Unscanned, "what it cannot look into is opened by nobody");
    assert!(problem.text(api::Locale::En).contains("size limit"), "{problem:?}");
}

pub(crate) async fn what_was_not_seen_is_not_handed_out<B: Backend>() {
    let mut clamd = Clamd::asleep();
    let world = guarded::<B>(&clamd).await;
    let (app, by) = (&world.app, &world.admin);
    let good = app.upload(by, upload("a.txt", "good".to_owned())).await.unwrap();
    let bad = app.upload(by, upload("b.txt", Clamd::virus())).await.unwrap();
    for file in [good.id, bad.id] {
        assert_eq!(refused(app.download(by, file).await), Code::Unscanned);
    }
    assert_eq!(scan::look_around(app).await, Err(()), "it waits for the scanner");
    clamd.wake();
    assert_eq!(refused(app.download(by, bad.id).await), Code::Infected, "asked on the way out");
    assert_eq!(scan::look_around(app).await, Ok(1), "the other one");
    assert_eq!(scan::look_around(app).await, Ok(0));
    assert_eq!(text_of(app.download(by, good.id).await).await, "good");
    drop(clamd);
    assert_eq!(text_of(app.download(by, good.id).await).await, "good", "it was seen");
    assert_eq!(refused(app.download(by, bad.id).await), Code::Infected);
}

fn letter() -> String {
    let part = |name: &str, content: &str| {
        format!(
            "--x\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            STANDARD.encode(content)
        )
    };
    let bodies = [
        part("list.txt", "one, two"),
        part("setup.exe", "harmless"),
        part("b.txt", &Clamd::virus()),
    ];
    format!(
        "From: hana@example.jp\r\nTo: help@shop.jp\r\nSubject: files\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n{}--x--\r\n",
        bodies.concat()
    )
}

pub(crate) async fn a_virus_in_a_mail_is_told_and_locked_away<B: Backend>() {
    let clamd = Clamd::start();
    let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let scanner = Some(clamd.address().parse().unwrap());
    let config = Config { smtp_listen: Some(address), virus_scanner: scanner, ..config() };
    let world = World::with::<B>(config).await;
    let (app, by) = (&world.app, &world.admin);
    let queue = app.queues(by).await.unwrap()[0].id;
    let settings = [("address".to_owned(), "help@shop.jp".to_owned())].into();
    let (kind, name) = (ChannelKind::Email, "メール".to_owned());
    let new = NewChannel { kind, name, queue, settings };
    let channel = app.create_channel(by, new).await.unwrap().id;
    let mut jobs = JoinSet::new();
    mail::spawn(app, &mut jobs);
    deliver(address, &letter()).await;
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let listed = &app.list(by, CaseQuery::default()).await.unwrap().items[0];
    assert_eq!(scan::look_around(app).await, Ok(3));
    assert_eq!(scan::look_around(app).await, Ok(0));

    let thread = message::thread(&world.store(), listed.id, i64::MAX, 9).await.unwrap();
    assert_eq!(thread.len(), 2);
    let mail = thread.iter().find(|one| one.kind != MessageKind::Note).unwrap();
    let shown: Vec<FileView> = serde_json::from_value(mail.attachments.clone()).unwrap();
    let [list, setup, bad] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!([&list.infected, &setup.infected], [&None, &None]);
    assert!(bad.infected.as_deref().unwrap().starts_with("Test.Eicar"), "{bad:?}");
    assert_eq!([list.program, setup.program], [false, true], "what starts when it is opened");
    let line = thread.iter().find(|one| one.kind == MessageKind::Note).unwrap();
    assert_eq!(line.envelope["code"], "file_infected");
    assert!(line.text.contains("b.txt"), "{}", line.text);
    assert_eq!(text_of(app.download(by, list.id).await).await, "one, two");
    assert_eq!(refused(app.download(by, bad.id).await), Code::Infected);

    // Nor does it go to anybody outside.
    let asked = NewSide {
        channel,
        to: vec!["repair@workshop.example".to_owned()],
        subject: "見積".to_owned(),
        text: "添付をご確認ください。".to_owned(),
        enclosed: Enclosed { case_files: vec![bad.id], ..Enclosed::default() },
        remind_at: None,
        hold_until: None,
        client_id: "side-with-a-virus".to_owned(),
    };
    assert_eq!(refused(app.open_side(by, listed.id, asked).await), Code::Infected);

    // What is told of a person holds everything else, and says what is left out.
    let whole = app.export_person(by, listed.customer.id).await.unwrap();
    let mut bytes = Vec::new();
    let mut content = whole.content;
    content.read_to_end(&mut bytes).await.unwrap();
    let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("one, two") && has("Test.Eicar") && !has(&Clamd::virus()));
    let lost = attachment::get(&world.store(), setup.id).await.unwrap().unwrap();
    std::fs::remove_file(app.store.blobs().path(&lost.blob.parse().unwrap())).unwrap();
    assert!(
        app.export_person(by, listed.customer.id).await.is_ok(),
        "one file does not hold up the rest"
    );
}

/// A reply whose file was uploaded while the scanner was away waits for it, and is given up when
/// something is found.
pub(crate) async fn a_mail_waits_until_its_file_was_seen<B: Backend>() {
    let mut clamd = Clamd::asleep();
    let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let scanner = Some(clamd.address().parse().unwrap());
    let config = Config { smtp_listen: Some(address), virus_scanner: scanner, ..config() };
    let world = World::with::<B>(config).await;
    let (app, by) = (&world.app, &world.admin);
    let queue = app.queues(by).await.unwrap()[0].id;
    let port = address.port().to_string();
    let settings = [
        ("address", "help@shop.jp"),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port.as_str()),
        ("smtp_security", "plain"),
        ("allow_plain", "true"),
    ];
    let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let (kind, name) = (ChannelKind::Email, "メール".to_owned());
    app.create_channel(by, NewChannel { kind, name, queue, settings }).await.unwrap();
    let mut jobs = JoinSet::new();
    mail::spawn(app, &mut jobs);
    deliver(address, "From: hana@example.jp\r\nTo: help@shop.jp\r\nSubject: a\r\n\r\nHello\r\n")
        .await;
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let case = app.list(by, CaseQuery::default()).await.unwrap().items[0].id;
    let file = app.upload(by, upload("b.txt", Clamd::virus())).await.unwrap();
    let reply = Reply {
        text: "添付です".to_owned(),
        files: vec![file.id],
        client_id: "client-with-file".to_owned(),
        subject: None,
        to: None,
        last_seq: None,
        then: None,
    };
    let sent = app.reply(by, case, reply).await.unwrap();
    outbox::spawn(app, &mut jobs);
    let delivery = async || message::find(&world.store(), sent.id).await.unwrap().unwrap().delivery;
    let tried = async || store::outbox::backlog(&app.store.system()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(delivery().await, Some(DeliveryState::Queued), "{:?}", tried().await);
    clamd.wake();
    for _ in 0..100 {
        world.clock.forward(SignedDuration::from_mins(10));
        app.outbox_bell.notify_one();
        tokio::time::sleep(Duration::from_millis(100)).await;
        if delivery().await != Some(DeliveryState::Queued) {
            break;
        }
    }
    assert_eq!(delivery().await, Some(DeliveryState::Failed), "{:?}", tried().await);
    let row = attachment::get(&world.store(), file.id).await.unwrap().unwrap();
    assert!(matches!(row.scan, Scan::Infected(_)), "{row:?}");
}
