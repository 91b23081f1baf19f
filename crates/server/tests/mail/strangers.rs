//! Who is not the customer: strangers with a copied id, machines, copies, loops, and mail that
//! could not be delivered.

use std::time::Duration;

use serde_json::{Value, json};
use store::intake::IntakeState;
use testkit::mail::DOMAIN;

use crate::person::Person;
use crate::stage::Stage;

/// How long nothing must happen before it counts as nothing.
const SILENCE: Duration = Duration::from_secs(2);

pub(crate) async fn are_told_apart(mut stage: Stage) {
    let mut taro = Person::new(&stage, "taro").await;
    taro.send(
        &taro.letter(&stage.address, "配送状況", "いつ届きますか。").with("Message-ID", "<q@taro>"),
    );
    let case = stage.case_about("配送状況").await;
    let _ = stage.reply(&case, json!({"text": "明日届きます。"})).await;
    let (answer, raw) = taro.receive().await;
    let answer_id = answer.message_id.clone().unwrap();

    a_copied_id_is_no_proof(&stage, &answer_id).await;
    an_answering_machine_wakes_nobody(&stage, &mut taro, (&case, &answer_id)).await;
    what_comes_back_is_recognised(&stage, &taro, (&case, &raw)).await;
    a_copy_is_shown_once(&stage, &taro);
    one_id_for_two_mails(&stage, &taro).await;
    without_an_id(&stage, &taro).await;
    assert_eq!(taro.unexpected(SILENCE).await, 0, "nobody but the agent answers");
    stays_asleep(&stage, &case).await;
    assert_eq!(stage.mails(&case).await.len(), 4, "question, answer, auto-reply, loop");
    let twice = stage.case_about("二通の写し").await;
    assert_eq!(stage.mails(&twice).await.len(), 1, "shown once");
    let subjects: Vec<Value> =
        stage.cases().await.iter().map(|case| case["subject"].clone()).collect();
    assert_eq!(subjects.len(), 1 + 1 + 1 + 1 + 2 + 3, "{subjects:?}");
    let ledger = stage.filed(13).await;
    let copies = ledger.rows.iter().filter(|row| row.intake.state == IntakeState::Duplicate);
    assert_eq!((ledger.rows.len(), copies.count()), (13, 2), "the loop and the alias");
}

async fn a_copied_id_is_no_proof(stage: &Stage, answer_id: &str) {
    let stranger = Person::new(stage, "stranger").await;
    let letter = stranger
        .letter(&stage.address, "Re: 配送状況", "私の荷物は?")
        .with("In-Reply-To", &format!("<{answer_id}>"))
        .with("References", &format!("<q@taro> <{answer_id}>"));
    stranger.send(&letter);
    let case = stage.case_about("Re: 配送状況").await;
    let mails = stage.mails(&case).await;
    assert_eq!(mails.len(), 1, "nothing of the other customer is in it");
    assert_eq!(mails[0]["text"], "私の荷物は?");
    assert_eq!(stage.status(&case).await, "waiting");
}

async fn an_answering_machine_wakes_nobody(
    stage: &Stage,
    taro: &mut Person,
    (case, answer_id): (&str, &str),
) {
    let letter = taro
        .letter(&stage.address, "自動応答: 不在にしております", "12月1日に戻ります。")
        .with("Auto-Submitted", "auto-replied")
        .with("In-Reply-To", &format!("<{answer_id}>"));
    taro.send(&letter);
    let mails = stage.grown(case, 3).await;
    assert_eq!(mails[2]["mail"]["automatic"], "auto_reply");
    stays_asleep(stage, case).await;
    assert_eq!(taro.unexpected(SILENCE).await, 0, "machines are not answered");

    // The same machine answers a matter that does not exist: kept, and nobody's work.
    let letter = taro
        .letter(&stage.address, "Out of office", "I am away.")
        .with("Auto-Submitted", "auto-replied");
    taro.send(&letter);
    let other = stage.case_about("Out of office").await;
    let detail = stage.case(&other).await;
    assert_eq!(
        (detail["case"]["status"].as_str(), &detail["work"]),
        (Some("resolved"), &Value::Null)
    );
}

