//! A person who appears in every module is handed out whole, and erased: marks are planted wherever
//! something of a person can be, and looked for in everything that is kept.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use model::event::{EventBody, NewEvent};
use model::limits::FORM_SECONDS_MIN;
use model::{Actor, CustomerId, OrderId};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use store::backup::{BackupOptions, backup};
use store::purchase::{self, Purchase};
use testkit::server::{Client, Database, Post, TestServer, until};

use super::{accept, fresh_id, offer, ready_agent, reply, text};

/// What every mark begins with: nothing else in the product is called so.
const MARK: &str = "zqmark";
const NAME: &str = "印野 七三九一";

/// A mark of a module.
fn mark(of: &str) -> String {
    format!("{MARK}{of}")
}

/// Must show: erased, no trace is left but figures and the audit entry; handed out before, all is in it.
pub(crate) async fn whole(database: Database) {
    let server = TestServer::start(database).await;
    let admin = server.login(&server.a, "admin").await;
    let (person, answer_to) = appear(&server, &admin).await;
    let other = neighbour(&server).await;
    let figures = figures(&admin).await;
    let found = format!("/api/v1/search?q={}", mark("chat"));
    until("the chat is found", || async {
        (admin.get(&found).await.good()["items"] != json!([])).then_some(())
    })
    .await;

    let archive = download(&admin, &format!("/api/v1/customers/{person}/export")).await;
    for module in PLANTED {
        assert!(holds(&archive, mark(module).as_bytes()), "{module} is not handed out");
    }
    let kept = everything(&server).await;
    for module in PLANTED {
        assert!(kept.iter().any(|(_, bytes)| holds(bytes, mark(module).as_bytes())), "{module}");
    }

    // Not by mistake, not by everybody, not while a matter is open.
    let path = format!("/api/v1/customers/{person}/erasure");
    let ask = |confirm: &str| json!({"confirm": confirm, "reason": "本人の申し出"});
    let agent = server.login(&server.a, "agent").await;
    assert_eq!(agent.post(&path, &ask(NAME)).await.status, 403);
    assert_eq!(admin.post(&path, &ask("別の人")).await.code(), "invalid");
    let erased = admin.post(&path, &ask(NAME)).await.good();
    // Two typed in, a browser, a sender of mails, a messenger's user, who filled in the form.
    assert_eq!((&erased["records"], &erased["orders"]), (&json!(6), &json!(1)), "{erased}");
    assert_eq!(erased["consents"], 1, "{erased}");
    assert_eq!(admin.post(&path, &ask("")).await.code(), "conflict", "once is enough");
    let state = format!("/api/v1/customers/{person}/privacy");
    until("files and index are done", || async {
        (admin.get(&state).await.good()["erasure"]["done"] == true).then_some(())
    })
    .await;

    for (place, bytes) in everything(&server).await {
        let at = find(&bytes, MARK.as_bytes()).or_else(|| find(&bytes, NAME.as_bytes()));
        let around = |at: usize| {
            let part = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
            String::from_utf8_lossy(part).into_owned()
        };
        assert_eq!(at, None, "{place} still holds: {:?}", at.map(around));
    }
    assert_eq!(admin.get(&found).await.good()["items"], json!([]));
    assert_eq!(self::figures(&admin).await, figures, "what is counted stays");
    let audit = admin.get("/api/v1/admin/audit?limit=5").await.good();
    let actions: Vec<&Value> =
        audit["items"].as_array().unwrap().iter().map(|e| &e["action"]).collect();
    assert!(actions.contains(&&json!("customer.erased")), "{audit}");
    // Whoever sent the same picture still has it.
    let _ = download(&agent, &format!("/api/v1/files/{other}")).await;
    // A new word of theirs begins a new customer.
    write(&server, "again", &server.a.mail_address, "もう一度だけ").await;
    let list = "/api/v1/cases?limit=50&view=all";
    until("the new mail is somebody new", || async {
        let rows = admin.get(list).await.good();
        let rows = rows["items"].as_array().unwrap().clone();
        rows.iter()
            .any(|row| row["subject"] == "もう一度だけ" && row["customer"]["id"] != json!(person))
            .then_some(())
    })
    .await;
    // An answer to an old case of theirs does not open it again: it could not be erased once more.
    write(&server, "late", &answer_to, "古い案件への返信").await;
    until("the late answer is a case of its own", || async {
        let rows = admin.get(list).await.good();
        let rows = rows["items"].as_array().unwrap().clone();
        rows.iter().any(|row| row["subject"] == "古い案件への返信").then_some(())
    })
    .await;
}

