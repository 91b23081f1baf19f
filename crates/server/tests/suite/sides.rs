//! Somebody outside is asked about a case by mail: what goes there, what comes back, and that the
//! customer's thread and theirs never meet.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::server::{Client, Database, Letter, Post, TestServer, until};

use super::{fresh_id, reply, text, thread};

const HANAKO: &str = "hanako@customer.example";
const WORKSHOP: &str = "repair@workshop.example";
const STRANGER: &str = "somebody@elsewhere.example";
/// A card number that passes its check digit, and what is left of it.
const CARD: (&str, &str) = ("4242-4242-4242-4242", "［カード****4242］");

/// A plain mail; `extra` are whole header lines.
fn mail(id: &str, from: &str, to: &str, (extra, words): (&str, &str)) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: <{to}>\r\nSubject: {id}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\n\
         Message-ID: <{id}@mail.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\
         {extra}\r\n{words}\r\n"
    )
    .into_bytes()
}

/// A mail with a file.
fn mail_with_file(id: &str, from: &str, to: &str, words: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: <{to}>\r\nSubject: {id}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\n\
         Message-ID: <{id}@mail.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
         Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {words}\r\n--x\r\nContent-Type: text/plain; name=parts.txt\r\n\
         Content-Disposition: attachment; filename=parts.txt\r\n\r\n{id} file\r\n--x--\r\n"
    )
    .into_bytes()
}

/// A server with an agent who has a case of hanako's, whose mail came with a file.
struct Stage {
    server: TestServer,
    agent: Client,
    case: String,
}

impl Stage {
    async fn open(database: Database) -> Self {
        let server = TestServer::start(database).await;
        let agent = server.login(&server.a, "agent").await;
        let address = &server.a.mail_address;
        let first = mail_with_file("broken", HANAKO, address, "鍋の蓋が割れました。");
        Post::send(server.smtp, HANAKO, address, &first).await;
        let case = until("hanako's case", || async {
            let cases = agent.get("/api/v1/cases?view=all").await.good();
            let found = cases["items"].as_array()?.iter().find(|one| one["subject"] == "broken")?;
            Some(text(&found["id"]))
        })
        .await;
        let _ = agent.act(&format!("/api/v1/cases/{case}/take")).await.good();
        Self { server, agent, case }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/cases/{}{rest}", self.case)
    }

    fn question(&self) -> Value {
        json!({
            "channel": self.server.a.mail_channel, "to": [WORKSHOP], "subject": "蓋の在庫",
            "text": "蓋だけの在庫はありますか。", "client_id": fresh_id(),
        })
    }

    async fn ask(&self, more: Value) -> Value {
        let mut question = self.question();
        for (key, value) in more.as_object().into_iter().flatten() {
            question[key] = value.clone();
        }
        self.agent.post(&self.path("/sides"), &question).await.good()
    }

    async fn detail(&self) -> Value {
        self.agent.get(&self.path("")).await.good()
    }

    async fn side(&self, side: &str) -> Value {
        self.agent.get(&self.path(&format!("/sides/{side}"))).await.good()
    }

    /// Waits until so many mails are in a conversation.
    async fn said(&self, side: &str, count: usize) -> Vec<Value> {
        until(&format!("{count} mails outside"), || async {
            let said = self.side(side).await["messages"].as_array().cloned()?;
            (said.len() == count).then_some(said)
        })
        .await
    }

    /// What the customer and the centre said to each other.
    async fn spoken(&self) -> Vec<String> {
        let all = thread(&self.agent, &self.case).await;
        let spoken = all.iter().filter(|one| one["kind"] == "inbound" || one["kind"] == "outbound");
        spoken.map(|one| text(&one["text"])).collect()
    }

    async fn cases(&self) -> usize {
        let cases = self.agent.get("/api/v1/cases?view=all").await.good();
        cases["items"].as_array().map_or(0, Vec::len)
    }

    async fn send(&self, from: &str, to: &str, raw: &[u8]) {
        Post::send(self.server.smtp, from, to, raw).await;
    }
}

fn reply_to(letter: &Letter) -> String {
    letter.mail.reply_to[0].address.clone()
}

fn holds(letter: &Letter, words: &str) -> bool {
    String::from_utf8_lossy(&letter.raw).contains(words)
        || letter.mail.text.contains(words)
        || letter.mail.subject.contains(words)
}

