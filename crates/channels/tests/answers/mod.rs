//! The evaluation mails and their known answers: mail-parser's own suite (JSON beside each file)
//! and the fixtures of the Ruby `mail` library (answers written by hand below).
//!
//! The files are evaluation data and not part of the repository; without them the tests say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The MIME suites, or `None` with a message when they are not on this machine.
pub(crate) fn suites() -> Option<PathBuf> {
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
pub(crate) fn mails(root: &Path) -> BTreeMap<String, Vec<u8>> {
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

pub(crate) fn without_cr(raw: &[u8]) -> Vec<u8> {
    raw.iter().copied().filter(|b| *b != b'\r').collect()
}

pub(crate) fn with_cr(raw: &[u8]) -> Vec<u8> {
    without_cr(raw)
        .iter()
        .flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] })
        .collect()
}

/// Mails that become a work item instead of a message, with the reason: this one has neither a
/// sender nor a single character in any of its parts.
pub(crate) const UNPARSEABLE: &[(&str, &str)] =
    &[("mail-parser/malformed/000.eml", "nothing_to_read")];

/// What the JSON beside a mail says, in the terms of [`InboundMail`].
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) subject: String,
    pub(crate) from: Vec<String>,
    pub(crate) to: Vec<String>,
    pub(crate) message_id: String,
    pub(crate) text: String,
    pub(crate) html_only: bool,
    /// Name and media type.
    pub(crate) files: Vec<(String, String)>,
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

pub(crate) fn expected(json: &Value) -> Answer {
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

pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is the expected one. Where mail-parser could not read a byte, any character is
/// right that was read.
pub(crate) fn same(expected: &str, found: &str) -> bool {
    !found.contains('\u{fffd}')
        && expected.chars().count() == found.chars().count()
        && expected.chars().zip(found.chars()).all(|(e, f)| e == f || e == '\u{fffd}')
}

pub(crate) fn same_file(expected: &(String, String), found: &(String, String)) -> bool {
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

/// Where we read more than mail-parser does, and what.
pub(crate) const BETTER: &[(&str, &[&str])] = &[
    // A sole text part with a broken encoding is the message, not a file.
    ("mail-parser/malformed/002.eml", &["text", "files"]),
    // A file name in a disposition that names none.
    ("mail-parser/malformed/017.eml", &["files"]),
    // Backslashes in the names are no escapes: "C:\\TEMP\\nsmail39.png".
    ("mail-parser/legacy/035.eml", &["files"]),
    ("mail-parser/legacy/039.eml", &["files"]),
];

/// A mail of the Ruby suite: file, subject, beginning of the text, attached files.
pub(crate) type ByHand = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Everything Japanese, every other charset and every odd file name, read from the bytes by hand.
pub(crate) const BY_HAND: &[ByHand] = &[
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
