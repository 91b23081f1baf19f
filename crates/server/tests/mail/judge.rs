//! What became of every evaluation mail, asked of the public API.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use channels::email::{InboundMail, parse};
use serde_json::Value;
use store::intake::IntakeState;

use crate::answers::{self, Answer, BETTER, BY_HAND, UNPARSEABLE, same, same_file, squeeze};
use crate::stage::{Row, Stage};

/// How long the mails may take to the desk once all were sent and everything runs.
const PATIENCE: Duration = Duration::from_secs(90);

/// Who sends all of them: the sender of a mail whose header names none.
pub(crate) const ENVELOPE_SENDER: &str = "customer@example.com";

/// One mail on its way.
pub(crate) struct Mail {
    /// Path in the suites.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) raw: Vec<u8>,
    /// Whether SMTP carries it unchanged.
    pub(crate) by_smtp: bool,
    /// The address it is sent to: its own, so that it is found again.
    pub(crate) address: String,
}

/// A mail with the rows it left in the journal.
struct Arrived<'a> {
    mail: &'a Mail,
    rows: Vec<&'a Row>,
}

/// What the API shows: messages by id, with the status of their case.
type Shown = HashMap<String, (Value, String)>;

pub(crate) async fn judge(stage: &Stage, root: &Path, mails: &[Mail], journal: &[Row]) {
    let arrived = find(mails, journal);
    let shown = shown(stage).await;
    let (lost, doubled) = lost_and_doubled(&arrived);
    let mut rendered = 0;
    let mut work_items = Vec::new();
    let mut wrong = BTreeMap::new();
    for Arrived { mail, rows } in &arrived {
        let Some(row) = rows.first() else { continue };
        let id = row.intake.message.map(|id| id.to_string()).unwrap_or_default();
        let (message, status) =
            shown.get(&id).unwrap_or_else(|| panic!("{} is in no case", mail.name));
        if row.intake.state == IntakeState::Unparseable {
            is_work_with_the_original(stage, row, (message, status)).await;
            work_items.push((mail.name.as_str(), row.intake.error.as_deref().unwrap_or_default()));
            continue;
        }
        if row.intake.state == IntakeState::Processed {
            assert_eq!(status, "waiting", "{}: nobody is told", mail.name);
        }
        shows_what_was_read(stage, mail, message).await;
        let differences = differences(root, mail, message);
        if !differences.is_empty() {
            wrong.insert(mail.name.clone(), differences);
        }
        rendered += 1;
    }
    let copies = journal.iter().filter(|row| row.intake.state == IntakeState::Duplicate).count();
    println!(
        "arrived {} of {} ({} journalled, {copies} copies shown once), rendered {rendered}, \
         work items {}, lost {}, doubled {}",
        arrived.iter().filter(|one| !one.rows.is_empty()).count(),
        mails.len(),
        journal.len(),
        work_items.len(),
        lost.len(),
        doubled.len(),
    );
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(doubled.is_empty(), "doubled: {doubled:?}");
    assert_eq!(journal.len(), mails.len(), "one row per mail");
    assert_eq!(work_items, UNPARSEABLE);
    assert_eq!(rendered + work_items.len(), mails.len());
    let better: BTreeMap<String, Vec<&str>> =
        BETTER.iter().map(|(name, fields)| ((*name).to_owned(), fields.to_vec())).collect();
    assert_eq!(wrong, better, "against the answers");
    let inbound = shown.values().filter(|(message, _)| message["kind"] == "inbound").count();
    assert_eq!(inbound, journal.len() - copies + 1, "messages shown, the last one included");
}

/// The rows of each mail: its own address is in the header that delivery adds, or it lies in the
/// mailbox byte by byte.
fn find<'a>(mails: &'a [Mail], journal: &'a [Row]) -> Vec<Arrived<'a>> {
    let mut found: Vec<Arrived<'a>> =
        mails.iter().map(|mail| Arrived { mail, rows: Vec::new() }).collect();
    for row in journal {
        let raw = &row.raw;
        let whose = found.iter_mut().find(|one| {
            let address = one.mail.address.as_bytes();
            if one.mail.by_smtp {
                raw.windows(address.len()).any(|part| part == address)
            } else {
                *raw == one.mail.raw || unbroken(raw) == unbroken(&one.mail.raw)
            }
        });
        let whose = whose.unwrap_or_else(|| panic!("nobody sent {:?}", row.intake));
        whose.rows.push(row);
    }
    found
}

/// Without line ends, which servers may write in their own way.
fn unbroken(raw: &[u8]) -> Vec<u8> {
    raw.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
}