/// Asked with a quotation and a file, answered with a file, and nothing of it at the customer's.
pub(crate) async fn round(database: Database) {
    let stage = Stage::open(database).await;
    let first = thread(&stage.agent, &stage.case).await[0].clone();
    let enclosed = json!({
        "quotes": [first["id"]], "case_files": [first["files"][0]["id"]],
    });
    let words = format!("蓋だけの在庫はありますか。カード {}", CARD.0);
    let opened = stage.ask(json!({"text": words, "enclosed": enclosed})).await;
    let side = text(&opened["side"]["id"]);
    assert_eq!(opened["side"]["state"], "waiting");
    assert!(opened["messages"][0]["text"].as_str().unwrap().contains(CARD.1), "masked: {opened}");

    let asked = stage.server.post.next().await;
    assert_eq!(asked.to, [WORKSHOP]);
    assert_eq!(asked.mail.subject, "蓋の在庫");
    assert!(asked.mail.text.contains("> 鍋の蓋が割れました。"), "{}", asked.mail.text);
    assert!(!asked.mail.text.contains(CARD.0) && asked.mail.text.contains(CARD.1));
    assert!(!holds(&asked, HANAKO) && !holds(&asked, "hanako"), "nothing that was not chosen");
    assert_eq!(asked.mail.attachments.len(), 1);
    assert_eq!(asked.mail.attachments[0].name, "parts.txt");
    let answer_to = reply_to(&asked);
    assert!(answer_to.starts_with("support+s"), "{answer_to}");
    stage.delivered(&side, "sent").await;

    let answer = mail_with_file("answer", WORKSHOP, &answer_to, "在庫は3個あります。");
    stage.send(WORKSHOP, &answer_to, &answer).await;
    let said = stage.said(&side, 2).await;
    assert_eq!(said[1]["text"], "在庫は3個あります。");
    assert_eq!(said[1]["side"], json!({"id": side, "way": "in", "stranger": false}));
    assert_eq!(
        (&said[1]["kind"], &said[1]["files"][0]["name"]),
        (&json!("note"), &json!("parts.txt"))
    );
    let _ = stage.agent.get(said[1]["files"][0]["url"].as_str().unwrap()).await;
    let detail = stage.detail().await;
    assert_eq!(detail["sides"][0]["state"], "answered");
    assert_eq!(detail["case"]["called"], true, "who has the case is called");
    assert_eq!(detail["case"]["last_seq"], said[1]["seq"], "the case shows something new");
    assert_eq!(
        detail["case"]["snippet"], "鍋の蓋が割れました。",
        "a list shows the customer's word"
    );
    let all = thread(&stage.agent, &stage.case).await;
    assert_eq!(all.iter().filter(|one| one["side"]["id"] == side.as_str()).count(), 2);
    assert_eq!(stage.spoken().await, ["鍋の蓋が割れました。"]);
    assert_eq!(stage.cases().await, 1, "no new case");
    stage.found("在庫は3個").await;

    // What goes on there answers what was answered; sent twice it is one mail.
    let further = json!({"text": "1個お願いします。", "client_id": fresh_id()});
    let path = stage.path(&format!("/sides/{side}/messages"));
    let went = stage.agent.post(&path, &further).await.good();
    let again = stage.agent.post(&path, &further).await.good();
    // Between the two the mail may have gone out.
    let said = |answer: &Value| {
        let mut all = answer["messages"].as_array().unwrap().clone();
        all.iter_mut().for_each(|one| one["delivery"] = Value::Null);
        all
    };
    assert_eq!(said(&again), said(&went));
    let sent = stage.server.post.next().await;
    assert_eq!(
        (sent.mail.subject.as_str(), &sent.mail.in_reply_to[0][..]),
        ("Re: 蓋の在庫", "answer@mail.example")
    );
    assert_eq!(reply_to(&sent), answer_to);
    assert_eq!(stage.side(&side).await["side"]["state"], "waiting");

    // The customer's answer has nothing of it.
    let _ =
        reply(&stage.agent, &stage.case, "代わりの蓋をお送りします。", "pending_customer").await;
    let to_customer = stage.server.post.next().await;
    assert_eq!(to_customer.to, [HANAKO]);
    for words in ["在庫", WORKSHOP, "お願いします", "+s"] {
        assert!(!holds(&to_customer, words), "{words}");
    }
    // And what the customer writes back comes to the case.
    let signed = reply_to(&to_customer);
    stage.send(HANAKO, &signed, &mail("thanks", HANAKO, &signed, ("", "ありがとう"))).await;
    until("hanako's thanks", || async {
        stage.spoken().await.contains(&"ありがとう".to_owned()).then_some(())
    })
    .await;
    assert_eq!(stage.said(&side, 3).await.len(), 3);
}

impl Stage {
    async fn delivered(&self, side: &str, state: &str) {
        until(&format!("the question is {state}"), || async {
            (self.side(side).await["messages"][0]["delivery"] == state).then_some(())
        })
        .await;
    }

