//! Where mail goes: whom an answer reaches, which channel a mail belongs to, whose report a bounce is.

use app::clock::{Clock as _, SystemClock};
use channels::web_chat::{ShopIdentity, sign_identity};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use testkit::server::{ChatSocket, Client, Database, Post, TestServer, TestTenant, until};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::{reply, text, thread};
use crate::suite::fresh_id;

const HANAKO: &str = "hanako@customer.example";
const TARO: &str = "taro@customer.example";
const STRANGER: &str = "stranger@elsewhere.example";

/// A plain mail; `extra` are whole header lines.
fn mail(id: &str, from: &str, to: &str, extra: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: <{to}>\r\nSubject: {id}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\n\
         Message-ID: <{id}@customer.example>\r\n{extra}\r\n{id}\r\n"
    )
    .into_bytes()
}

async fn case_about(agent: &Client, subject: &str) -> String {
    until(&format!("a case about {subject}"), || async {
        let cases = agent.get("/api/v1/cases?view=all").await.good();
        let cases = cases["items"].as_array().unwrap();
        let found = cases.iter().find(|case| case["subject"] == subject)?;
        Some(text(&found["id"]))
    })
    .await
}

/// Waits until a mail with this text is in the case; returns it.
async fn arrived(agent: &Client, case: &str, words: &str) -> Value {
    until(&format!("{words} in the case"), || async {
        thread(agent, case).await.into_iter().find(|message| message["text"] == words)
    })
    .await
}

async fn channel(admin: &Client, id: &str) -> Value {
    let all = admin.get("/api/v1/admin/channels").await.good();
    let all = all.as_array().or_else(|| all["items"].as_array()).unwrap();
    all.iter().find(|one| one["id"] == id).unwrap().clone()
}

async fn change(admin: &Client, id: &str, change: &Value) {
    let version = channel(admin, id).await["version"].as_i64().unwrap();
    let _ = admin.patch(&format!("/api/v1/admin/channels/{id}"), version, change).await.good();
}

fn settings(address: &str, post: SocketAddr) -> Value {
    json!({
        "address": address, "from_name": "窓口", "smtp_host": post.ip().to_string(),
        "smtp_port": post.port().to_string(), "smtp_security": "plain",
    })
}

/// What is answered while the sending server is away goes to whom it was written, although somebody
/// else of the same case writes before it is sent.
pub(crate) async fn fixed(database: Database) {
    let server = TestServer::start(database).await;
    let admin = server.login(&server.a, "admin").await;
    let agent = server.login(&server.a, "agent").await;
    let address = &server.a.mail_address;
    let first = mail("first", HANAKO, address, &format!("Cc: <{TARO}>\r\n"));
    Post::send(server.smtp, HANAKO, address, &first).await;
    let case = case_about(&agent, "first").await;

    let nowhere = json!({"settings": settings(address, "127.0.0.1:1".parse().unwrap())});
    change(&admin, &server.a.mail_channel, &nowhere).await;
    let written = reply(&agent, &case, "花子様へ。", "keep").await;
    assert_eq!(written["mail"]["to"][0]["address"], HANAKO, "the thread says where it goes");
    let other = mail("other", TARO, address, "In-Reply-To: <first@customer.example>\r\n");
    Post::send(server.smtp, TARO, address, &other).await;
    arrived(&agent, &case, "other").await;

    server.clock.advance(Duration::from_secs(60));
    let back = json!({"settings": settings(address, server.post.address())});
    change(&admin, &server.a.mail_channel, &back).await;
    let sent = server.post.next().await;
    assert_eq!(sent.to, [HANAKO]);
    assert_eq!(sent.mail.to[0].address, HANAKO);
    assert_eq!(sent.mail.subject, "Re: first");
    assert_eq!(sent.mail.in_reply_to, ["first@customer.example"]);

    let _ = reply(&agent, &case, "太郎様へ。", "keep").await;
    assert_eq!(server.post.next().await.to, [TARO], "what is written now answers who wrote last");
}

