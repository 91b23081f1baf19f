//! A conversation by mail: question, answer with a file, and what follows.

use channels::email::verify_reply_address;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::mail::DOMAIN;

use crate::person::Person;
use crate::stage::Stage;

const FILE: &str = "見積書①（改訂版）.txt";
const FILE_TEXT: &str = "お見積り 12,000円\n";
const QUESTION: &str = "先日購入した湯沸かし器を返品したいです。\nよろしくお願いします。";
const QUESTION_ID: &str = "20261123.100000.1@hanako.example.com";

pub(crate) async fn stays_one_case(stage: Stage) {
    let mut hanako = Person::new(&stage, "hanako").await;
    let case = asks(&stage, &hanako).await;
    let reply_to = is_answered(&stage, &mut hanako, &case).await;
    writes_again_to_the_signed_address(&stage, &hanako, (&case, &reply_to)).await;
    writes_again_by_references(&stage, &hanako, &case).await;
    assert_eq!(stage.cases().await.len(), 1);
}

/// A first mail in ISO-2022-JP becomes a case of a new customer.
async fn asks(stage: &Stage, hanako: &Person) -> String {
    let letter = hanako.letter(&stage.address, "湯沸かし器の返品について", QUESTION);
    let letter = letter.in_iso_2022_jp("山田花子").with("Message-ID", &format!("<{QUESTION_ID}>"));
    hanako.send(&letter);
    let case = stage.case_about("湯沸かし器の返品について").await;
    let detail = stage.case(&case).await;
    assert_eq!(detail["case"]["customer"]["name"], "山田花子");
    assert_eq!(detail["case"]["customer"]["anonymous"], false);
    assert_eq!(detail["case"]["status"], "waiting");
    assert_eq!(detail["reply"]["to"], hanako.address.as_str());
    let mails = stage.mails(&case).await;
    assert_eq!(mails[0]["text"], QUESTION);
    assert_eq!(mails[0]["mail"]["from"]["name"], "山田花子");
    case
}

/// The answer with its file, as the customer's mailbox has it. Returns the signed address.
async fn is_answered(stage: &Stage, hanako: &mut Person, case: &str) -> String {
    let file = upload(stage).await;
    let answer = "返品を承ります。\n添付の見積書をご確認ください。";
    let sent = stage.reply(case, json!({"text": answer, "files": [file]})).await;
    assert_eq!(stage.status(case).await, "pending_customer");

    let (mail, raw) = hanako.receive().await;
    stage.delivered(case, &sent, "sent").await;
    assert_eq!(mail.subject, "Re: 湯沸かし器の返品について");
    let from = mail.from.as_ref().unwrap();
    assert_eq!((from.name.as_deref(), &from.address), (Some("窓口ストア"), &stage.address));
    assert_eq!(mail.to[0].address, hanako.address);
    assert_eq!(mail.to[0].name.as_deref(), Some("山田花子"));
    assert_eq!(mail.new_text, answer);
    assert!(mail.text.contains("-- \n窓口ストア お客様係"), "{}", mail.text);
    assert_eq!(mail.in_reply_to, [QUESTION_ID]);
    assert_eq!(mail.references, [QUESTION_ID]);
    let id = format!("{}@{DOMAIN}", sent["id"].as_str().unwrap());
    assert_eq!(mail.message_id.as_deref(), Some(id.as_str()));
    assert_eq!(mail.automatic, None, "a person answered");
    assert_eq!(mail.attachments.len(), 1);
    assert_eq!(mail.attachments[0].name, FILE);
    assert_eq!(mail.attachments[0].bytes, FILE_TEXT.as_bytes());
    let header = raw.split(|byte| *byte == b'\n').take_while(|line| line.len() > 1);
    assert!(header.into_iter().all(|line| line.is_ascii() && line.len() < 200), "old servers");

    assert_eq!(mail.reply_to.len(), 1);
    let reply_to = mail.reply_to[0].address.clone();
    assert!(reply_to.starts_with("support+") && reply_to.ends_with(DOMAIN), "{reply_to}");
    assert_eq!(verify_reply_address(&reply_to, b"another key"), None, "it is signed");
    reply_to
}

async fn upload(stage: &Stage) -> Value {
    let part = Part::bytes(FILE_TEXT.as_bytes().to_vec());
    let part = part.file_name(FILE).mime_str("text/plain").unwrap();
    let request = stage.agent.request(Method::POST, "/api/v1/files");
    let request = request.multipart(Form::new().part("file", part));
    stage.agent.send(request).await.good()["id"].clone()
}

/// Another subject and no References, but the signed address: the resolved case is open again.
async fn writes_again_to_the_signed_address(
    stage: &Stage,
    hanako: &Person,
    (case, reply_to): (&str, &str),
) {
    let _ = stage.agent.act(&format!("/api/v1/cases/{case}/resolve")).await.good();
    assert_eq!(stage.status(case).await, "resolved");
    hanako.send(&hanako.letter(reply_to, "ありがとう", "もう一つ質問があります。"));
    let mails = stage.grown(case, 3).await;
    assert_eq!(mails[2]["text"], "もう一つ質問があります。");
    let detail = stage.case(case).await;
    assert_eq!(detail["case"]["status"], "reopened");
    assert_eq!(detail["work"]["state"], "waiting");

    // Where the header hides the address, the envelope still tells.
    let hidden = hanako.letter("undisclosed-recipients:;", "Bcc", "写しで失礼します。");
    hanako.send_to(&[reply_to], &hidden);
    assert_eq!(stage.grown(case, 4).await[3]["text"], "写しで失礼します。");
}

/// Only References, as a mailer writes that ignores Reply-To.
async fn writes_again_by_references(stage: &Stage, hanako: &Person, case: &str) {
    let answer = stage.mails(case).await[1]["id"].as_str().unwrap().to_owned();
    let letter = hanako
        .letter(&stage.address, "別の件名", "届きました。")
        .with("References", &format!("<{QUESTION_ID}> <{answer}@{DOMAIN}>"));
    hanako.send(&letter);
    assert_eq!(stage.grown(case, 5).await[4]["text"], "届きました。");
}