    async fn found(&self, words: &str) {
        let path = format!("/api/v1/search?q={words}");
        until("what was said outside is found", || async {
            let found = self.agent.get(&path).await.good();
            (found["items"] != json!([])).then_some(())
        })
        .await;
    }

    async fn settled(&self) {
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// An answer without the signed address, from somebody else, from a machine, and a report that the
/// question did not arrive.
pub(crate) async fn senders(database: Database) {
    let stage = Stage::open(database).await;
    let side = text(&stage.ask(json!({})).await["side"]["id"]);
    let asked = stage.server.post.next().await;
    let answer_to = reply_to(&asked);
    let ours = asked.mail.message_id.clone().unwrap_or_default();
    let waits = stage.detail().await["case"]["waiting_since"].clone();
    let mailbox = stage.server.a.mail_address.clone();
    let answers = format!("In-Reply-To: <{ours}>\r\n");

    // An answering machine is no answer.
    let away = "Auto-Submitted: auto-replied\r\n";
    let raw = mail("away", WORKSHOP, &answer_to, (away, "休業中です。"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    let said = stage.said(&side, 2).await;
    assert_eq!(said[1]["mail"]["automatic"], "auto_reply");
    let detail = stage.detail().await;
    assert_eq!(
        (&detail["sides"][0]["state"], &detail["case"]["called"]),
        (&json!("waiting"), &json!(false))
    );

    // A mailer that ignores Reply-To: the Message-ID leads there, since the sender was asked.
    let raw = mail("plain", WORKSHOP, &mailbox, (&answers, "少々お待ちください。"));
    stage.send(WORKSHOP, &mailbox, &raw).await;
    let said = stage.said(&side, 3).await;
    assert_eq!(said[2]["side"]["stranger"], false);
    assert_eq!(stage.cases().await, 1);

    // Whoever copied the id only is nobody who was asked: that is another matter.
    let raw = mail("copied", STRANGER, &mailbox, (&answers, "見せてください。"));
    stage.send(STRANGER, &mailbox, &raw).await;
    until("a case of the stranger's", || async { (stage.cases().await == 2).then_some(()) }).await;
    assert_eq!(stage.said(&side, 3).await.len(), 3);

    // The signed address was handed on: it is shown, with a warning.
    let raw = mail("handed", STRANGER, &answer_to, ("", "代わりにお答えします。"));
    stage.send(STRANGER, &answer_to, &raw).await;
    let said = stage.said(&side, 4).await;
    assert_eq!(
        (&said[3]["side"]["stranger"], &said[3]["mail"]["from"]["address"]),
        (&json!(true), &json!(STRANGER))
    );

    // Even the customer gets nothing but a place outside by it, and their thread is untouched.
    let raw = mail("customer", HANAKO, &answer_to, ("", "これは何ですか。"));
    stage.send(HANAKO, &answer_to, &raw).await;
    assert_eq!(stage.said(&side, 5).await[4]["side"]["stranger"], true);
    assert_eq!(stage.spoken().await, ["鍋の蓋が割れました。"]);

    // An address that is not quite the signed one leads nowhere.
    let forged = answer_to.replace("+s", "+c");
    stage.send(STRANGER, &mailbox, &mail("forged", STRANGER, &forged, ("", "偽物"))).await;
    until("the forged one is a case", || async { (stage.cases().await == 3).then_some(()) }).await;

    // The mail did not arrive after all.
    let report = format!(
        "From: MAILER-DAEMON@mail.example\r\nTo: <{mailbox}>\r\nSubject: failed\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMessage-ID: <dsn@mail.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nfailed\r\n\
         --x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n\
         Final-Recipient: rfc822; {WORKSHOP}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ours}>\r\n\r\n--x--\r\n"
    );
    stage.send("bounce@mail.example", &mailbox, report.as_bytes()).await;
    stage.delivered(&side, "failed").await;
    assert_eq!(stage.said(&side, 6).await[5]["mail"]["automatic"], "bounce");
    let all = thread(&stage.agent, &stage.case).await;
    let line = all.iter().find(|one| one["code"] == "side_undelivered").unwrap();
    assert_eq!(line["kind"], "note", "the customer does not read it");
    assert_eq!(stage.spoken().await, ["鍋の蓋が割れました。"]);
    assert_eq!(stage.detail().await["case"]["waiting_since"], waits, "the customer's wait goes on");
}

/// A case waits for the answer and is taken up when it comes; a late answer is called for.
pub(crate) async fn waiting(database: Database) {
    let stage = Stage::open(database).await;
    let now = app::clock::Clock::now(&stage.server.clock);
    let later = now + SignedDuration::from_hours(48);
    let soon = now + SignedDuration::from_hours(1);
    let ask = json!({"hold_until": later.to_string(), "remind_at": soon.to_string()});
    let side = text(&stage.ask(ask).await["side"]["id"]);
    let answer_to = reply_to(&stage.server.post.next().await);
    let detail = stage.detail().await;
    assert_eq!(
        (&detail["case"]["status"], &detail["sides"][0]["wakes"]),
        (&json!("on_hold"), &json!(true))
    );

    stage.server.clock.advance(Duration::from_secs(3_700));
    until("the late answer is called for", || async {
        let detail = stage.detail().await;
        let called = detail["case"]["called"] == true && detail["sides"][0]["remind_at"].is_null();
        called.then_some(())
    })
    .await;
    assert_eq!(stage.detail().await["case"]["status"], "on_hold", "it waits on");
    let all = thread(&stage.agent, &stage.case).await;
    assert!(all.iter().any(|one| one["code"] == "side_due"));

    // What a machine says ends no hold; a person's answer does.
    let away = "Auto-Submitted: auto-replied\r\n";
    let raw = mail("away", WORKSHOP, &answer_to, (away, "休業中です。"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    stage.said(&side, 2).await;
    assert_eq!(stage.detail().await["case"]["status"], "on_hold");
    let raw = mail("there", WORKSHOP, &answer_to, ("", "あります。"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    stage.said(&side, 3).await;
    let detail = stage.detail().await;
    assert_eq!(detail["case"]["status"], "assigned");
    assert_eq!(detail["case"]["held_until"], json!(null));
    let all = thread(&stage.agent, &stage.case).await;
    assert!(all.iter().any(|one| one["code"] == "side_answered"));

    // It is closed by its version, and a word in it opens it again.
    let version = stage.side(&side).await["side"]["version"].as_i64().unwrap();
    let path = stage.path(&format!("/sides/{side}"));
    let closed = json!({"closed": true});
    assert_eq!(stage.agent.patch(&path, version - 1, &closed).await.code(), "changed");
    assert_eq!(stage.agent.patch(&path, version, &closed).await.good()["state"], "closed");
    let raw = mail("more", WORKSHOP, &answer_to, ("", "追伸です。"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    stage.said(&side, 4).await;
    assert_eq!(stage.side(&side).await["side"]["state"], "answered");
}

/// Whom one may not ask, what may not go along, and who may keep the address book.
pub(crate) async fn refusals(database: Database) {
    let stage = Stage::open(database).await;
    let path = stage.path("/sides");
    let refused = |more: Value| {
        let mut question = stage.question();
        for (key, value) in more.as_object().into_iter().flatten() {
            question[key] = value.clone();
        }
        let (agent, path) = (&stage.agent, &path);
        async move {
            let answer = agent.post(path, &question).await;
            let problem = answer.json();
            (text(&problem["code"]), problem["field"].as_str().unwrap_or_default().to_owned())
        }
    };
    let invalid = |field: &str| ("invalid".to_owned(), field.to_owned());
    assert_eq!(refused(json!({"to": [HANAKO]})).await, invalid("to"), "the customer's");
    assert_eq!(refused(json!({"to": [stage.server.a.mail_address]})).await, invalid("to"));
    assert_eq!(refused(json!({"to": []})).await, invalid("to"));
    let own = upload(&stage.agent).await;
    let files = json!({"enclosed": {"case_files": [own]}});
    assert_eq!(refused(files).await, invalid("case_files"), "a file of no message of the case");
    let note = json!({"text": "内緒", "client_id": fresh_id()});
    let note = stage.agent.post(&stage.path("/notes"), &note).await.good();
    let quotes = json!({"enclosed": {"quotes": [note["id"]]}});
    assert_eq!(refused(quotes).await, invalid("quotes"), "what colleagues say stays inside");
    assert_eq!(refused(json!({"channel": stage.server.a.chat_channel})).await.0, "channel_off");
    assert_eq!(stage.detail().await["sides"], json!([]));

    let analyst = stage.server.login(&stage.server.a, "analyst").await;
    assert_eq!(analyst.post(&path, &stage.question()).await.status, 403);
    let book = "/api/v1/admin/partners";
    let entry = json!({"name": "修理工場", "address": "Repair@Workshop.example"});
    assert_eq!(stage.agent.post(book, &entry).await.status, 403);
    let admin = stage.server.login(&stage.server.a, "admin").await;
    let made = admin.post(book, &entry).await.good();
    assert_eq!(made["address"], WORKSHOP);
    let again = admin.post(book, &entry).await.json();
    assert_eq!((&again["code"], &again["field"]), (&json!("invalid"), &json!("address")));
    // Who is in the book is called by name.
    let opened = stage.ask(json!({})).await;
    assert_eq!(opened["side"]["to"], json!([{"name": "修理工場", "address": WORKSHOP}]));
    let change = json!({"archived": true});
    let entry = format!("{book}/{}", text(&made["id"]));
    assert_eq!(admin.patch(&entry, 1, &change).await.good()["archived"], true);
    let listed = stage.agent.get("/api/v1/partners").await.good();
    assert_eq!(listed[0]["archived"], true);
    let elsewhere = stage.server.login(&stage.server.b, "admin").await;
    assert_eq!(elsewhere.get("/api/v1/partners").await.good(), json!([]));
    let audit = admin.get("/api/v1/admin/audit?limit=50").await.good();
    let actions: Vec<&Value> =
        audit["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    for action in ["side.sent", "partner.created", "partner.changed"] {
        assert!(actions.contains(&&json!(action)), "{action}: {audit}");
    }
}

async fn upload(agent: &Client) -> String {
    let part = Part::bytes(b"text".to_vec()).file_name("own.txt").mime_str("text/plain").unwrap();
    let request = agent.request(Method::POST, "/api/v1/files");
    let made = agent.send(request.multipart(Form::new().part("file", part))).await.good();
    text(&made["id"])
}

/// A conversation goes where its case goes: joined, parted, split off.
pub(crate) async fn moves(database: Database) {
    let stage = Stage::open(database).await;
    let side = text(&stage.ask(json!({})).await["side"]["id"]);
    let answer_to = reply_to(&stage.server.post.next().await);
    let mailbox = &stage.server.a.mail_address;
    let second = mail("second", HANAKO, mailbox, ("", "別の件です。"));
    stage.send(HANAKO, mailbox, &second).await;
    let other = until("hanako's second case", || async {
        let cases = stage.agent.get("/api/v1/cases?view=all").await.good();
        let found = cases["items"].as_array()?.iter().find(|one| one["subject"] == "second")?;
        Some(text(&found["id"]))
    })
    .await;
    let _ = stage.agent.post(&stage.path("/join"), &json!({"case": other})).await.good();
    assert_eq!(stage.detail().await["sides"], json!([]));
    let raw = mail("joined", WORKSHOP, &answer_to, ("", "統合後の回答"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    let there = format!("/api/v1/cases/{other}");
    until("the answer is where the case went", || async {
        let detail = stage.agent.get(&there).await.good();
        (detail["sides"][0]["state"] == "answered").then_some(())
    })
    .await;
    let ties = stage.agent.get(&there).await.good()["ties"].clone();
    let tie = text(&ties[0]["id"]);
    let request = stage.agent.request(Method::DELETE, &format!("{there}/ties/{tie}"));
    let _ = stage.agent.send(request).await.good();
    assert_eq!(stage.agent.get(&there).await.good()["sides"], json!([]));
    assert_eq!(stage.said(&side, 2).await[1]["text"], "統合後の回答");

    // Split off with one of its mails, it goes whole.
    let said = stage.side(&side).await;
    let raw =
        mail("third", HANAKO, mailbox, ("In-Reply-To: <broken@mail.example>\r\n", "追加です。"));
    stage.send(HANAKO, mailbox, &raw).await;
    until("hanako's third word", || async { (stage.spoken().await.len() == 2).then_some(()) })
        .await;
    let third = thread(&stage.agent, &stage.case).await;
    let third = third.iter().find(|one| one["text"] == "追加です。").unwrap();
    let part = json!({
        "messages": [third["id"], said["messages"][0]["id"]], "subject": "蓋の件",
    });
    let new = stage.agent.post(&stage.path("/split"), &part).await.good();
    assert_eq!(stage.detail().await["sides"], json!([]));
    let path = format!("/api/v1/cases/{}/sides/{side}", text(&new["id"]));
    let whole = stage.agent.get(&path).await.good();
    assert_eq!(whole["messages"].as_array().map_or(0, Vec::len), 2, "{whole}");
    let raw = mail("split", WORKSHOP, &answer_to, ("", "分割後の回答"));
    stage.send(WORKSHOP, &answer_to, &raw).await;
    until("the answer is in the new case", || async {
        let whole = stage.agent.get(&path).await.good();
        (whole["messages"].as_array()?.len() == 3).then_some(())
    })
    .await;
    stage.settled().await;
    assert_eq!(stage.spoken().await, ["鍋の蓋が割れました。"]);
}
