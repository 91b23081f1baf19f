//! Mail that cannot be read, servers that are down, settings that are wrong.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::server::until;

use crate::person::Person;
use crate::stage::{PASSWORD, SUPPORT, Stage};
use crate::wire::append;

/// What is no mail at all.
const GARBAGE: [&[u8]; 3] =
    [b"\x00\x01\xff\xfe\x80garbage\r\n", b"no header here, only words\r\n", b"\r\n\r\n\r\n"];

pub(crate) async fn garbage(mut stage: Stage) {
    let person = Person::new(&stage, "yoko").await;
    person.send(&person.letter(&stage.address, "前のメール", "前"));
    let _ = stage.case_about("前のメール").await;
    append(stage.dovecot.imap_port(), (SUPPORT, PASSWORD), &GARBAGE);
    person.send(&person.letter(&stage.address, "後のメール", "後"));
    let after = stage.case_about("後のメール").await;
    assert_eq!(stage.mails(&after).await[0]["text"], "後");
    let unreadable: Vec<Value> = stage
        .cases()
        .await
        .into_iter()
        .filter(|case| case["subject"] == "読み取れないメール")
        .collect();
    assert_eq!(unreadable.len(), GARBAGE.len());
    for case in unreadable {
        assert_eq!(case["status"], "waiting");
        let thread = stage.thread(case["id"].as_str().unwrap()).await;
        assert_eq!(thread[0]["files"][0]["name"], "original.eml");
    }
    let ledger = stage.filed(2 + GARBAGE.len()).await;
    println!("{} arrived, {} of them as work items", ledger.rows.len(), GARBAGE.len());
    assert_eq!(ledger.rows.len(), 2 + GARBAGE.len());
}

pub(crate) async fn sending_again(mut stage: Stage) {
    let mut person = Person::new(&stage, "jiro").await;
    person.send(&person.letter(&stage.address, "返事待ち", "お願いします。"));
    let case = stage.case_about("返事待ち").await;
    stage.postfix.stop();
    let sent = stage.reply(&case, json!({"text": "遅れてすみません。"})).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    stage.delivered(&case, &sent, "queued").await;
    stage.crash();
    tokio::time::sleep(Duration::from_secs(1)).await;
    stage.delivered(&case, &sent, "queued").await;
    stage.postfix.resume();
    stage.delivered(&case, &sent, "sent").await;
    let (mail, _) = person.receive().await;
    assert_eq!(mail.new_text, "遅れてすみません。");
    assert_eq!(person.unexpected(Duration::from_secs(3)).await, 0, "exactly one");
}

pub(crate) async fn settings(stage: Stage) {
    let person = Person::new(&stage, "akira").await;
    works(&stage, "last_ok_at").await;
    let mut settings = stage.good_settings();
    settings.insert("imap_password", "wrong".to_owned());
    stage.change(&settings).await;
    let error = works(&stage, "last_error").await;
    assert!(error.as_str().unwrap().contains("sign-in refused"), "{error}");
    person.send(&person.letter(&stage.address, "待っているメール", "届きますか。"));

    test_button(&stage).await;
    let page = stage.channel_page().await.to_string();
    assert!(!page.contains(PASSWORD) && !page.contains("wrong"), "passwords are never shown");

    stage.change(&stage.good_settings()).await;
    until("the error is gone", || async {
        stage.channel_page().await["last_error"].is_null().then_some(())
    })
    .await;
    person.send(&person.letter(&stage.address, "そのあとのメール", "届きました。"));
    for subject in ["待っているメール", "そのあとのメール"] {
        let case = stage.case_about(subject).await;
        assert_eq!(stage.mails(&case).await.len(), 1);
    }
}

/// Waits until the channel's page shows this; returns what.
async fn works(stage: &Stage, field: &str) -> Value {
    until(field, || async {
        let page = stage.channel_page().await;
        Some(page[field].clone()).filter(|value| !value.is_null())
    })
    .await
}

/// The test button with good and with bad settings, in both languages.
async fn test_button(stage: &Stage) {
    let good = stage.good_settings();
    let closed = "1".to_owned();
    let cases: [(&str, String, &str, [&str; 2]); 7] = [
        ("imap_password", good["imap_password"].clone(), "", ["ログインできました", "Signed in"]),
        ("imap_password", "wrong".to_owned(), "receive", ["ログイン", "sign"]),
        ("imap_folder", "受付箱".to_owned(), "receive", ["受付箱", "受付箱"]),
        ("imap_port", closed.clone(), "receive", ["接続", "connect"]),
        ("imap_port", stage.dovecot.imap_port().to_string(), "receive", ["暗号化", "encrypted"]),
        ("smtp_password", "wrong".to_owned(), "send", ["ログイン", "sign"]),
        ("smtp_port", closed, "send", ["接続", "connect"]),
    ];
    for (key, value, bad, words) in cases {
        let mut settings = good.clone();
        settings.insert("imap_folder", "INBOX".to_owned());
        settings.insert(key, value.clone());
        stage.change(&settings).await;
        for (locale, word) in ["ja", "en"].into_iter().zip(words) {
            let request = stage.admin.request(reqwest::Method::PATCH, "/api/v1/me");
            let _ = stage.admin.send(request.json(&json!({"locale": locale}))).await.good();
            let path = format!("/api/v1/admin/channels/{}/test", stage.channel);
            let report = stage.admin.act(&path).await.good();
            for step in report["steps"].as_array().unwrap() {
                let text = step["text"].as_str().unwrap();
                println!("{key}={value} {locale} {}: {text}", step["step"]);
                assert_eq!(step["ok"], step["step"] != bad, "{key}: {text}");
                let said = step["step"] == if bad.is_empty() { "receive" } else { bad };
                let found = text.to_lowercase().contains(&word.to_lowercase());
                assert!(!said || found, "{key} {locale}: {text}");
                let japanese = text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
                assert_eq!(japanese, locale == "ja", "{text}");
            }
        }
    }
}
