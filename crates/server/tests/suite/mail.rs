//! Mail in by the SMTP receiver, answered by SMTP, and the answer to that.

use std::time::Duration;

use serde_json::json;
use testkit::server::{Database, Post, TestServer, until};

use super::{accept, offer, ready_agent, reply, text, thread};

const CUSTOMER: &str = "hanako@customer.example";

fn letter(id: &str, to: &str, extra: &str, words: &str) -> Vec<u8> {
    format!(
        "From: =?UTF-8?B?55Sw5LitIOiKseWtkA==?= <{CUSTOMER}>\r\nTo: <{to}>\r\n\
         Subject: =?ISO-2022-JP?B?GyRCQ21KOCROJDMkSBsoQg==?=\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMessage-ID: <{id}@customer.example>\r\n{extra}\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    )
    .into_bytes()
}

/// In, answered, back into the same case although the customer's program dropped the references.
pub(crate) async fn round(database: Database) {
    let server = TestServer::start(database).await;
    let (agent, mut desk) = ready_agent(&server, &server.a, "agent").await;
    let address = server.a.mail_address.clone();
    let first = letter("one", &address, "", "色違いはありますか。");
    Post::send(server.smtp, CUSTOMER, &address, &first).await;

    let offered = offer(&mut desk).await;
    assert_eq!((&offered["medium"], &offered["subject"]), (&json!("mail"), &json!("注文のこと")));
    assert_eq!(offered["customer"]["name"], "田中 花子");
    let case = text(&offered["case"]);
    let _ = accept(&agent, &offered).await;
    let _ = reply(&agent, &case, "はい、紺がございます。", "pending_customer").await;

    let sent = server.post.next().await;
    assert_eq!(sent.to, [CUSTOMER]);
    assert_eq!(sent.mail.subject, "Re: 注文のこと");
    assert_eq!(sent.mail.in_reply_to, ["one@customer.example"]);
    assert!(sent.mail.text.starts_with("はい、紺がございます。"), "{}", sent.mail.text);
    let answer_to = sent.mail.reply_to.first().unwrap().address.clone();
    assert!(answer_to.starts_with("support+c"), "the reply address is signed: {answer_to}");
    until("the reply is known to be sent", || async {
        let thread = thread(&agent, &case).await;
        thread.iter().any(|m| m["kind"] == "outbound" && m["delivery"] == "sent").then_some(())
    })
    .await;

    let answer = letter("two", &answer_to, "", "では紺でお願いします。");
    Post::send(server.smtp, CUSTOMER, &answer_to, &answer).await;
    until("the answer is in the same case", || async {
        let thread = thread(&agent, &case).await;
        thread.iter().any(|m| m["text"] == "では紺でお願いします。").then_some(())
    })
    .await;
    // The owner is there, so it is the owner's again.
    let now = agent.get(&format!("/api/v1/cases/{case}")).await.good();
    assert_eq!(
        (&now["case"]["status"], &now["case"]["owner"]),
        (&json!("assigned"), &agent.me["id"])
    );

    let _ = agent.act(&format!("/api/v1/cases/{case}/resolve")).await.good();
    super::set_presence(&agent, "away").await;
    let back = letter("three", &address, "In-Reply-To: <one@customer.example>\r\n", "やはり赤で。");
    Post::send(server.smtp, CUSTOMER, &address, &back).await;
    until("the resolved case is open again", || async {
        let now = agent.get(&format!("/api/v1/cases/{case}")).await.good();
        let status = now["case"]["status"].clone();
        (status == "reopened" || status == "assigned").then_some(())
    })
    .await;
    let cases = agent.get("/api/v1/cases?view=all").await.good();
    assert_eq!(cases["items"].as_array().unwrap().len(), 1, "one matter is one case");
}

/// A provider that did not hear the 250 delivers again.
pub(crate) async fn twice(database: Database) {
    let server = TestServer::start(database).await;
    let (agent, mut desk) = ready_agent(&server, &server.a, "agent").await;
    let address = server.a.mail_address.clone();
    let mail = letter("same", &address, "", "一度だけです。");
    for _ in 0..3 {
        Post::send(server.smtp, CUSTOMER, &address, &mail).await;
    }
    // A copy to another tenant's address is that tenant's own mail.
    Post::send(server.smtp, CUSTOMER, &server.b.mail_address, &mail).await;
    let case = text(&offer(&mut desk).await["case"]);
    let other = server.login(&server.b, "agent").await;
    until("the other tenant has its copy", || async {
        let cases = other.get("/api/v1/cases?view=all").await.good();
        (cases["items"].as_array().unwrap().len() == 1).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let cases = agent.get("/api/v1/cases?view=all").await.good();
    assert_eq!(cases["items"].as_array().unwrap().len(), 1);
    let inbound = thread(&agent, &case).await;
    assert_eq!(inbound.iter().filter(|m| m["kind"] == "inbound").count(), 1);
}