/// Where marks are planted.
const PLANTED: [&str; 28] = [
    "address",
    "attachment",
    "chat",
    "company",
    "consentnote",
    "consentwording",
    "file",
    "html",
    "kana",
    "mergenote",
    "note",
    "order",
    "profile",
    "reply",
    "subject",
    "tag",
    "mail",
    "hook",
    "hookfile",
    "form",
    "formname",
    "formfile",
    "hold",
    "sidesubject",
    "sideout",
    "sidein",
    "sidefile",
    "sidename",
];

/// A picture with a mark in it; the neighbour has one of the same bytes.
fn picture(of: &str) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n....", of.as_bytes()].concat()
}

/// Has a person come by every door and be worked with; answers who it is, and at which address a
/// case of theirs hears answers.
async fn appear(server: &TestServer, admin: &Client) -> (CustomerId, String) {
    let tenant = &server.a;
    let new = |name: &str| {
        json!({
            "name": name, "kana": mark("kana"), "company": mark("company"), "phone": "090-7391-7391",
        })
    };
    let made = admin.post("/api/v1/customers", &new(NAME)).await.good();
    let id = text(&made["id"]);
    let version = made["version"].as_i64().unwrap();
    let change = json!({"note": mark("profile"), "tags": [mark("tag")]});
    let _ = admin.patch(&format!("/api/v1/customers/{id}"), version, &change).await.good();
    let double = admin.post("/api/v1/customers", &new("印野七三九一")).await.good();
    let merge = json!({"other": double["id"], "note": mark("mergenote")});
    let _ = admin.post(&format!("/api/v1/customers/{id}/merges"), &merge).await.good();
    let relative = admin.post("/api/v1/customers", &json!({"name": "家族 一郎"})).await.good();
    let tie = json!({"other": relative["id"], "kind": "household"});
    let request = admin.request(Method::PUT, &format!("/api/v1/customers/{id}/ties"));
    let _ = admin.send(request.json(&tie)).await.good();
    let purpose = json!({"basis": "consent", "name_ja": "会報", "wording_ja": "お送りします。"});
    let purpose = admin.post("/api/v1/admin/consent-purposes", &purpose).await.good();
    let said = json!({
        "purpose": purpose["id"], "channels": ["mail"], "decision": "granted", "source": "phone",
        "note": mark("consentnote"), "wording": mark("consentwording"),
    });
    let _ = admin
        .post(&format!("/api/v1/customers/{}/consents", text(&double["id"])), &said)
        .await
        .good();
    let reason = json!({"reason": mark("hold")});
    let held = admin.post(&format!("/api/v1/customers/{id}/holds"), &reason).await.good();
    let end = admin.request(Method::DELETE, &format!("/api/v1/holds/{}", text(&held[0]["id"])));
    let _ = admin.send(end).await.good();
    let customer: CustomerId = id.parse().unwrap();
    buy(server, customer).await;

    let (agent, mut desk) = ready_agent(server, tenant, "agent").await;
    // By chat, with a picture.
    let mut visitor = server.visit(tenant).await;
    visitor.send(&fresh_id(), &mark("chat")).await;
    let offered = offer(&mut desk).await;
    let chat = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    let file =
        upload(&agent, &format!("{}.png", mark("file")), &picture(&mark("attachment"))).await;
    let words = json!({"text": mark("reply"), "client_id": fresh_id(), "files": [file]});
    let path = format!("/api/v1/cases/{chat}/replies");
    let _ = agent.post_once(&fresh_id(), &path, &words).await.good();
    let note = json!({"text": mark("note"), "client_id": fresh_id()});
    let _ = agent.post(&format!("/api/v1/cases/{chat}/notes"), &note).await.good();
    let _ = agent.post(&format!("/api/v1/cases/{chat}/handovers"), &json!({})).await.good();
    let who = json!({"customer": id});
    let _ = agent.post(&format!("/api/v1/cases/{chat}/customer"), &who).await.good();
    visitor.frame(&json!({"t": "end"})).await;
    // By mail, with HTML; answered, so that somebody was about to be written to.
    write(server, "mail", &server.a.mail_address, &mark("subject")).await;
    let offered = offer(&mut desk).await;
    let mail = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    let sender = json!({"other": offered["customer"]["id"]});
    let _ = admin.post(&format!("/api/v1/customers/{id}/merges"), &sender).await.good();
    let _ = reply(&agent, &mail, "承りました。", "pending_customer").await;
    let sent = server.post.next().await;
    assert_eq!(sent.to, [format!("{}@customer.example", mark("address"))]);
    ask_outside(server, &agent, &mail).await;
    // By a messenger.
    tell(server, admin).await;
    let offered = offer(&mut desk).await;
    let hook = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    let _ = agent.post(&format!("/api/v1/cases/{hook}/customer"), &who).await.good();

    // By the inquiry form, as a browser without scripts fills it in.
    inquire(server, admin).await;
    let offered = offer(&mut desk).await;
    let form = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    let sender = json!({"other": offered["customer"]["id"]});
    let _ = admin.post(&format!("/api/v1/customers/{id}/merges"), &sender).await.good();

    let erasure = format!("/api/v1/customers/{id}/erasure");
    let input = json!({"confirm": NAME, "reason": "早すぎる"});
    assert_eq!(admin.post(&erasure, &input).await.code(), "conflict", "cases are open");
    for case in [chat, mail, hook, form] {
        let _ = agent.act(&format!("/api/v1/cases/{case}/resolve")).await.good();
    }
    (customer, sent.mail.reply_to[0].address.clone())
}