/// A mail that names a customer as its sender does not send the answer to somebody else, and
/// proves nothing about its address.
pub(crate) async fn reply_to(database: Database) {
    let server = TestServer::start(database).await;
    let agent = server.login(&server.a, "agent").await;
    let address = &server.a.mail_address;
    let forged = mail("forged", HANAKO, address, &format!("Reply-To: <{STRANGER}>\r\n"));
    Post::send(server.smtp, STRANGER, address, &forged).await;
    let case = case_about(&agent, "forged").await;
    let shown = arrived(&agent, &case, "forged").await;
    assert_eq!(shown["mail"]["reply_to"], json!([{"name": null, "address": STRANGER}]));
    let _ = reply(&agent, &case, "お返事です。", "keep").await;
    assert_eq!(server.post.next().await.to, [HANAKO]);

    // An agent who trusts it, as that of a contact form, answers there; nowhere else.
    let path = format!("/api/v1/cases/{case}");
    assert_eq!(agent.get(&path).await.good()["reply"]["asked"], json!([STRANGER]));
    let answer = |to: &str| json!({"text": "はい。", "client_id": fresh_id(), "to": to});
    let replies = format!("{path}/replies");
    let refused = agent.post(&replies, &answer("anybody@else.example")).await;
    assert_eq!(refused.json()["field"], "to");
    let _ = agent.post(&replies, &answer(STRANGER)).await.good();
    assert_eq!(server.post.next().await.to, [STRANGER]);

    let customer =
        text(&agent.get(&format!("/api/v1/cases/{case}")).await.good()["case"]["customer"]["id"]);
    let path = format!("/api/v1/customers/{customer}");
    let known = agent.get(&path).await.good();
    let identities = known["identities"].as_array().unwrap();
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0]["strength"], "claimed");
    let second = "hanako.private@customer.example";
    let version = known["version"].as_i64().unwrap();
    let _ = agent.patch(&path, version, &json!({"add_email": second})).await.good();

    // Her other address, and her own one in other letters, are answered.
    let extra = format!("In-Reply-To: <forged@customer.example>\r\nReply-To: <{second}>\r\n");
    Post::send(server.smtp, HANAKO, address, &mail("moved", HANAKO, address, &extra)).await;
    let shown = arrived(&agent, &case, "moved").await;
    assert_eq!(shown["mail"]["reply_to"], json!([]));
    let _ = reply(&agent, &case, "お返事です。", "keep").await;
    assert_eq!(server.post.next().await.to, [second]);
    let extra = "In-Reply-To: <forged@customer.example>\r\nReply-To: <Hanako@Customer.example>\r\n";
    Post::send(server.smtp, second, address, &mail("back", HANAKO, address, extra)).await;
    assert_eq!(arrived(&agent, &case, "back").await["mail"]["reply_to"], json!([]));

    // A mail from a proven address leaves it proven, and finds its customer.
    Post::send(server.smtp, second, address, &mail("private", second, address, "")).await;
    let private = case_about(&agent, "private").await;
    let detail = agent.get(&format!("/api/v1/cases/{private}")).await.good();
    assert_eq!(detail["case"]["customer"]["id"], customer.as_str());
    let known = agent.get(&path).await.good();
    let strengths: Vec<&Value> =
        known["identities"].as_array().unwrap().iter().map(|one| &one["strength"]).collect();
    assert_eq!(strengths, ["claimed", "verified"]);
}

/// Opens the shop's chat as a member; returns under which name the chat knows them.
async fn member(server: &TestServer, tenant: &TestTenant, sub: &str, email: &str) -> Value {
    let shop = ShopIdentity {
        sub: sub.to_owned(),
        name: Some(format!("member {sub}")),
        email: Some(email.to_owned()),
    };
    let token = sign_identity(&shop, tenant.identity_secret.as_bytes(), SystemClock.now());
    let start = json!({"channel": tenant.chat_key, "identity": token});
    ChatSocket::open(server.address, &start).await.session["identified"]["name"].clone()
}

