//! Numbers that may not be kept: however they come in, they are in no row and in no file.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::admin::NewChannel;
use api::case::{CaseQuery, Note, Reply};
use api::chat::{ChatSend, Visitor};
use api::hook::{HookDirection, HookRequest};
use api::ports::{Admin as _, Cases as _, Chat as _, Hooks as _};
use api::{Caller, Locale};
use app::intake::file_pending;
use app::{Config, mail};
use model::{CaseId, ChannelKind};
use serde_json::json;
use store::{case, intake, message};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::chat;
use crate::world::{Backend, World, config};

/// One card for each way in, and what is left of it.
const CHAT: (&str, &str) = ("4242-4242-4242-4242", "［カード****4242］");
const HOOK: (&str, &str) = ("5555555555554444", "［カード****4444］");
const REPLY: (&str, &str) = ("3782 822463 10005", "［カード****0005］");
const NOTE: (&str, &str) = ("4000056655665556", "［カード****5556］");
const INDIVIDUAL: (&str, &str) = ("123456789018", "［個人番号は伏せました］");
const MAIL: (&str, &str) = ("6011111111111117", "［カード****1117］");

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files of the data folder that hold a text: the embedded database's, its log, the blobs.
pub(super) fn holding(world: &World, text: &str) -> Vec<PathBuf> {
    let mut all = files(world.dir.path());
    all.retain(|path| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    });
    all
}

async fn texts(world: &World, case: CaseId) -> Vec<String> {
    let thread = message::thread(&world.store(), case, i64::MAX, 50).await.unwrap();
    thread.into_iter().map(|message| message.text).collect()
}

async fn newest(world: &World, by: &Caller) -> CaseId {
    world.app.list(by, CaseQuery::default()).await.unwrap().items[0].id
}

pub(crate) async fn numbers_that_may_not_be_kept_are_stored_nowhere<B: Backend>() {
    let world = World::new::<B>().await;
    let (app, by) = (&world.app, &world.admin);
    let (door, queue) = chat::door(&world).await;
    let id = app.store.id(app.now());
    let visitor = Visitor { tenant: world.tenant, channel: door.id, id, locale: Locale::Ja };
    let text = format!("{} と {}", CHAT.0, INDIVIDUAL.0);
    let (cid, files) = ("message-number-1".to_owned(), Vec::new());
    let shown = app.send(&visitor, ChatSend { cid, text, files }).await.unwrap();
    assert_eq!(shown.text, format!("{} と {}", CHAT.1, INDIVIDUAL.1), "the visitor sees it too");
    let case = newest(&world, by).await;
    let reply = Reply {
        text: format!("{} ですね", REPLY.0),
        files: Vec::new(),
        client_id: "client-reply".to_owned(),
        subject: None,
        to: None,
        last_seq: None,
        then: None,
    };
    app.reply(by, case, reply).await.unwrap();
    let note = Note {
        text: format!("電話で {}", NOTE.0),
        files: Vec::new(),
        mentions: Vec::new(),
        client_id: "client-note".to_owned(),
    };
    app.note(by, case, note).await.unwrap();
    let said = texts(&world, case).await.join("\n");
    for masked in [CHAT.1, INDIVIDUAL.1, REPLY.1, NOTE.1] {
        assert!(said.contains(masked), "{masked} in {said}");
    }
    let subject = case::get(&world.store(), case).await.unwrap().unwrap().subject;
    assert!(subject.contains(CHAT.1), "{subject}");

    // A messenger's request is journalled as a file.
    let (kind, name) = (ChannelKind::Api, "アプリ".to_owned());
    let new = NewChannel { kind, name, queue, settings: [].into() };
    let hook = app.create_channel(by, new).await.unwrap();
    let secret = app.issue_hook_secret(by, hook.id, HookDirection::In).await.unwrap().secret;
    let data = json!({"id": "m-1", "sender": {"id": "u-1"}, "text": format!("番号 {}", HOOK.0)});
    let body = json!({"type": "message.created", "data": data}).to_string();
    let now = app.now();
    let request = HookRequest {
        id: "r-1".to_owned(),
        timestamp: now.as_second().to_string(),
        signature: channels::hooks::sign(&[secret.as_str()], ("r-1", now), body.as_bytes()),
        body: body.into(),
    };
    app.receive(hook.public_key.as_deref().unwrap(), request).await.unwrap();
    assert_eq!(holding(&world, HOOK.1).len(), 1, "journalled, so the search below finds things");
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let journal = intake::of_channel(&world.store(), hook.id, None, 9).await.unwrap();
    let said = texts(&world, journal[0].case.unwrap()).await;
    assert_eq!(said, [format!("番号 {}", HOOK.1)]);
    for (number, _) in [CHAT, INDIVIDUAL, REPLY, NOTE, HOOK] {
        assert_eq!(holding(&world, number), Vec::<PathBuf>::new(), "{number}");
    }
}

pub(crate) async fn a_mail_is_journalled_without_them<B: Backend>() {
    let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let world = World::with::<B>(Config { smtp_listen: Some(address), ..config() }).await;
    let (app, by) = (&world.app, &world.admin);
    let queue = app.queues(by).await.unwrap()[0].id;
    let settings = [("address".to_owned(), "help@shop.jp".to_owned())].into();
    let (kind, name) = (ChannelKind::Email, "メール".to_owned());
    let channel = app.create_channel(by, NewChannel { kind, name, queue, settings }).await.unwrap();
    let mut jobs = JoinSet::new();
    mail::spawn(app, &mut jobs);
    let letter = format!(
        "From: hana@example.jp\r\nTo: help@shop.jp\r\nSubject: {0}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n番号は {0} です\r\n",
        MAIL.0
    );
    deliver(address, &letter).await;
    // What is kept is the masked mail, before anybody has read it.
    let journal = intake::of_channel(&world.store(), channel.id, None, 9).await.unwrap();
    assert_eq!((journal.len(), journal[0].case), (1, None));
    assert_eq!(holding(&world, MAIL.0), Vec::<PathBuf>::new());
    assert_eq!(holding(&world, "hana@example.jp").len(), 1, "the mail itself is there");
    assert_eq!(file_pending(app).await.unwrap(), 1);
    let case = newest(&world, by).await;
    assert_eq!(texts(&world, case).await, [format!("番号は {} です", MAIL.1)]);
    assert_eq!(case::get(&world.store(), case).await.unwrap().unwrap().subject, MAIL.1);
    assert_eq!(holding(&world, MAIL.0), Vec::<PathBuf>::new());
}

/// Delivers a mail by SMTP and hears that it was taken over.
pub(super) async fn deliver(address: SocketAddr, letter: &str) {
    let mut tries = 0;
    let stream = loop {
        match TcpStream::connect(address).await {
            Ok(stream) => break stream,
            Err(error) => assert!(tries < 100, "{error}"),
        }
        tries += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let text = format!("{letter}.");
    let talk = [
        ("", "220"),
        ("EHLO test.example", "250"),
        ("MAIL FROM:<hana@example.jp>", "250"),
        ("RCPT TO:<help@shop.jp>", "250"),
        ("DATA", "354"),
        (text.as_str(), "250"),
    ];
    for (say, hear) in talk {
        if !say.is_empty() {
            write.write_all(format!("{say}\r\n").as_bytes()).await.unwrap();
        }
        loop {
            let line = lines.next_line().await.unwrap().unwrap();
            assert!(line.starts_with(hear), "{say}: {line}");
            if !line.starts_with(&format!("{hear}-")) {
                break;
            }
        }
    }
}