async fn shown(stage: &Stage) -> Shown {
    let mut shown = Shown::new();
    for case in stage.cases().await {
        let status = case["status"].as_str().unwrap();
        for message in stage.thread(case["id"].as_str().unwrap()).await {
            let id = message["id"].as_str().unwrap().to_owned();
            let before = shown.insert(id, (message, status.to_owned()));
            assert!(before.is_none(), "a message is in two cases");
        }
    }
    shown
}

/// Names of mails that nobody sees, and of those seen more than once. Some mails of the suites are
/// one mail under several names: of these, one is to be seen.
fn lost_and_doubled<'a>(arrived: &[Arrived<'a>]) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut seen: HashMap<Vec<u8>, (Vec<&'a str>, HashSet<String>)> = HashMap::new();
    let mut lost: Vec<&str> = Vec::new();
    for Arrived { mail, rows } in arrived {
        if rows.is_empty() {
            lost.push(&mail.name);
        }
        let (names, messages) = seen.entry(content(&mail.raw)).or_default();
        names.push(&mail.name);
        messages.extend(rows.iter().filter_map(|row| row.intake.message).map(|id| id.to_string()));
    }
    let mut doubled = Vec::new();
    for (names, messages) in seen.into_values() {
        match messages.len() {
            0 => lost.extend(names),
            1 => {}
            _ => doubled.extend(names),
        }
    }
    (lost, doubled)
}

/// How many different mails there are.
pub(crate) fn different(mails: &[Mail]) -> usize {
    mails.iter().map(|mail| content(&mail.raw)).collect::<HashSet<_>>().len()
}

