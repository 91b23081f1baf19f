//! Real and hand-made mail with known answers: mail-parser's own suite (JSON beside each file) and
//! the fixtures of the Ruby `mail` library (answers written by hand below).
//!
//! What differs from the JSON on purpose is listed by name with what is expected instead.
//!
//! The files are evaluation data and not part of the repository; without them the tests say so.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a panic is the report"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use channels::email::{Automatic, InboundMail, Mailbox, parse};
use serde_json::Value;

/// The MIME suites, or `None` with a message when they are not on this machine.
fn suites() -> Option<PathBuf> {
    let root = std::env::var_os("MADOGUCHI_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let suites = root.join("mime");
    if suites.is_dir() {
        Some(suites)
    } else {
        eprintln!("skipped: no evaluation data at {} (set MADOGUCHI_DATA)", suites.display());
        None
    }
}

/// Every `.eml` below a folder, by its path relative to it.
fn mails(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "eml") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn without_cr(raw: &[u8]) -> Vec<u8> {
    raw.iter().copied().filter(|b| *b != b'\r').collect()
}

fn with_cr(raw: &[u8]) -> Vec<u8> {
    without_cr(raw)
        .iter()
        .flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] })
        .collect()
}

/// Mails that become a work item instead of a message, with the reason: this one has neither a
/// sender nor a single character in any of its parts.
const UNPARSEABLE: &[(&str, &str)] = &[("mail-parser/malformed/000.eml", "nothing_to_read")];

#[test]
fn every_mail_is_read_or_refused_with_a_reason() {
    let Some(root) = suites() else { return };
    let mails = mails(&root);
    let mut refused = Vec::new();
    for (name, raw) in &mails {
        for raw in [raw.clone(), without_cr(raw), with_cr(raw)] {
            if let Err(error) = parse(&raw) {
                refused.push((name.as_str(), error.code()));
            }
        }
    }
    refused.dedup();
    println!(
        "{} mails: {} read, {} refused",
        mails.len(),
        mails.len() - refused.len(),
        refused.len()
    );
    assert_eq!(mails.len(), 190);
    assert_eq!(refused, UNPARSEABLE);
}

/// What the JSON beside a mail says, in the terms of [`InboundMail`].
#[derive(Debug)]
struct Answer {
    subject: String,
    from: Vec<String>,
    to: Vec<String>,
    message_id: String,
    text: String,
    html_only: bool,
    /// Name and media type.
    files: Vec<(String, String)>,
}

fn header<'a>(part: &'a Value, name: &str) -> Option<&'a Value> {
    let headers = part["headers"].as_array()?;
    headers.iter().find(|header| header["name"] == name).map(|header| &header["value"])
}

/// `name|address` of a header; entries without an address cannot be written to and are left out.
fn addresses(value: Option<&Value>) -> Vec<String> {
    let Some(address) = value.and_then(|value| value.get("Address")) else { return Vec::new() };
    let groups = match address.get("Group") {
        Some(groups) => {
            groups.as_array().unwrap().iter().map(|group| &group["addresses"]).collect()
        }
        None => vec![&address["List"]],
    };
    let entry = |entry: &Value| {
        let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        (!part("address").is_empty()).then(|| format!("{}|{}", part("name"), part("address")))
    };
    groups.iter().flat_map(|list| list.as_array().unwrap()).filter_map(entry).collect()
}

/// The name and media type of a part.
fn file(part: &Value) -> (String, String) {
    let attribute = |name: &str| {
        let attributes = header(part, name)?["ContentType"]["attributes"].as_array()?;
        let found = attributes.iter().find(|a| a["name"] == "filename" || a["name"] == "name")?;
        found["value"].as_str().map(str::to_owned)
    };
    let name = attribute("content_disposition").or_else(|| attribute("content_type"));
    let mime = header(part, "content_type").map(|value| {
        let value = &value["ContentType"];
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        format!("{}/{}", text("c_type"), text("c_subtype"))
    });
    (name.unwrap_or_default(), mime.unwrap_or_default())
}