async fn write(server: &TestServer, id: &str, to: &str, subject: &str) {
    let from = format!("{}@customer.example", mark("address"));
    let raw = format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: <{id}@customer.example>\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{}\r\n\
         --x\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>{} <b>mail</b></p>\r\n--x--\r\n",
        mark("mail"),
        mark("html"),
    );
    Post::send(server.smtp, &from, to, raw.as_bytes()).await;
}

/// Somebody outside is asked about a case of theirs, and says more about them.
async fn ask_outside(server: &TestServer, agent: &Client, case: &str) {
    let words = json!({
        "channel": server.a.mail_channel, "to": ["repair@workshop.example"],
        "subject": mark("sidesubject"), "text": mark("sideout"), "client_id": fresh_id(),
    });
    let path = format!("/api/v1/cases/{case}/sides");
    let side = agent.post_once(&fresh_id(), &path, &words).await.good();
    let to = server.post.next().await.mail.reply_to[0].address.clone();
    let from = "repair@workshop.example";
    let raw = format!(
        "From: {} <{from}>\r\nTo: <{to}>\r\nSubject: {}\r\nMessage-ID: <{}@workshop.example>\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>{}</p>\r\n\
         --x\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename={}.png\r\n\r\n\
         {}\r\n--x--\r\n",
        mark("sidename"),
        mark("sidesubject"),
        mark("sideid"),
        mark("sidein"),
        mark("sidefile"),
        mark("sidefile"),
    );
    Post::send(server.smtp, from, &to, raw.as_bytes()).await;
    let path = format!("{path}/{}", text(&side["side"]["id"]));
    until("the answer from outside is there", || async {
        let said = agent.get(&path).await.good();
        (said["side"]["state"] == "answered").then_some(())
    })
    .await;
}

async fn inquire(server: &TestServer, admin: &Client) {
    let field = |key: &str, input: &str| json!({"key": key, "input": input, "label": {"ja": key}});
    let fields = [("name", "name"), ("email", "email"), ("text", "long_text"), ("files", "files")];
    let fields = fields.map(|(key, input)| field(key, input));
    let new = json!({
        "kind": "form", "name": "フォーム", "queue": server.a.queue,
        "settings": {"form": json!({"fields": fields}).to_string()},
    });
    let made = admin.post("/api/v1/admin/channels", &new).await.good();
    let path = format!("/f/{}", text(&made["public_key"]));
    let page = server.nobody().get(&path).await.text;
    let token =
        page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let token = token.unwrap_or_else(|| panic!("the page has no token")).to_owned();
    // Nobody types faster.
    tokio::time::sleep(Duration::from_secs(u64::from(FORM_SECONDS_MIN) + 1)).await;
    let file = Part::bytes(picture(&mark("formfile"))).file_name("form.png");
    let form = Form::new()
        .text("token", token)
        .text("button", "send")
        .text("a.name", mark("formname"))
        .text("a.email", "form@customer.example")
        .text("a.text", mark("form"))
        .part("file", file.mime_str("image/png").unwrap());
    let nobody = server.nobody();
    let sent = nobody.send(nobody.request(Method::POST, &path).multipart(form)).await;
    assert!(
        sent.status.is_success() || sent.status.is_redirection(),
        "{} {}",
        sent.status,
        sent.text
    );
}

