//! A long exchange by mail.

use std::time::Instant;

use crate::person::Person;
use crate::stage::Stage;
use serde_json::json;

/// Mails of the exchange, both sides together.
const MAILS: usize = 30;

pub(crate) async fn keeps_its_order(stage: Stage) {
    let start = Instant::now();
    let mut customer = Person::new(&stage, "kenji").await;
    let mut said = Vec::new();
    let mut references = String::new();
    let mut case = String::new();
    for turn in 0..MAILS / 2 {
        let question = format!("{turn}回目の質問です。届いていますか。");
        let id = format!("question{turn}@customer.example.com");
        let mut letter = customer
            .letter(&stage.address, "Re: 長いやりとり", &question)
            .with("Message-ID", &format!("<{id}>"));
        if !references.is_empty() {
            letter = letter.with("References", references.trim());
        }
        customer.send(&letter);
        if turn == 0 {
            case = stage.case_about("Re: 長いやりとり").await;
        }
        said.push(question);
        let _ = stage.grown(&case, said.len()).await;

        let answer = format!("{turn}回目の答えです。届いています。");
        let _ = stage.reply(&case, json!({"text": answer})).await;
        let (mail, _) = customer.receive().await;
        assert_eq!(mail.new_text, answer, "the signature is told apart");
        assert_eq!(mail.in_reply_to, [id.as_str()]);
        assert_eq!(mail.subject, "Re: 長いやりとり", "one Re: is enough");
        references.push_str(&format!(" <{id}> <{}>", mail.message_id.unwrap()));
        said.push(answer);
    }
    let mails = stage.mails(&case).await;
    let texts: Vec<&str> = mails.iter().map(|mail| mail["text"].as_str().unwrap()).collect();
    assert_eq!(texts, said);
    let kinds: Vec<&str> = mails.iter().map(|mail| mail["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["inbound", "outbound"].repeat(MAILS / 2));
    assert_eq!(stage.cases().await.len(), 1);
    println!("{MAILS} mails in one case in {:.1} s", start.elapsed().as_secs_f64());
}