fn expected(json: &Value) -> Answer {
    let root = &json["parts"][0];
    let part = |id: &Value| &json["parts"][usize::try_from(id.as_u64().unwrap()).unwrap()];
    let parts = |list: &str| json[list].as_array().unwrap().iter().map(part).collect::<Vec<_>>();
    let field = |name| {
        header(root, name).and_then(|value| value["Text"].as_str()).unwrap_or_default().to_owned()
    };
    let texts = parts("text_body");
    let texts = texts.iter().filter_map(|part| part["body"]["Text"].as_str()).collect::<Vec<_>>();
    let text = squeeze(&texts.join("\n"));
    let has_html = parts("html_body").iter().any(|part| part["body"]["Html"].is_string());
    Answer {
        subject: squeeze(&field("subject")),
        from: addresses(header(root, "from")),
        to: addresses(header(root, "to")),
        message_id: field("message_id"),
        html_only: text.is_empty() && has_html,
        text,
        files: parts("attachments").into_iter().map(file).collect(),
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is the expected one. Where mail-parser could not read a byte, any character is
/// right that was read.
fn same(expected: &str, found: &str) -> bool {
    !found.contains('\u{fffd}')
        && expected.chars().count() == found.chars().count()
        && expected.chars().zip(found.chars()).all(|(e, f)| e == f || e == '\u{fffd}')
}

fn same_file(expected: &(String, String), found: &(String, String)) -> bool {
    let (name, mime) = expected;
    let named = if name.is_empty() {
        // Made up, or called by its subject when it is a mail.
        found.0.starts_with("attachment-")
            || (mime == "message/rfc822" && found.0.ends_with(".eml"))
    } else {
        // Only the last component of a path is kept.
        same(name.rsplit(['/', '\\']).next().unwrap(), &found.0)
    };
    named && (*mime == found.1 || mime.is_empty())
}

fn shown(mailbox: &Mailbox) -> String {
    format!("{}|{}", mailbox.name.as_deref().unwrap_or_default(), mailbox.address)
}

/// What differs from the answer, by field.
fn differences(want: &Answer, mail: &InboundMail) -> Vec<&'static str> {
    let list = |expected: &[String], found: Vec<String>| {
        expected.len() == found.len() && expected.iter().zip(&found).all(|(e, f)| same(e, f))
    };
    let files: Vec<_> =
        mail.attachments.iter().map(|file| (file.name.clone(), file.mime.clone())).collect();
    let text = squeeze(&mail.text);
    let checks = [
        ("subject", same(&want.subject, &squeeze(&mail.subject))),
        ("from", list(&want.from, mail.from.iter().map(shown).collect())),
        ("to", list(&want.to, mail.to.iter().map(shown).collect())),
        ("message_id", want.message_id == mail.message_id.as_deref().unwrap_or_default()),
        ("text", if want.html_only { !text.is_empty() } else { same(&want.text, &text) }),
        (
            "files",
            want.files.len() == files.len()
                && want.files.iter().zip(&files).all(|(e, f)| same_file(e, f)),
        ),
    ];
    checks.into_iter().filter(|(_, right)| !right).map(|(field, _)| field).collect()
}

/// Where we read more than mail-parser does, and what.
const BETTER: &[(&str, &[&str])] = &[
    // A sole text part with a broken encoding is the message, not a file.
    ("mail-parser/malformed/002.eml", &["text", "files"]),
    // A file name in a disposition that names none.
    ("mail-parser/malformed/017.eml", &["files"]),
    // Backslashes in the names are no escapes: "C:\\TEMP\\nsmail39.png".
    ("mail-parser/legacy/035.eml", &["files"]),
    ("mail-parser/legacy/039.eml", &["files"]),
];

#[test]
fn the_answers_of_mail_parsers_own_suite() {
    let Some(root) = suites() else { return };
    let mut compared = 0;
    let mut wrong = BTreeMap::new();
    for (name, raw) in mails(&root) {
        for (extension, raw) in [("json", without_cr(&raw)), ("crlf.json", with_cr(&raw))] {
            let answer = root.join(&name).with_extension(extension);
            let Ok(answer) = fs::read(answer) else { continue };
            let answer = expected(&serde_json::from_slice(&answer).unwrap());
            let Ok(mail) = parse(&raw) else { continue };
            compared += 1;
            let differences = differences(&answer, &mail);
            if !differences.is_empty() {
                wrong.insert(name.clone(), differences);
            }
        }
    }
    println!("{compared} answers compared, {} differ on purpose", BETTER.len());
    assert_eq!(compared, 172);
    let better: BTreeMap<String, Vec<&str>> =
        BETTER.iter().map(|(name, fields)| ((*name).to_owned(), fields.to_vec())).collect();
    assert_eq!(wrong, better);
}

/// A mail of the Ruby suite: file, subject, beginning of the text, attached files.
type ByHand = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Everything Japanese, every other charset and every odd file name, read from the bytes by hand.
const BY_HAND: &[ByHand] = &[
    ("multi_charset/japanese.eml", "まみむめも", "かきくえこ", &[]),
    ("multi_charset/japanese_iso_2022.eml", "まみむめも", "すみません。", &[]),
    (
        "multi_charset/japanese_shift_jis.eml",
        "test",
        "あいうえお\n\nこのメールはテスト用のメールです。",
        &[],
    ),
    ("multi_charset/japanese_attachment.eml", "testing", "testing", &["てすと.txt"]),
    (
        "multi_charset/japanese_attachment_long_name.eml",
        "まみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめも",
        "",
        &["かきくけこかきくけこかきくけこかきくけこかきくけこ.txt"],
    ),
    ("multi_charset/ks_c_5601-1987.eml", "test", "스티해", &[]),
    ("rfc2822/example14.eml", "Re: TEST テストテスト", "Hello", &[]),
    ("rfc6532/utf8_headers.eml", "Säying Hello", "body", &[]),
    (
        "plain_emails/raw_email.eml",
        "NOTE: 한국말로 하는 것",
        "대부분의 마찬가지로, 우리는 하나님을 믿습니다.",
        &[],
    ),
    (
        "plain_emails/raw_email_with_partially_quoted_subject.eml",
        "Re: Test: \"漢字\" mid \"漢字\" tail",
        "대부분의 마찬가지로",
        &[],
    ),
    (
        "plain_emails/raw_email8.eml",
        "Fwd: Signed email causes file attachments",
        "We should not include these files or vcards as attachments.",
        &["01 Quien Te DijŠat. Pitbull.mp3"],
    ),
    ("error_emails/bad_encoded_subject.eml", "TEST", "TEST", &[]),
    (
        "error_emails/bad_subject.eml",
        "MySurvey.com:  You have a survey waiting!  91123105",
        "You have a survey",
        &[],
    ),
    (
        "error_emails/invalid_subject_characters.eml",
        "Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro",
        "TEST",
        &[],
    ),
    (
        "attachment_emails/attachment_nonascii_filename.eml",
        "testing",
        "This is the first part.",
        &["ciële.txt"],
    ),
    (
        "attachment_emails/attachment_pdf_non_ascii.eml",
        "Another PDF with 🎉 Unicode chars in it 🍿",
        "Just attaching another PDF",
        &["broken.pdf"],
    ),
    (
        "attachment_emails/attachment_with_base64_encoded_name.eml",
        "Fwd: Signed email causes file attachments",
        "We should not include",
        &["This is a test.pdf"],
    ),
    (
        "attachment_emails/attachment_with_encoded_name.eml",
        "Fwd: Signed email causes file attachments",
        "We should not include",
        &["01 Quien Te DijŠat. Pitbull.mp3"],
    ),
    (
        "attachment_emails/attachment_with_quoted_filename.eml",
        "Eelanalüüsi päring",
        "",
        &["Eelanalüüsi päring.jpg"],
    ),
    (
        "attachment_emails/attachment_with_unquoted_name.eml",
        "testing",
        "This is the first part.",
        &["This is a test.txt"],
    ),
    (
        "attachment_emails/attachment_content_location.eml",
        "testing",
        "This is the first part.",
        &["Photo25.jpg"],
    ),
    (
        "attachment_emails/attachment_message_rfc822.eml",
        "testing",
        "This is the first part.",
        &["ForwardedMessage.eml"],
    ),
    (
        "mime_emails/raw_email_encoded_stack_level_too_deep.eml",
        "Nicolas Fouché has accepted your invitation to Gmail",
        "Nicolas Fouché",
        &[],
    ),
];

#[test]
fn the_answers_written_by_hand() {
    let Some(root) = suites() else { return };
    for (name, subject, text, files) in BY_HAND {
        let raw = fs::read(root.join("mikel-mail").join(name)).unwrap();
        for raw in [raw.clone(), without_cr(&raw), with_cr(&raw)] {
            let mail = parse(&raw).unwrap();
            assert_eq!(mail.subject, *subject, "{name}");
            assert!(mail.text.starts_with(text), "{name}: {}", mail.text);
            let found: Vec<_> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
            assert_eq!(found, *files, "{name}");
        }
    }
}

#[test]
fn bounces_are_recognised_and_nothing_else_is() {
    let Some(root) = suites() else { return };
    let bounces = [
        (
            "mime_emails/raw_email_with_mimepart_without_content_type.eml",
            "larose.julie@courrier.uqam.ca",
            "4.5.0",
        ),
        (
            "multipart_report_emails/multi_address_bounce1.eml",
            "bbbbvhvbbvkjbhfbvbvjhb@gmail.com",
            "5.1.1",
        ),
        (
            "multipart_report_emails/multi_address_bounce2.eml",
            "bbbbvhvbbvkjbhfbvbvjhb@gmail.com",
            "5.1.1",
        ),
        ("multipart_report_emails/multipart_report_multiple_status.eml", "u@ci.com", "5.3.0"),
        ("multipart_report_emails/report_422.eml", "fraser@oooooooo.com.au", "4.2.2"),
        ("multipart_report_emails/report_530.eml", "edwin@zzzzzzz.com", "5.3.0"),
    ];
    let mut expected = BTreeMap::new();
    for (name, recipient, status) in bounces {
        expected.insert(format!("mikel-mail/{name}"), (recipient.to_owned(), status.to_owned()));
    }
    let mut found = BTreeMap::new();
    for (name, raw) in mails(&root) {
        if let Ok(mail) = parse(&raw)
            && let Some(Automatic::Bounce { failed_recipient, status, original_message_id }) =
                mail.automatic
        {
            assert!(original_message_id.is_some(), "{name}");
            found.insert(name, (failed_recipient.unwrap_or_default(), status.unwrap_or_default()));
        }
    }
    assert_eq!(found, expected);
}