/// Waits until the desk shows every one of the mails.
pub(crate) async fn wait_for(stage: &mut Stage, mails: &[Mail]) {
    let count = different(mails);
    let start = Instant::now();
    let mut known: HashMap<String, (i64, usize)> = HashMap::new();
    loop {
        for case in stage.cases().await {
            let (id, seq) = (case["id"].as_str().unwrap(), case["last_seq"].as_i64().unwrap());
            if known.get(id).is_none_or(|(last, _)| *last != seq) {
                known.insert(id.to_owned(), (seq, stage.mails(id).await.len()));
            }
        }
        let found: usize = known.values().map(|(_, mails)| mails).sum();
        if found >= count {
            return;
        }
        if start.elapsed() > PATIENCE {
            let why = missing(stage, mails).await;
            panic!("{found} of {count} mails on the desk; {why}");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Where the mails that are not on the desk were seen last.
async fn missing(stage: &mut Stage, mails: &[Mail]) -> String {
    let page = stage.channel_page().await;
    let journal = stage.ledger().await;
    let waiting = journal.rows.iter().filter(|row| row.intake.state == IntakeState::Received);
    let waiting = waiting.count();
    let (lost, doubled) = lost_and_doubled(&find(mails, &journal.rows));
    let log = stage.postfix.log();
    let lost: Vec<String> = lost
        .into_iter()
        .map(|name| {
            let address = mails.iter().find(|mail| mail.name == name).map(|mail| &mail.address);
            let said = log.lines().rfind(|line| address.is_some_and(|to| line.contains(to)));
            format!("{name}: {}", said.unwrap_or("Postfix never had it"))
        })
        .collect();
    format!(
        "{} journalled up to {}, {waiting} of them not filed; lost {lost:?}, doubled {doubled:?}, \
         channel {page}",
        journal.rows.len(),
        journal.last_uid,
    )
}

/// What makes a mail the same for a reader, beside its Message-ID.
fn content(raw: &[u8]) -> Vec<u8> {
    let Ok(mail) = parse(raw) else { return raw.to_vec() };
    let from = mail.from.map(|from| from.address);
    let mut all =
        format!("{:?}", (mail.message_id, from, mail.subject, mail.text, mail.date)).into_bytes();
    for file in &mail.attachments {
        all.extend(file.name.as_bytes());
        all.extend(&file.bytes);
    }
    all
}

/// An unreadable mail is work that waits, with the raw mail to look at.
async fn is_work_with_the_original(stage: &Stage, row: &Row, (message, status): (&Value, &String)) {
    assert_eq!(status, "waiting");
    let case = stage.case(message["case"].as_str().unwrap()).await;
    assert_eq!(case["work"]["state"], "waiting");
    let file = &message["files"][0];
    assert_eq!(file["name"], "original.eml");
    assert!(download(stage, file).await == row.raw, "the original has changed");
}

async fn download(stage: &Stage, file: &Value) -> Vec<u8> {
    let path = format!("/api/v1/files/{}", file["id"].as_str().unwrap());
    let answer = stage.agent.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.bytes().await.unwrap().to_vec()
}

fn files(message: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let files = message["files"].as_array().unwrap().iter();
    files.map(|file| (text(&file["name"]), text(&file["mime"]))).collect()
}

/// What the parser reads in the mail as it was sent is what the API shows after the whole way.
async fn shows_what_was_read(stage: &Stage, mail: &Mail, message: &Value) {
    let name = &mail.name;
    let read: InboundMail = parse(&mail.raw).unwrap();
    let head = &message["mail"];
    let clean = |text: &str| text.replace('\0', "");
    assert_eq!(head["subject"].as_str().unwrap(), clean(&read.subject), "{name}");
    let from = read.from.as_ref().map(|from| from.address.as_str());
    let from = from.or(mail.by_smtp.then_some(ENVELOPE_SENDER));
    assert_eq!(head["from"]["address"].as_str(), from, "{name}");
    let text = if read.new_text.trim().is_empty() { &read.text } else { &read.new_text };
    assert_eq!(message["text"].as_str().unwrap(), clean(text), "{name}");
    let expected: Vec<_> =
        read.attachments.iter().map(|file| (file.name.clone(), file.mime.clone())).collect();
    assert_eq!(files(message), expected, "{name}");
    for (file, sent) in message["files"].as_array().unwrap().iter().zip(&read.attachments) {
        assert!(same_bytes(&download(stage, file).await, &sent.bytes), "{name}: {}", sent.name);
    }
    assert_eq!(message["has_html"], read.html.is_some(), "{name}");
    if read.html.is_some() {
        let (case, id) = (message["case"].as_str().unwrap(), message["id"].as_str().unwrap());
        let path = format!("/api/v1/cases/{case}/messages/{id}/html");
        assert!(stage.agent.get(&path).await.good()["html"].is_string(), "{name}");
    }
}

/// Whether two files are the same, but for the line ends that SMTP gives to text.
fn same_bytes(found: &[u8], sent: &[u8]) -> bool {
    found == sent || answers::without_cr(found) == answers::without_cr(sent)
}

/// Where a message differs from the answers of the suites.
fn differences(root: &Path, mail: &Mail, message: &Value) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let by_hand = mail.name.strip_prefix("mikel-mail/");
    let by_hand = by_hand.and_then(|name| BY_HAND.iter().find(|answer| answer.0 == name));
    if let Some((_, subject, text, names)) = by_hand {
        let found = files(message);
        let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        // A mail whose text is all quotation begins elsewhere on the desk than in the file.
        let checks = [
            ("subject", message["mail"]["subject"] == *subject),
            ("text", message["text"].as_str().unwrap().starts_with(text)),
            ("files", found == *names),
        ];
        wrong.extend(checks.into_iter().filter(|(_, right)| !right).map(|(field, _)| field));
    }
    let answer = root.join(&mail.name).with_extension("crlf.json");
    if let Ok(answer) = std::fs::read(answer) {
        wrong.extend(against(
            &answers::expected(&serde_json::from_slice(&answer).unwrap()),
            message,
        ));
    }
    wrong
}

/// Where a message differs from mail-parser's answer. The desk shows the new part of a text; where
/// it leaves out quoted history, what it shows must stand in the answer as it is.
fn against(want: &Answer, message: &Value) -> Vec<&'static str> {
    let head = &message["mail"];
    let text = squeeze(message["text"].as_str().unwrap());
    let shortened = head["quoted_chars"].as_u64().unwrap_or_default() > 0;
    let one = |person: &Value| {
        let part = |key: &str| person[key].as_str().unwrap_or_default().to_owned();
        format!("{}|{}", part("name"), part("address"))
    };
    let list = |expected: &[String], found: Vec<String>| {
        expected.len() == found.len() && expected.iter().zip(&found).all(|(e, f)| same(e, f))
    };
    let unnamed = want.from.is_empty() && head["from"]["address"] == ENVELOPE_SENDER;
    let from = Some(&head["from"]).filter(|from| from.is_object() && !unnamed);
    let found = files(message);
    let checks = [
        ("subject", same(&want.subject, &squeeze(head["subject"].as_str().unwrap()))),
        ("from", list(&want.from, from.into_iter().map(one).collect())),
        ("to", list(&want.to, head["to"].as_array().unwrap().iter().map(one).collect())),
        (
            "text",
            match (want.html_only, shortened) {
                (true, _) => !text.is_empty(),
                (false, true) => want.text.contains(&text),
                (false, false) => same(&want.text, &text),
            },
        ),
        (
            "files",
            want.files.len() == found.len()
                && want.files.iter().zip(&found).all(|(e, f)| same_file(e, f)),
        ),
    ];
    checks.into_iter().filter(|(_, right)| !right).map(|(field, _)| field).collect()
}