async fn tell(server: &TestServer, admin: &Client) {
    let new = json!({
        "kind": "api", "name": "アプリ", "queue": server.a.queue,
        "settings": {"endpoint": "https://bot.example/hook"},
    });
    let made = admin.post("/api/v1/admin/channels", &new).await.good();
    let path = format!("/api/v1/admin/channels/{}/secrets/in", text(&made["id"]));
    let secret = text(&admin.act(&path).await.good()["secret"]);
    let body = json!({"type": "message.created", "data": {
        "id": "m-1", "sender": {"id": "u-1", "name": mark("hookname")}, "text": mark("hook"),
        "files": [{"name": format!("{}.txt", mark("hookfile")), "content": "aGFuYQ=="}],
    }})
    .to_string();
    let now = Timestamp::from_second(seconds()).unwrap();
    let signature = channels::hooks::sign(&[secret.as_str()], ("m-1", now), body.as_bytes());
    let key = text(&made["public_key"]);
    let request = server
        .nobody()
        .request(Method::POST, &format!("/hooks/v1/{key}"))
        .header("webhook-id", "m-1")
        .header("webhook-timestamp", now.as_second().to_string())
        .header("webhook-signature", signature)
        .header("content-type", "application/json")
        .body(body);
    let _ = server.nobody().send(request).await.good();
}

#[expect(clippy::disallowed_methods, reason = "the server's clock is the machine's")]
fn seconds() -> i64 {
    Timestamp::now().as_second()
}

async fn buy(server: &TestServer, customer: CustomerId) {
    let tenant = server.store.system();
    let tenants = store::tenant::list(&tenant).await.unwrap();
    let ours = tenants.iter().find(|each| each.slug == server.a.slug).unwrap().id;
    let now = Timestamp::from_second(seconds()).unwrap();
    let order = Purchase {
        id: server.store.id::<OrderId>(now),
        external_id: mark("order"),
        customer,
        ordered_at: now,
        total_minor: 1_200,
        currency: "JPY".to_owned(),
        status: "shipped".to_owned(),
        items: json!([{"name": mark("item"), "quantity": 1, "unit_minor": 1_200}]),
        source: "test".to_owned(),
    };
    let written = server.store.tenant(ours).write(now, move |tx| {
        Box::pin(async move {
            let order_id = order.id;
            purchase::insert_new(tx, &[order]).await?;
            let body = EventBody::OrderPlaced {
                order: order_id,
                total_minor: 1_200,
                currency: "JPY".to_owned(),
            };
            let event =
                NewEvent { customer: Some(customer), ..NewEvent::bare(Actor::System, body) };
            tx.append(event).await
        })
    });
    let _: store::Committed<_> = written.await.unwrap();
}

async fn upload(agent: &Client, name: &str, bytes: &[u8]) -> String {
    let part =
        Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str("image/png").unwrap();
    let request = agent.request(Method::POST, "/api/v1/files");
    let made = agent.send(request.multipart(Form::new().part("file", part))).await.good();
    text(&made["id"])
}

/// Somebody else in the same tenant, who was sent a picture of one's own; answers the file.
async fn neighbour(server: &TestServer) -> String {
    let agent = server.login(&server.a, "agent2").await;
    let mut visitor = server.visit(&server.a).await;
    visitor.send(&fresh_id(), "隣の人です").await;
    let case = until("the neighbour's case is listed", || async {
        let rows = agent.get("/api/v1/cases?limit=50&view=all").await.good();
        let rows = rows["items"].as_array().unwrap().clone();
        rows.iter().find(|row| row["subject"] == "隣の人です").map(|row| text(&row["id"]))
    })
    .await;
    let _ = agent.act(&format!("/api/v1/cases/{case}/take")).await.good();
    let file = upload(&agent, "隣.png", &picture("隣")).await;
    let words = json!({"text": "どうぞ", "client_id": fresh_id(), "files": [file]});
    let _ = agent.post(&format!("/api/v1/cases/{case}/replies"), &words).await.good();
    file
}

/// What the centre counts.
async fn figures(admin: &Client) -> Value {
    let rows = admin.get("/api/v1/cases?limit=100&view=all").await.good();
    let rows = rows["items"].as_array().unwrap().clone();
    let counted = rows.iter().map(|row| {
        json!([row["number"], row["status"], row["created_at"], row["category"], row["owner"]])
    });
    let counted: Vec<Value> = counted.collect();
    json!([admin.get("/api/v1/cases/counts").await.good(), counted])
}

async fn download(client: &Client, path: &str) -> Vec<u8> {
    let answer = client.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// All that is kept: every file of the data folder (database, index, blobs), and a backup of now,
/// which is every row also where another server keeps them.
async fn everything(server: &TestServer) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let options = BackupOptions {
        store: server.options.clone(),
        target: folder.path().join("backup.tar"),
        with_key: false,
        now: Timestamp::from_second(seconds()).unwrap(),
        program: "test".to_owned(),
    };
    backup(&options).await.unwrap();
    let mut files = Vec::new();
    gather(server.data(), &mut files);
    gather(folder.path(), &mut files);
    files
}

fn gather(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if let Ok(bytes) = std::fs::read(&path) {
            files.push((path.display().to_string(), bytes));
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    find(bytes, wanted).is_some()
}
