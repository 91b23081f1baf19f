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

mod answers;

use std::collections::BTreeMap;
use std::fs;

use answers::{
    Answer, BETTER, BY_HAND, UNPARSEABLE, expected, mails, same, same_file, squeeze, suites,
    with_cr, without_cr,
};
use channels::email::{Automatic, InboundMail, Mailbox, parse};

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
