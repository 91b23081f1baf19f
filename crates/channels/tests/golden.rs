//! Real and hand-made mail with known answers: mail-parser's own suite (JSON beside each file) and
//! the fixtures of the Ruby `mail` library (answers written by hand below).
//!
//! The files are evaluation data and not part of the repository; without them the tests say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use channels::email::{InboundMail, Unparseable, parse};
use serde_json::Value;

/// The MIME suites, or `None` with a message when they are not on this machine.
fn suites() -> Option<PathBuf> {
    let root = std::env::var_os("MADOGUCHI_DATA").map(PathBuf::from).unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
    });
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
    without_cr(raw).iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect()
}

/// What the JSON beside a mail says, in the terms of [`InboundMail`].
#[derive(Debug, Default, PartialEq)]
struct Answer {
    subject: String,
    from: Vec<String>,
    to: Vec<String>,
    message_id: String,
    date: String,
    text: String,
    files: Vec<String>,
}

fn header<'a>(part: &'a Value, name: &str) -> Option<&'a Value> {
    part["headers"].as_array()?.iter().find(|h| h["name"] == name).map(|h| &h["value"])
}

fn addresses(value: Option<&Value>) -> Vec<String> {
    let Some(address) = value.and_then(|v| v.get("Address")) else { return Vec::new() };
    let list = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|a| format!("{}|{}", a["name"].as_str().unwrap_or(""), a["address"].as_str().unwrap_or(""))).collect()
    };
    match (address.get("List"), address.get("Group")) {
        (Some(addresses), _) => list(addresses),
        (_, Some(groups)) => groups.as_array().unwrap().iter().flat_map(|g| list(&g["addresses"])).collect(),
        _ => Vec::new(),
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn expected(json: &Value) -> Answer {
    let root = &json["parts"][0];
    let text = |name| header(root, name).and_then(|v| v.get("Text")).and_then(Value::as_str).unwrap_or("").to_owned();
    let body = json["text_body"].as_array().unwrap().iter().filter_map(|id| {
        json["parts"][id.as_u64().unwrap() as usize]["body"]["Text"].as_str().map(str::to_owned)
    }).collect::<Vec<_>>().join("\n");
    let files = json["attachments"].as_array().unwrap().iter().map(|id| {
        let part = &json["parts"][id.as_u64().unwrap() as usize];
        ["content_disposition", "content_type"].iter().find_map(|h| {
            let attributes = header(part, h)?["ContentType"]["attributes"].as_array()?;
            attributes.iter().find(|a| a["name"] == "filename" || a["name"] == "name").and_then(|a| a["value"].as_str().map(str::to_owned))
        }).unwrap_or_default()
    }).collect();
    Answer { subject: squeeze(&text("subject")), from: addresses(header(root, "from")), to: addresses(header(root, "to")), message_id: text("message_id"), date: String::new(), text: squeeze(&body), files }
}

fn found(mail: &InboundMail) -> Answer {
    let show = |m: &channels::email::Mailbox| format!("{}|{}", m.name.as_deref().unwrap_or(""), m.address);
    Answer {
        subject: squeeze(&mail.subject),
        from: mail.from.iter().map(show).collect(),
        to: mail.to.iter().map(show).collect(),
        message_id: mail.message_id.clone().unwrap_or_default(),
        date: String::new(),
        text: squeeze(&mail.text),
        files: mail.attachments.iter().map(|a| if a.name.starts_with("attachment-") { String::new() } else { a.name.clone() }).collect(),
    }
}

#[test]
fn probe() {
    let Some(root) = suites() else { return };
    for (name, raw) in mails(&root) {
        let json = root.join(&name).with_extension("json");
        match parse(&raw) {
            Err(error) => println!("{name}: UNPARSEABLE {error:?}"),
            Ok(mail) if json.exists() => {
                let json: Value = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
                let (want, got) = (expected(&json), found(&mail));
                if want != got {
                    println!("{name}:");
                    if want.subject != got.subject { println!("  subject {:?}\n       != {:?}", want.subject, got.subject); }
                    if want.from != got.from { println!("  from {:?}\n    != {:?}", want.from, got.from); }
                    if want.to != got.to { println!("  to {:?}\n  != {:?}", want.to, got.to); }
                    if want.message_id != got.message_id { println!("  id {:?}\n  != {:?}", want.message_id, got.message_id); }
                    if want.text != got.text { println!("  text {:?}\n    != {:?}", want.text, got.text); }
                    if want.files != got.files { println!("  files {:?}\n     != {:?}", want.files, got.files); }
                }
            }
            Ok(mail) => {
                println!("{name}: subj {:?} from {:?} auto {:?}\n   text {:?}\n   html {:?} files {:?}", mail.subject, mail.from.as_ref().map(|m| (&m.name, &m.address)), mail.automatic, mail.new_text.chars().take(150).collect::<String>(), mail.html.as_ref().map(String::len), mail.attachments.iter().map(|a| (&a.name, &a.mime, a.bytes.len())).collect::<Vec<_>>());
            }
        }
    }
}