/// A shop that vouches for an address finds the customer who wrote from it, but not one whom
/// somebody else has proven to be.
pub(crate) async fn member_by_address(database: Database) {
    let server = TestServer::start(database).await;
    let agent = server.login(&server.a, "agent").await;
    let address = &server.a.mail_address;
    for (id, from) in [("first", HANAKO), ("second", TARO)] {
        let named = format!("{id} <{from}>");
        Post::send(server.smtp, from, address, &mail(id, &named, address, "")).await;
    }
    let case = case_about(&agent, "second").await;
    let detail = agent.get(&format!("/api/v1/cases/{case}")).await.good();
    let path = format!("/api/v1/customers/{}", text(&detail["case"]["customer"]["id"]));
    let version = agent.get(&path).await.good()["version"].as_i64().unwrap();
    let _ = agent.patch(&path, version, &json!({"add_email": STRANGER})).await.good();

    assert_eq!(member(&server, &server.a, "M-1", HANAKO).await, "first");
    assert_eq!(member(&server, &server.a, "M-2", TARO).await, "member M-2", "not whoever that is");
    assert_eq!(member(&server, &server.a, "M-3", STRANGER).await, "second", "that is proven");
    let case = case_about(&agent, "first").await;
    let detail = agent.get(&format!("/api/v1/cases/{case}")).await.good();
    let path = format!("/api/v1/customers/{}", text(&detail["case"]["customer"]["id"]));
    let known = agent.get(&path).await.good();
    let identities = known["identities"].as_array().unwrap();
    let email = identities.iter().find(|one| one["kind"] == "email").unwrap();
    assert_eq!(email["strength"], "verified", "the shop's word proves it");
}

struct Talk(BufReader<TcpStream>);

impl Talk {
    async fn say(&mut self, command: &str) -> String {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).await.unwrap();
        self.hear().await
    }

    async fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }
}

/// A channel that is switched off after its address was accepted: the sender keeps the mail.
pub(crate) async fn switched_off(database: Database) {
    let server = TestServer::start(database).await;
    let admin = server.login(&server.a, "admin").await;
    let mut talk = Talk(BufReader::new(TcpStream::connect(server.smtp).await.unwrap()));
    assert!(talk.hear().await.starts_with("220"));
    assert!(talk.say("EHLO customer.example").await.starts_with("250"));
    for (off, answer) in [(false, "250"), (true, "451")] {
        assert!(talk.say(&format!("MAIL FROM:<{HANAKO}>")).await.starts_with("250"));
        let to = format!("RCPT TO:<{}>", server.a.mail_address);
        assert!(talk.say(&to).await.starts_with("250"));
        if off {
            change(&admin, &server.a.mail_channel, &json!({"active": false})).await;
        }
        assert!(talk.say("DATA").await.starts_with("354"));
        let said = talk.say(&format!("Subject: {off}\r\n\r\nhello\r\n.")).await;
        assert!(said.starts_with(answer), "{said}");
    }
}

/// An answer to a signed address comes in by the channel whose address was signed.
pub(crate) async fn second_channel(database: Database) {
    let server = TestServer::start(database).await;
    let admin = server.login(&server.a, "admin").await;
    let agent = server.login(&server.a, "agent").await;
    let address = "sales@alpha.example";
    let sales = json!({
        "kind": "email", "name": "営業", "queue": server.a.queue,
        "settings": settings(address, server.post.address()),
    });
    let sales = text(&admin.post("/api/v1/admin/channels", &sales).await.good()["id"]);
    Post::send(server.smtp, HANAKO, address, &mail("offer", HANAKO, address, "")).await;
    let case = case_about(&agent, "offer").await;
    let _ = reply(&agent, &case, "お見積りです。", "keep").await;
    let signed = server.post.next().await.mail.reply_to[0].address.clone();
    assert!(signed.starts_with("sales+c"), "{signed}");
    Post::send(server.smtp, HANAKO, &signed, &mail("thanks", HANAKO, &signed, "")).await;
    arrived(&agent, &case, "thanks").await;
    let detail = agent.get(&format!("/api/v1/cases/{case}")).await.good();
    let sessions = detail["interactions"].as_array().unwrap();
    let doors: Vec<&Value> = sessions.iter().map(|session| &session["channel"]).collect();
    assert_eq!(doors, [sales.as_str()], "one session, on its own channel");

    // The channel is gone, its customers still have the address.
    change(&admin, &sales, &json!({"active": false})).await;
    Post::send(server.smtp, HANAKO, &signed, &mail("later", HANAKO, &signed, "")).await;
    arrived(&agent, &case, "later").await;
}

