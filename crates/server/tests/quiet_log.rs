//! What people are called, how to reach them and what they write is in no log line, however much is
//! logged.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::server::{ChatSocket, Client, PASSWORD, Post, ServerProcess, TestTenant, until};

use crate::suite::{accept, fresh_id, offer, reply, set_presence, text};

/// Marks: words that occur nowhere else.
const NAME: &str = "秘乃花子";
const KANA: &str = "ヒノハナコ";
const WORDS: &str = "ひみつのそうだん";
const SUBJECT: &str = "himitsu-subject";
const MAIL: &str = "hinohanako@himitsu.example";
const OTHER: &str = "hinojiro@himitsu.example";
const PHONE: &str = "090-9999-8888";
const FILE: &str = "himitsu-file";
const SEARCH: &str = "himitsu-search";

#[tokio::test(flavor = "multi_thread")]
async fn no_line_tells_who_wrote_what() {
    let smtp = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let smtp_text = smtp.to_string();
    let args = ["--smtp-listen", &smtp_text, "--log-format", "json"];
    let mut server = ServerProcess::prepare(&args);
    server.first_admin();
    server.set_env("RUST_LOG", "debug");
    server.launch();
    let post = Post::open().await;
    let admin = server.admin().await;
    let tenant = TestTenant::furnish(&admin, "alpha", post.address()).await;
    let agent = Client::new(server.address()).sign_in(&tenant.email("agent"), PASSWORD).await;
    let mut desk = agent.stream().await;
    assert!(desk.follow(&["inbox"]).await.is_empty());
    set_presence(&agent, "available").await;

    // A customer who says who they are and how to reach them, in a chat.
    let start = json!({"channel": tenant.chat_key, "locale": "ja"});
    let mut visitor = ChatSocket::open(server.address(), &start).await;
    let words = format!("{WORDS} {NAME} {MAIL} {PHONE}");
    visitor.send(&fresh_id(), &words).await;
    let offered = offer(&mut desk).await;
    let _ = accept(&agent, &offered).await;
    let case = text(&offered["case"]);
    let known = json!({"name": NAME, "kana": KANA, "phone": PHONE, "email": OTHER});
    let known = agent.post("/api/v1/customers", &known).await.good();
    let _ = agent.post("/api/v1/customers", &json!({"name": NAME, "email": OTHER})).await;
    let path = format!("/api/v1/cases/{case}/customer");
    let _ = agent.post(&path, &json!({"customer": known["id"]})).await.good();
    let part = Part::bytes(WORDS.as_bytes().to_vec()).file_name(format!("{FILE}.txt"));
    let form = Form::new().part("file", part.mime_str("text/plain").unwrap());
    let upload = agent.request(reqwest::Method::POST, "/api/v1/files").multipart(form);
    let _ = agent.send(upload).await.good();
    let _ = reply(&agent, &case, &format!("{WORDS} {NAME}様"), "keep").await;
    let note = json!({"text": WORDS, "client_id": fresh_id()});
    let _ = agent.post(&format!("/api/v1/cases/{case}/notes"), &note).await.good();

    // By mail, in and out; the second answer is refused because nobody listens any more.
    let raw = format!(
        "From: {NAME} <{MAIL}>\r\nTo: <{}>\r\nSubject: {SUBJECT}\r\nMessage-ID: <1@himitsu.example>\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=UTF-8\r\n\r\n{words}\r\n",
        tenant.mail_address
    );
    Post::send(smtp, MAIL, &tenant.mail_address, raw.as_bytes()).await;
    let offered = offer(&mut desk).await;
    let _ = accept(&agent, &offered).await;
    let case = text(&offered["case"]);
    let _ = reply(&agent, &case, WORDS, "keep").await;
    assert_eq!(post.next().await.to, [MAIL]);
    drop(post);
    let _ = reply(&agent, &case, WORDS, "keep").await;
    until("the failure is logged", || async {
        server.output().contains("will try again").then_some(())
    })
    .await;

    // What is asked for wrongly, searched, and signed in with.
    let broken = agent.request(reqwest::Method::POST, "/api/v1/customers").body(words.clone());
    assert!(agent.send(broken).await.status.is_client_error());
    let _ = agent.get(&format!("/api/v1/customers?q={SEARCH}")).await.good();
    let _ = agent.get(&format!("/api/v1/{SEARCH}/{MAIL}")).await;
    let wrong = json!({"email": MAIL, "password": SEARCH});
    let _ = Client::new(server.address()).post("/api/v1/sign-in", &wrong).await;
    drop(visitor);
    assert!(server.terminate().success(), "{}", server.output());

    let log = server.output();
    assert!(log.matches("DEBUG").count() > 20, "little is logged: {log}");
    let marks = [NAME, KANA, WORDS, SUBJECT, MAIL, OTHER, PHONE, FILE, SEARCH, PASSWORD];
    for line in log.lines() {
        let told: Vec<&&str> = marks.iter().filter(|mark| line.contains(**mark)).collect();
        assert!(told.is_empty(), "{told:?}: {line}");
        let is_line =
            serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"].is_string());
        let is_greeting =
            line.is_empty() || line.contains("窓口は") || line.contains("最初の管理者");
        assert!(is_line || is_greeting, "{line}");
    }
}