async fn stays_asleep(stage: &Stage, case: &str) {
    let detail = stage.case(case).await;
    assert_eq!(detail["case"]["status"], "pending_customer");
    assert_eq!(detail["work"], Value::Null);
}

/// A forwarding rule sends our own mail back, to the address of the channel and to the signed one.
async fn what_comes_back_is_recognised(stage: &Stage, taro: &Person, (case, raw): (&str, &[u8])) {
    let signed = channels::email::parse(raw).unwrap().reply_to[0].address.clone();
    taro.forward(&stage.address, raw);
    let mails = stage.grown(case, 4).await;
    assert_eq!(mails[3]["mail"]["automatic"], "loop");
    stays_asleep(stage, case).await;
    taro.forward(&signed, raw);
}

/// To the address and to an alias of it: two deliveries of one mail.
fn a_copy_is_shown_once(stage: &Stage, taro: &Person) {
    let alias = format!("support+info@{DOMAIN}");
    let to = format!("{}, {alias}", stage.address);
    let letter =
        taro.letter(&to, "二通の写し", "両方に送ります。").with("Message-ID", "<both@taro>");
    for address in [&stage.address, &alias] {
        taro.send_to(&[address], &letter);
    }
}

/// A broken program gives every mail the same Message-ID.
async fn one_id_for_two_mails(stage: &Stage, taro: &Person) {
    for text in ["一通目", "二通目"] {
        let letter = taro.letter(&stage.address, text, text).with("Message-ID", "<same@taro>");
        taro.send(&letter);
        let case = stage.case_about(text).await;
        assert_eq!(stage.mails(&case).await[0]["text"], text);
    }
}

async fn without_an_id(stage: &Stage, taro: &Person) {
    for (subject, id) in [("空のID", Some("")), ("空のID 2", Some("<>")), ("IDなし", None)] {
        let letter = taro.letter(&stage.address, subject, "本文");
        let letter = match id {
            Some(id) => letter.with("Message-ID", id),
            None => letter,
        };
        taro.send(&letter);
        let case = stage.case_about(subject).await;
        assert_eq!(stage.mails(&case).await.len(), 1);
    }
}

/// Answers to an address that does not exist: Postfix reports it, and whoever answered hears of it.
pub(crate) async fn bounces(stage: Stage) {
    let writer = Person::new(&stage, "writer").await;
    let gone = format!("gone@{DOMAIN}");
    let letter =
        crate::letter::Letter::new(&gone, &stage.address, "アドレス間違い", "返事をください。");
    writer.send(&letter);
    let case = stage.case_about("アドレス間違い").await;
    let presence = json!({"state": "away"});
    let request = stage.agent.request(reqwest::Method::PUT, "/api/v1/work/presence");
    let _ = stage.agent.send(request.json(&presence)).await.good();

    let sent = stage.reply(&case, json!({"text": "お返事です。"})).await;
    stage.delivered(&case, &sent, "failed").await;
    let detail = stage.case(&case).await;
    assert_eq!(detail["case"]["status"], "assigned", "it is back");
    assert_eq!(detail["case"]["owner"], stage.agent.id());
    assert_eq!(detail["work"]["user"], stage.agent.id());
    let mails = stage.mails(&case).await;
    assert_eq!(mails.last().unwrap()["mail"]["automatic"], "bounce");
    assert!(mails.last().unwrap()["text"].as_str().unwrap().contains("gone@"), "{mails:?}");
    let told = stage.thread(&case).await.into_iter().any(|message| {
        message["kind"] == "system" && message["text"].as_str().unwrap().contains("届けられません")
    });
    assert!(told, "the thread says so");
    assert_eq!(stage.cases().await.len(), 1, "a report is no case of its own");
}