/// A report that is sent to another case's address is about the mail that it names.
pub(crate) async fn bounce_elsewhere(database: Database) {
    let server = TestServer::start(database).await;
    let agent = server.login(&server.a, "agent").await;
    let address = &server.a.mail_address;
    let mut cases = Vec::new();
    for (id, from) in [("one", HANAKO), ("two", TARO)] {
        Post::send(server.smtp, from, address, &mail(id, from, address, "")).await;
        let case = case_about(&agent, id).await;
        let written = reply(&agent, &case, "お返事です。", "pending_customer").await;
        let sent = server.post.next().await;
        let id = text(&written["id"]);
        until("the answer is sent", || async {
            let thread = thread(&agent, &case).await;
            thread.iter().any(|m| m["id"] == id.as_str() && m["delivery"] == "sent").then_some(())
        })
        .await;
        cases.push((case, id, sent.mail));
    }
    let (first, lost, sent) = &cases[0];
    let (second, kept, other) = &cases[1];
    let signed = &other.reply_to[0].address;
    let report = report(signed, sent.message_id.as_deref().unwrap());
    Post::send(server.smtp, "mailer-daemon@alpha.example", signed, &report).await;
    let of = |case: String, id: String| {
        let agent = &agent;
        async move {
            let thread = thread(agent, &case).await;
            let found = thread.iter().find(|message| message["id"] == id.as_str()).unwrap();
            let detail = agent.get(&format!("/api/v1/cases/{case}")).await.good();
            let told = thread.iter().any(|message| {
                message["kind"] == "system" && text(&message["text"]).contains("届けられません")
            });
            (text(&found["delivery"]), text(&detail["case"]["status"]), told)
        }
    };
    until("the first answer is known to be lost", || async {
        (of(first.clone(), lost.clone()).await.0 == "failed").then_some(())
    })
    .await;
    let (_, status, told) = of(first.clone(), lost.clone()).await;
    assert!(told && status != "pending_customer", "it needs somebody: {status}");
    let (delivery, status, told) = of(second.clone(), kept.clone()).await;
    assert_eq!((delivery.as_str(), status.as_str(), told), ("sent", "pending_customer", false));
}

fn report(to: &str, about: &str) -> Vec<u8> {
    format!(
        "From: <mailer-daemon@alpha.example>\r\nTo: <{to}>\r\nSubject: Undelivered\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMessage-ID: <report@alpha.example>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; alpha.example\r\n\r\n\
         Final-Recipient: rfc822; {HANAKO}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\nSubject: x\r\n\r\n\
         --b--\r\n"
    )
    .into_bytes()
}

/// A server that greets and then says no more; tells how many are waiting for it.
async fn sleepy() -> (SocketAddr, tokio::sync::watch::Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (count, counted) = tokio::sync::watch::channel(0);
    tokio::spawn(async move {
        let mut waiting = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"220 sleepy\r\n").await;
            let mut stream = BufReader::new(stream);
            let _ = stream.read_line(&mut String::new()).await;
            let _ = stream.get_mut().write_all(b"250 sleepy\r\n").await;
            waiting.push(stream);
            if count.send(waiting.len()).is_err() {
                return;
            }
        }
    });
    (address, counted)
}

/// A server that does not answer delays the answers of its own channel only.
pub(crate) async fn sleepy_server(database: Database) {
    let server = TestServer::start(database).await;
    let (sleepy, mut waiting) = sleepy().await;
    let admin = server.login(&server.b, "admin").await;
    let slow = json!({"settings": settings(&server.b.mail_address, sleepy)});
    change(&admin, &server.b.mail_channel, &slow).await;
    let mut agents = Vec::new();
    for tenant in [&server.b, &server.a] {
        let agent = server.login(tenant, "agent").await;
        let address = &tenant.mail_address;
        Post::send(server.smtp, HANAKO, address, &mail("question", HANAKO, address, "")).await;
        let case = case_about(&agent, "question").await;
        agents.push((agent, case));
    }
    let (agent, case) = &agents[0];
    let places = model::limits::OUTBOX_PER_CHANNEL_MAX;
    for _ in 0..=places {
        let _ = reply(agent, case, "待つ返事", "keep").await;
    }
    waiting.wait_for(|count| *count == places).await.unwrap();
    let (agent, case) = &agents[1];
    let _ = reply(agent, case, "急ぐ返事", "keep").await;
    assert!(server.post.next().await.mail.text.starts_with("急ぐ返事"));
    assert_eq!(*waiting.borrow(), places, "no more of one channel at a time");
}
